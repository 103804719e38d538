//! A trait for each tag, with a method for each operation.

use super::guard::function;
use super::{argument, shape};
use crate::emit::{Code, body};
use crate::model::{Api, Operation, Tag};

pub(super) fn write(api: &Api, code: &mut Code) {
    let tags: Vec<&Tag> = api.tags.iter().filter(|tag| api.operations_of(tag).next().is_some()).collect();
    for tag in &tags {
        let doc = if tag.description.is_empty() { format!("{}.", tag.name) } else { tag.description.clone() };
        code.blank().doc(doc);
        code.block(format!("pub trait {}: Guard", tag.rust), |code| {
            for operation in api.operations_of(tag) {
                method(code, operation);
            }
        });
    }
    let all: Vec<_> = std::iter::once("Guard").chain(tags.iter().map(|tag| tag.rust.as_str())).collect();
    let all = all.join(" + ");
    code.blank().doc("Every operation: whoever implements all traits has it.");
    code.line(format!("pub trait Api: {all} {{}}"));
    code.blank().line(format!("impl<T_: {all}> Api for T_ {{}}"));
}

fn method(code: &mut Code, operation: &Operation) {
    code.blank().doc(doc(operation));
    if operation.deprecated {
        // Deprecated operations have handlers too, so the attribute would only cause warnings.
        code.line("///").doc("Deprecated: clients should no longer call it.");
    }
    let mut arguments = vec!["cx: &runtime::Cx".to_owned()];
    arguments.extend(argument(&operation.security).map(|caller| format!("caller: {caller}")));
    arguments.extend(operation.params_type.iter().map(|params| format!("params: {params}")));
    arguments.extend(operation.body.iter().map(|one| format!("body: {}", body::rust(one))));
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let result = format!(
        "impl prelude::Future<Output = prelude::Result<{}, runtime::ApiError>> + prelude::Send",
        shape(operation).rust()
    );
    function(code, &operation.rust, &arguments, &result);
}

fn doc(operation: &Operation) -> String {
    let call = format!("`{} {}`", operation.method.as_str(), operation.path);
    let parts = [operation.summary.as_str(), operation.description.as_str(), &call];
    let parts: Vec<_> = parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}
