//! The twin of the traits: one object-safe trait with boxed futures, so that shims aren't generic.

use crate::emit::traits::{argument, shape};
use crate::emit::{Code, body};
use crate::model::{Api, Operation, Tag};

pub(super) fn write(api: &Api, code: &mut Code) {
    code.blank().doc("The traits as shims call them: object-safe, with boxed futures.");
    code.block("trait Twin: prelude::Send + prelude::Sync", |code| {
        for operation in &api.operations {
            signature(code, operation, ";", "");
        }
    });
    code.blank().block("impl<T_: Api> Twin for T_", |code| {
        for tag in &api.tags {
            for operation in api.operations_of(tag) {
                signature(code, operation, " {", &call(tag, operation));
            }
        }
    });
}

fn signature(code: &mut Code, operation: &Operation, end: &str, inside: &str) {
    code.blank().enclosed(
        format!("fn {}<'a>(", operation.rust),
        |code| {
            code.line("&'a self,").line("cx: &'a runtime::Cx,");
            if argument(&operation.security).is_some() {
                code.line("caller: prelude::Option<&'a runtime::AnyCaller>,");
            }
            if let Some(params) = &operation.params_type {
                code.line(format!("params: {params},"));
            }
            if let Some(one) = &operation.body {
                code.line(format!("body: {},", body::rust(one)));
            }
        },
        &format!(
            ") -> runtime::BoxFuture<'a, prelude::Result<{}, runtime::ApiError>>{end}",
            shape(operation).rust()
        ),
    );
    if !inside.is_empty() {
        code.line(format!("    {inside}")).line("}");
    }
}

fn call(tag: &Tag, operation: &Operation) -> String {
    let mut arguments = vec!["self".to_owned(), "cx".into()];
    arguments.extend(caller(operation));
    arguments.extend(operation.params_type.as_ref().map(|_| "params".into()));
    arguments.extend(operation.body.as_ref().map(|_| "body".into()));
    format!("prelude::Box::pin(<T_ as {}>::{}({}))", tag.rust, operation.rust, arguments.join(", "))
}

/// The caller with its type.
fn caller(operation: &Operation) -> Option<String> {
    let security = &operation.security;
    argument(security)?;
    Some(match (&security.caller_type, security.optional) {
        (None, false) => "runtime::AnyCaller::known(caller).cloned()".into(),
        (None, true) => "caller.map(runtime::AnyCaller::cloned)".into(),
        (Some(name), false) => format!("{name}::of(runtime::AnyCaller::known(caller))"),
        (Some(name), true) => format!("caller.map({name}::of)"),
    })
}
