//! An operation, as its section shows it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use burgrave_api::SAMPLES;
use burgrave_core::notifications::as_html;
use serde_json::Value;

use super::schema::{Field, TypeText, described, example, resolve, text, type_of};
use crate::specification::DOCUMENT;

/// A call of each operation, by its id.
static CALLS: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| serde_json::from_str(SAMPLES).expect("the build wrote the samples as JSON"));

/// The order of the operations of a path.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// An operation.
pub(super) struct Operation {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) method: String,
    pub(super) path: &'static str,
    pub(super) rank: usize,
    /// As HTML.
    pub(super) description: String,
    /// A call that can be pasted into a shell.
    pub(super) sample: &'static str,
    pub(super) parameters: Vec<Field>,
    pub(super) body: Option<Content>,
    pub(super) answers: Vec<Answer>,
}

/// What is sent or answered.
pub(super) struct Content {
    pub(super) media: &'static str,
    pub(super) of: TypeText,
    /// An example in JSON; empty where there is none.
    pub(super) example: String,
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: &'static str,
    /// As HTML.
    pub(super) description: String,
    pub(super) content: Option<Content>,
}

impl Operation {
    /// The operation of this declaration.
    pub(super) fn of(path: &'static str, method: &'static str, of: &'static Value) -> Self {
        let id = text(of, "operationId");
        let shared = DOCUMENT.get("paths").map(|paths| &paths[path]["parameters"]);
        let lists = shared.into_iter().chain([&of["parameters"]]);
        let parameters = lists.filter_map(Value::as_array).flatten().map(resolve);
        let answers = of["responses"].as_object().into_iter().flatten();
        Self {
            id,
            title: text(of, "summary"),
            method: method.to_uppercase(),
            path,
            rank: METHODS.iter().position(|known| *known == method).unwrap_or_default(),
            description: as_html(text(of, "description")),
            sample: CALLS.get(id).map_or("", String::as_str),
            parameters: parameters.map(Field::of_parameter).collect(),
            body: of.get("requestBody").map(resolve).and_then(content),
            answers: answers.map(|(status, of)| answer(status, resolve(of))).collect(),
        }
    }
}

fn answer(status: &'static str, of: &'static Value) -> Answer {
    // The bodies of errors are all alike: the index has them.
    let content = if status.starts_with(['1', '2', '3']) { content(of) } else { None };
    Answer { status, description: described(of), content }
}

/// The first media type of a body or an answer.
fn content(of: &'static Value) -> Option<Content> {
    let (media, content) = of["content"].as_object()?.iter().next()?;
    let schema = &content["schema"];
    let example = content.get("example").or_else(|| example(schema));
    let example =
        example.filter(|_| media.contains("json")).and_then(|one| serde_json::to_string_pretty(one).ok());
    Some(Content { media, of: type_of(schema), example: example.unwrap_or_default() })
}
