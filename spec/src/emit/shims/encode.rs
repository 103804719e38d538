//! Encoding: the handler's answer as a reply.

use crate::emit::traits::{AnswerShape, shape};
use crate::emit::{Code, literal, traits::answers};
use crate::model::{Answer, BodyKind, Media, Operation};

pub(super) fn write(code: &mut Code, operation: &Operation, call: &str) {
    match shape(operation) {
        AnswerShape::Upgrade => {
            code.line(format!("runtime::Reply::upgrade({call})"));
        }
        AnswerShape::Plain(answer) if answer.body.is_none() => {
            code.line(format!("{call};")).line(format!("runtime::Reply::empty({})", answer.status));
        }
        AnswerShape::Plain(answer) => {
            code.line(format!("let body = {call};")).line(reply(answer, "body"));
        }
        AnswerShape::Enum(name, all) => {
            code.block(format!("match {call}"), |code| {
                for answer in all {
                    arm(code, name, answer);
                }
            });
        }
    }
}

fn arm(code: &mut Code, name: &str, answer: &Answer) {
    let body = answer.body.is_some() || answer.status == answers::SWITCHING_PROTOCOLS;
    if !answer.has_fields() {
        let bound = if body { "(body)" } else { "" };
        code.line(format!("{name}::{}{bound} => {},", answer.rust, reply(answer, "body")));
        return;
    }
    let mut fields: Vec<&str> = vec![];
    fields.extend(body.then_some("body"));
    fields.extend(answer.chooses_type().then_some("content_type"));
    fields.extend(answer.headers.iter().map(|header| header.field.as_str()));
    code.enclosed(
        format!("{name}::{} {{ {} }} => {{", answer.rust, fields.join(", ")),
        |code| {
            let last = answer.headers.len().checked_sub(1);
            let first = reply(answer, "body");
            match last {
                None => {
                    code.line(first);
                }
                Some(last) => {
                    code.line(format!("let reply = {first}?;"));
                    for (index, header) in answer.headers.iter().enumerate() {
                        let name = literal(&header.name.to_ascii_lowercase());
                        let field = &header.field;
                        let added = match (header.repeated, header.required) {
                            (false, true) => format!("reply.header({name}, &{field})"),
                            _ => format!("reply.header_lines({name}, {field})"),
                        };
                        code.line(if index == last { added } else { format!("let reply = {added}?;") });
                    }
                }
            }
        },
        "}",
    );
}

/// The reply without its headers.
fn reply(answer: &Answer, value: &str) -> String {
    let status = answer.status;
    if status == answers::SWITCHING_PROTOCOLS {
        return format!("runtime::Reply::upgrade({value})");
    }
    let Some(body) = &answer.body else { return format!("runtime::Reply::empty({status})") };
    let media = &body.media[0];
    let content_type =
        if body.media.len() > 1 { "&content_type".into() } else { literal(&content_type(media)) };
    let text = body.ty.qualified();
    match media.kind {
        _ if body.streamed => format!("runtime::Reply::stream({status}, {content_type}, {value})"),
        BodyKind::Json | BodyKind::Form => {
            format!("runtime::Reply::json({status}, {content_type}, &{value})")
        }
        BodyKind::Html | BodyKind::Text if text == "prelude::String" => {
            format!("runtime::Reply::content({status}, {content_type}, {value})")
        }
        BodyKind::Html | BodyKind::Text => {
            format!("runtime::Reply::content({status}, {content_type}, {value}.to_string())")
        }
        BodyKind::Binary => format!("runtime::Reply::content({status}, {content_type}, {value})"),
    }
}

/// JSON and texts get a `charset`; media types with a suffix define their own encoding (RFC 8259 §8.1).
fn content_type(media: &Media) -> String {
    let Media { content_type, parameters, .. } = media;
    let text =
        content_type == "application/json" || media.kind == BodyKind::Html || media.kind == BodyKind::Text;
    let charset = if text && !parameters.contains("charset=") { "; charset=utf-8" } else { "" };
    format!("{content_type}{parameters}{charset}")
}
