//! The types of answers: that of the only one, or an enum of several.

use std::collections::HashSet;

use crate::emit::{Code, listed};
use crate::model::{Answer, AnswerHeader, Api, Operation};

/// 101: the connection is handed over.
pub(in crate::emit) const SWITCHING_PROTOCOLS: u16 = 101;

/// The type that a handler returns.
pub(in crate::emit) enum AnswerShape<'a> {
    /// The body of the only success, which has no headers.
    Plain(&'a Answer),
    /// An enum of this name.
    Enum(&'a str, Vec<&'a Answer>),
    /// The connection is handed over.
    Upgrade,
}

/// The type that the handler of an operation returns.
pub(in crate::emit) fn shape(operation: &Operation) -> AnswerShape<'_> {
    let successes: Vec<_> = operation.successes().collect();
    match (&operation.answer_type, successes.as_slice()) {
        (Some(name), _) => AnswerShape::Enum(name, successes),
        (None, [only]) if !operation.websocket => AnswerShape::Plain(only),
        (None, _) => AnswerShape::Upgrade,
    }
}

impl AnswerShape<'_> {
    /// The Rust type.
    pub(in crate::emit) fn rust(&self) -> String {
        match self {
            Self::Plain(answer) => body_type(answer).unwrap_or_else(|| "()".into()),
            Self::Enum(name, _) => (*name).to_owned(),
            Self::Upgrade => "runtime::Upgrade".into(),
        }
    }
}

fn body_type(answer: &Answer) -> Option<String> {
    match &answer.body {
        _ if answer.status == SWITCHING_PROTOCOLS => Some("runtime::Upgrade".into()),
        Some(body) if body.streamed => Some("runtime::Outgoing".into()),
        Some(body) => Some(body.ty.qualified()),
        None => None,
    }
}

/// Whether an answer hands over a connection or a stream, which can't be cloned.
fn hands_over(answer: &Answer) -> bool {
    answer.status == SWITCHING_PROTOCOLS || answer.body.as_ref().is_some_and(|body| body.streamed)
}

/// The type of a header's field.
fn header_type(header: &AnswerHeader) -> &'static str {
    match (header.repeated, header.required) {
        (true, _) => "prelude::Vec<prelude::String>",
        (false, true) => "prelude::String",
        (false, false) => "prelude::Option<prelude::String>",
    }
}

pub(super) fn write(api: &Api, code: &mut Code) {
    let mut written = HashSet::new();
    for operation in &api.operations {
        if let AnswerShape::Enum(name, answers) = shape(operation)
            && written.insert(name)
        {
            let sharing = api.operations.iter().filter(|one| one.answer_type.as_deref() == Some(name));
            code.blank().doc(format!("The answers of {}.", listed(sharing)));
            let copied = !answers.iter().any(|answer| hands_over(answer));
            code.line(if copied { "#[derive(Clone, Debug)]" } else { "#[derive(Debug)]" });
            let reason = "an answer is made once and sent";
            code.line(format!("#[allow(clippy::large_enum_variant, reason = {reason:?})]"));
            code.block(format!("pub enum {name}"), |code| {
                for answer in answers {
                    variant(code, answer);
                }
            });
        }
    }
}

fn variant(code: &mut Code, answer: &Answer) {
    code.doc(format!("{}: {}", answer.status, answer.description));
    match body_type(answer) {
        _ if answer.has_fields() => {
            code.enclosed(format!("{} {{", answer.rust), |code| fields(code, answer), "},");
        }
        Some(body) => {
            code.line(format!("{}({body}),", answer.rust));
        }
        None => {
            code.line(format!("{},", answer.rust));
        }
    }
}

fn fields(code: &mut Code, answer: &Answer) {
    if let Some(body) = body_type(answer) {
        code.doc("The content.").line(format!("body: {body},"));
    }
    if answer.chooses_type() {
        let body = answer.body.as_ref().expect("several media types are a body's");
        let names: Vec<_> = body.media.iter().map(|media| format!("`{}`", media.content_type)).collect();
        code.doc(format!("`Content-Type`: {}.", names.join(" or "))).line("content_type: prelude::String,");
    }
    for header in &answer.headers {
        code.doc(format!("`{}`: {}", header.name, header.description));
        code.line(format!("{}: {},", header.field, header_type(header)));
    }
}
