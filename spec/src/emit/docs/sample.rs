//! A call with curl.

use serde_json::Value;

use super::access::schemes;
use super::values::example_of;
use crate::node::value::{entries, flag, resolve, text};

/// Where the samples' server listens: the default address.
const SERVER: &str = "http://localhost:3000";

/// The command, on several lines.
pub(super) fn curl(
    bundle: &Value,
    method: &str,
    path: &str,
    operation: &Value,
    parameters: &[&Value],
) -> String {
    let mut url = format!("{SERVER}{path}");
    let required = parameters.iter().filter(|p| text(p, "in") == Some("query") && flag(p, "required"));
    for (index, parameter) in required.enumerate() {
        let value = example_of(bundle, parameter).map(|value| query_text(&value)).unwrap_or_default();
        let name = text(parameter, "name").unwrap_or_default();
        url.push_str(&format!("{}{name}={value}", if index == 0 { '?' } else { '&' }));
    }
    // `{…}` means alternatives to curl.
    let quoted = if url.contains(['{', '?', '&', '[']) { format!("'{url}'") } else { url };
    let mut lines = vec![format!("curl -X {} {quoted}", method.to_uppercase())];
    if let Some((media, _)) = body(bundle, operation) {
        lines.push(format!("-H 'Content-Type: {media}'"));
    }
    if let Some(media) = accepted(bundle, operation) {
        lines.push(format!("-H 'Accept: {media}'"));
    }
    lines.extend(credential(bundle, operation));
    if let Some((media, _)) = body(bundle, operation) {
        lines.push(if media.contains("json") { "-d @body.json" } else { "--data-binary @body" }.to_owned());
    }
    lines.join(" \\\n  ")
}

/// The first media type of the body, with its content.
pub(super) fn body<'a>(bundle: &'a Value, operation: &'a Value) -> Option<(&'a str, &'a Value)> {
    entries(resolve(bundle, operation.get("requestBody")?), "content").next()
}

fn accepted<'a>(bundle: &'a Value, operation: &'a Value) -> Option<&'a str> {
    let answers = entries(operation, "responses").filter(|(status, _)| status.starts_with('2'));
    answers
        .filter_map(|(_, answer)| entries(resolve(bundle, answer), "content").next())
        .map(|(media, _)| media)
        .next()
}

/// A header of the schemes, if one is carried by a header; the others in the order of the list.
fn credential(bundle: &Value, operation: &Value) -> Option<String> {
    let schemes = schemes(bundle, operation);
    let header = |scheme: &Value| match (text(scheme, "type"), text(scheme, "in"), text(scheme, "scheme")) {
        (Some("apiKey"), Some("header"), _) => Some(format!("-H '{}: API_KEY'", text(scheme, "name")?)),
        (Some("http"), _, Some("basic")) => Some("-u 'NAME:PASSWORD'".to_owned()),
        (Some("http"), ..) => Some("-H 'Authorization: Bearer API_KEY'".to_owned()),
        _ => None,
    };
    let cookie = |scheme: &Value| {
        (text(scheme, "in") == Some("cookie"))
            .then(|| format!("-b '{}=API_KEY'", text(scheme, "name").unwrap_or_default()))
    };
    let found = schemes.iter().find_map(|(_, scheme)| header(scheme));
    found.or_else(|| schemes.iter().find_map(|(_, scheme)| cookie(scheme)))
}

fn query_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(query_text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}
