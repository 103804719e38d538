//! Answers. progenitor takes one type of success and one of error for an operation; helpers give the others.

use serde_json::{Map, Value, json};

use super::schemas::{ERROR, Schemas};
use crate::model::{Answer, BodyKind, Operation, Type};

/// The content of an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Content<'a> {
    Empty,
    Json(&'a Type),
    Text,
    Bytes,
    Redirect,
    Upgrade,
}

/// One status that isn't an error.
#[derive(Clone, Copy, Debug)]
pub(super) struct Success<'a> {
    pub(super) status: u16,
    /// The variant of the answers' enum.
    pub(super) variant: &'a str,
    pub(super) content: Content<'a>,
}

/// How the caller of an operation gets its answers.
#[derive(Debug)]
pub(super) enum Plan<'a> {
    /// By progenitor's own `send`.
    Plain,
    /// By `send`, and by `text` with the body as text.
    Text,
    /// By `send`, and by `connect` with the WebSocket.
    Upgrade,
    /// By `send` as bytes, and by `answer` as an enum of these.
    Several(Vec<Success<'a>>),
}

/// The plan for an operation, and its `responses` in the document.
pub(super) fn lower<'a>(operation: &'a Operation, schemas: &Schemas<'_>) -> (Plan<'a>, Value) {
    let mut found = successes(operation);
    // If the connection may also stay plain, the builder sends the plain request.
    if found.len() > 1 {
        found.retain(|one| one.content != Content::Upgrade);
    }
    let bodies: Vec<Value> = found.iter().map(|one| response(one.content, schemas)).collect();
    let is_first = |at: usize| found[at].content == found[0].content && bodies[at] == bodies[0];
    let mut responses = Map::new();
    let plan = if (0..found.len()).all(|at| found[at].status < 300 && is_first(at)) {
        responses.extend(found.iter().map(|one| one.status.to_string()).zip(bodies));
        match found.first().map(|one| one.content) {
            Some(Content::Upgrade) => Plan::Upgrade,
            Some(Content::Text) => Plan::Text,
            _ => Plan::Plain,
        }
    } else {
        responses.insert("2XX".into(), response(Content::Bytes, schemas));
        Plan::Several(found)
    };
    let error = Type::Named(ERROR.into());
    for range in ["4XX", "5XX"] {
        responses.insert(range.into(), response(Content::Json(&error), schemas));
    }
    (plan, Value::Object(responses))
}

/// The media type that the client asks for, where progenitor asks for another.
pub(super) fn accept(operation: &Operation) -> Option<&str> {
    let answers = operation.answers.iter().filter(|answer| answer.status < 300);
    answers.filter_map(json).next().filter(|media| *media != "application/json")
}

/// The successes by status. Of several types of content with one status, JSON is taken before the first.
fn successes(operation: &Operation) -> Vec<Success<'_>> {
    let mut found: Vec<Success<'_>> = vec![];
    for answer in operation.successes() {
        let content = content(answer);
        match found.last_mut().filter(|known| known.status == answer.status) {
            Some(known) if matches!(known.content, Content::Json(_)) => {}
            Some(known) if matches!(content, Content::Json(_)) => known.content = content,
            Some(_) => {}
            None => found.push(Success { status: answer.status, variant: &answer.rust, content }),
        }
    }
    found
}

/// The media type of an answer in JSON.
fn json(answer: &Answer) -> Option<&str> {
    let media = &answer.body.as_ref()?.media;
    media.iter().find(|media| media.kind == BodyKind::Json).map(|media| media.content_type.as_str())
}

fn content(answer: &Answer) -> Content<'_> {
    let has_location = || answer.headers.iter().any(|header| header.name.eq_ignore_ascii_case("location"));
    match (answer.status, &answer.body) {
        (101, _) => Content::Upgrade,
        (301 | 302 | 303 | 307 | 308, _) => Content::Redirect,
        (300..400, _) if answer.status != 304 && has_location() => Content::Redirect,
        (_, None) => Content::Empty,
        (_, Some(body)) if json(answer).is_some() => Content::Json(&body.ty),
        (_, Some(body)) if matches!(body.media[0].kind, BodyKind::Text | BodyKind::Html) => Content::Text,
        _ => Content::Bytes,
    }
}

fn response(content: Content<'_>, schemas: &Schemas<'_>) -> Value {
    let (media_type, schema) = match content {
        Content::Json(ty) => ("application/json", schemas.of(ty)),
        Content::Text | Content::Bytes => ("application/octet-stream", schemas.of(&Type::Binary)),
        Content::Empty | Content::Redirect | Content::Upgrade => return json!({ "description": "" }),
    };
    json!({ "description": "", "content": { media_type: { "schema": schema } } })
}
