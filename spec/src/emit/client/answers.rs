//! Answers: progenitor takes one type of success and one of error an operation. The rest goes through typed helpers.

use serde_json::{Map, Value, json};

use super::body::{essence, is_json};
use super::lift::Components;
use super::references::{SCHEMAS, resolve};

/// The component schema that stands for the runtime's error type.
pub(super) const ERROR: &str = "BurgraveErrorResponse";

/// What comes with one status.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    Empty,
    Json(Value),
    Text,
    Bytes,
    Redirect,
    Upgrade,
}

/// One status that isn't an error.
#[derive(Clone, Debug)]
pub(super) struct Success {
    pub(super) status: u16,
    pub(super) content: Content,
    /// The media type, where there is one.
    pub(super) media_type: Option<String>,
}

/// How an operation's answers reach the caller.
#[derive(Debug)]
pub(super) enum Plan {
    /// By progenitor's own `send`.
    Plain,
    /// `send`, and `text` for the body as text.
    Text,
    /// `send`, and `connect` for the WebSocket.
    Upgrade,
    /// `send` for bytes, and `answer` for an enum of these.
    Several(Vec<Success>),
}

/// The successes that an operation documents, by status.
pub(super) fn successes(document: &Value, responses: &Map<String, Value>) -> Vec<Success> {
    let mut found: Vec<Success> = responses
        .iter()
        .filter_map(|(status, response)| {
            let status = if status == "2XX" { 200 } else { status.parse().ok()? };
            (100..400).contains(&status).then(|| success(document, status, resolve(document, response)))
        })
        .collect();
    found.sort_by_key(|success| success.status);
    found.dedup_by_key(|success| success.status);
    found
}

fn success(document: &Value, status: u16, response: &Value) -> Success {
    let types = response.get("content").and_then(Value::as_object);
    let json = types.and_then(|types| types.iter().find(|(name, _)| is_json(essence(name))));
    let first = types.and_then(|types| types.keys().next()).map(|name| essence(name));
    let redirect = (300..400).contains(&status) && status != 304 && has_location(document, status, response);
    let content = match (status, json, first) {
        (101, ..) => Content::Upgrade,
        _ if redirect => Content::Redirect,
        (204 | 205 | 304, ..) | (_, None, None) => Content::Empty,
        (_, Some((_, media)), _) => Content::Json(media.get("schema").cloned().unwrap_or_else(|| json!({}))),
        (_, None, Some(name))
            if name.starts_with("text/") && !["text/event-stream", "text/csv"].contains(&name) =>
        {
            Content::Text
        }
        _ => Content::Bytes,
    };
    let media_type = json.map(|(name, _)| essence(name)).or(first).map(str::to_owned);
    Success { status, content, media_type }
}

fn has_location(document: &Value, status: u16, response: &Value) -> bool {
    let headers =
        response.get("headers").map(|headers| resolve(document, headers)).and_then(Value::as_object);
    [301, 302, 303, 307, 308].contains(&status)
        || headers.is_some_and(|headers| headers.keys().any(|name| name.eq_ignore_ascii_case("location")))
}

/// The plan for an operation, and the `responses` of the copy. Types that the enum needs are lifted.
pub(super) fn plan(
    operation_id: &str,
    mut found: Vec<Success>,
    components: &mut Components,
) -> (Plan, Value) {
    let mut responses = Map::new();
    // Where the connection only may become a WebSocket, the builder sends the plain request.
    if found.len() > 1 {
        found.retain(|one| one.content != Content::Upgrade);
    }
    let plan = match found.as_slice() {
        [] => Plan::Plain,
        _ if found.iter().any(|one| one.content == Content::Upgrade) => {
            responses.insert("101".into(), json!({ "description": "" }));
            Plan::Upgrade
        }
        [first, ..] if found.iter().all(|one| one.status < 300 && one.content == first.content) => {
            for one in &found {
                responses.insert(one.status.to_string(), response(&one.content));
            }
            if first.content == Content::Text { Plan::Text } else { Plan::Plain }
        }
        _ => {
            responses.insert("2XX".into(), response(&Content::Bytes));
            for one in &mut found {
                if let Content::Json(schema) = &mut one.content {
                    *schema = components.simple(&format!("{operation_id}_{}", one.status), schema.take());
                }
            }
            Plan::Several(found)
        }
    };
    for range in ["4XX", "5XX"] {
        responses
            .insert(range.into(), response(&Content::Json(json!({ "$ref": format!("{SCHEMAS}{ERROR}") }))));
    }
    (plan, Value::Object(responses))
}

fn response(content: &Content) -> Value {
    match content {
        Content::Json(schema) => {
            json!({ "description": "", "content": { "application/json": { "schema": schema } } })
        }
        Content::Text | Content::Bytes => {
            json!({ "description": "", "content": { "application/octet-stream": {
                "schema": { "type": "string", "format": "binary" } } } })
        }
        Content::Empty | Content::Redirect | Content::Upgrade => json!({ "description": "" }),
    }
}
