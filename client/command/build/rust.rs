//! The text of the table.

use std::fmt::Write;

use burgrave_spec::model::{Api, BodyKind, CarrierKind, Operation, Tag};

use crate::{answers, inputs, names};

/// The header of sessions.
const SESSION_HEADER: &str = "Coder-Session-Token";

/// The static `NOUNS`, in the order of the specification.
pub(crate) fn table(api: &Api) -> String {
    let nouns: String = api.tags.iter().map(|tag| noun(api, tag)).collect();
    format!(
        "/// Every noun with its commands, in the order of the specification.\n\
         pub static NOUNS: &[Noun] = &[\n{nouns}];\n"
    )
}

fn noun(api: &Api, tag: &Tag) -> String {
    let operations: Vec<_> = api.operations_of(tag).filter(|one| answers::has_command(one)).collect();
    if operations.is_empty() {
        return String::new();
    }
    let noun = names::kebab(&tag.name);
    let verbs = names::verbs(&noun, &operations);
    let rows: String = operations.iter().zip(verbs).map(|(one, verb)| row(api, one, &verb)).collect();
    let about = &tag.description;
    format!("Noun {{ name: {noun:?}, about: {about:?}, operations: &[\n{rows}] }},\n")
}

fn row(api: &Api, operation: &Operation, verb: &str) -> String {
    let mut inputs_text = String::new();
    for input in inputs::of(api, operation) {
        let inputs::Input { id, name, flag, place, required, list, value, hint, secret, doc } = input;
        writeln!(
            inputs_text,
            "Input {{ id: {id:?}, name: {name:?}, flag: {flag:?}, place: Place::{place}, \
             required: {required}, list: List::{list}, value: Value::{value}, hint: {hint:?}, \
             secret: {secret}, doc: {doc:?} }},"
        )
        .expect("text takes everything");
    }
    let answer = answers::of(api, operation);
    let Operation { id, summary, description, deprecated, websocket, .. } = operation;
    format!(
        "Operation {{ id: {id:?}, verb: {verb:?}, method: {:?}, path: {:?}, summary: {summary:?}, \
         description: {description:?}, deprecated: {deprecated}, credential: {}, inputs: &[\n{inputs_text}], \
         body: {}, answer: Answer::{}, media: &{:?}, socket: {websocket}, items: {:?}, columns: &{:?}, \
         paging: {} }},\n",
        operation.method.as_str(),
        operation.path,
        credential(api, operation),
        body(operation),
        answer.kind,
        answer.media,
        answer.items,
        answer.columns,
        optional(answer.paging),
    )
}

fn optional(text: Option<String>) -> String {
    text.map_or_else(|| "None".to_owned(), |text| format!("Some({text})"))
}

/// How the body is sent, and in which types.
fn body(operation: &Operation) -> String {
    optional(operation.body.as_ref().map(|body| {
        let kind = match body.media[0].kind {
            BodyKind::Json => "Json",
            BodyKind::Form => "Form",
            BodyKind::Html | BodyKind::Text | BodyKind::Binary => "Bytes",
        };
        let media: Vec<_> = body.media.iter().map(|media| media.content_type.as_str()).collect();
        format!("Body {{ kind: BodyKind::{kind}, media: &{media:?}, required: {} }}", body.required)
    }))
}

/// What authenticates a call: the first caller that it allows, and the place that a program uses for it.
fn credential(api: &Api, operation: &Operation) -> String {
    let optional = operation.security.optional;
    let caller = operation.security.callers.first();
    let Some(caller) = caller.and_then(|name| api.callers.iter().find(|caller| caller.name == *name)) else {
        return "Credential { kind: CredentialKind::None, optional: true }".to_owned();
    };
    let kinds = || caller.carriers.iter().map(|carrier| &carrier.kind);
    let words = caller.snake.replace('_', " ");
    let header = kinds().find_map(|kind| match kind {
        CarrierKind::Header(name) if !name.eq_ignore_ascii_case("authorization") => Some(name),
        _ => None,
    });
    let kind = match header {
        Some(name) if name == SESSION_HEADER => "Session".to_owned(),
        Some(name) => format!("Header({name:?}, {words:?})"),
        None if kinds().any(|kind| *kind == CarrierKind::Basic) => format!("Basic({words:?})"),
        None => format!("Bearer({words:?})"),
    };
    format!("Credential {{ kind: CredentialKind::{kind}, optional: {optional} }}")
}
