//! Request bodies: one media type a call, in a form that progenitor knows; the true type goes out by a hook.

use serde_json::{Map, Value, json};

use super::references::resolve;

/// How one operation's body is sent.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// The `requestBody` of the copy.
    pub(super) request: Option<Value>,
    /// The true content type, where progenitor sends another.
    pub(super) content_type: Option<String>,
    /// Whether the caller has to say the content type: several are possible, or it has a boundary.
    pub(super) chosen: bool,
}

/// Rewrites a `requestBody`. JSON wins over other types of the same body.
pub(super) fn rewrite(document: &Value, request: &Value) -> Body {
    let request = resolve(document, request);
    let Some(types) = request.get("content").and_then(Value::as_object).filter(|types| !types.is_empty())
    else {
        return Body::default();
    };
    let first = |wanted: fn(&str) -> bool| types.iter().find(|(name, _)| wanted(essence(name)));
    let described = |content: Map<String, Value>| {
        let mut body = json!({ "content": content, "required": true });
        if let Some(description) = request.get("description") {
            body["description"] = description.clone();
        }
        Some(body)
    };
    let with_schema = |name: &str, media: &Value| {
        let mut content = Map::new();
        let schema = media.get("schema").cloned().unwrap_or_else(|| json!({}));
        content.insert(name.into(), json!({ "schema": schema }));
        content
    };
    if let Some((name, media)) = first(|name| name == "application/json").or_else(|| first(is_json)) {
        return Body {
            request: described(with_schema("application/json", media)),
            content_type: (essence(name) != "application/json").then(|| essence(name).to_owned()),
            chosen: false,
        };
    }
    if let Some((_, media)) = first(|name| name == "application/x-www-form-urlencoded") {
        return Body {
            request: described(with_schema("application/x-www-form-urlencoded", media)),
            ..Body::default()
        };
    }
    let name = types.keys().next().map(|name| essence(name)).unwrap_or_default();
    let text = types.len() == 1 && name.starts_with("text/");
    let (known, schema) = if text {
        ("text/plain", json!({ "type": "string" }))
    } else {
        ("application/octet-stream", json!({ "type": "string", "format": "binary" }))
    };
    let chosen = types.len() > 1 || name.starts_with("multipart/") || name.contains('*');
    let mut content = Map::new();
    content.insert(known.into(), json!({ "schema": schema }));
    Body {
        request: described(content),
        content_type: (!chosen && name != known).then(|| name.to_owned()),
        chosen,
    }
}

/// A media type without its parameters.
pub(super) fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// Whether a media type is JSON by name or by its suffix (RFC 6839 §3.1).
pub(super) fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.ends_with("+json")
}
