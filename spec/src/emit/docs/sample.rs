//! A call with curl for a shell, with the examples of parameters and body, and with variables for the
//! server's address and for credentials.

use heck::ToShoutySnakeCase;
use serde_json::Value;

use super::access::schemes;
use super::values::example_of;
use crate::node::value::{array, entries, flag, resolve, text};

/// The variable for a session token, or another credential that the API takes by default.
pub(super) const TOKEN: &str = "TOKEN";

/// The command, on several lines.
pub(super) fn curl(
    bundle: &Value,
    method: &str,
    path: &str,
    operation: &Value,
    parameters: &[&Value],
) -> String {
    let mut lines =
        vec![format!("curl -X {} \"$URL{}\"", method.to_uppercase(), target(bundle, path, parameters))];
    let accepted = accepted(bundle, operation);
    let sent = body(bundle, operation);
    if let Some((media, _)) = sent {
        lines.push(format!("-H {}", quoted(&format!("Content-Type: {media}"))));
    }
    if let Some(media) = accepted {
        lines.push(format!("-H {}", quoted(&format!("Accept: {media}"))));
    }
    lines.extend(credential(bundle, operation));
    if let Some((media, content)) = sent {
        lines.extend(data(media, example_of(bundle, content)));
    }
    lines.join(" \\\n  ")
}

/// The first media type of the body, with its content.
pub(super) fn body<'a>(bundle: &'a Value, operation: &'a Value) -> Option<(&'a str, &'a Value)> {
    entries(resolve(bundle, operation.get("requestBody")?), "content").next()
}

/// The path and the query that an operation needs, with the examples of its parameters.
fn target(bundle: &Value, path: &str, parameters: &[&Value]) -> String {
    let of = |place| parameters.iter().filter(move |parameter| text(parameter, "in") == Some(place));
    let value = |parameter: &Value| encoded(&plain(&example_of(bundle, parameter).unwrap_or(Value::Null)));
    let mut target = path.to_owned();
    for parameter in of("path") {
        let name = text(parameter, "name").unwrap_or_default();
        target = target.replace(&format!("{{{name}}}"), &value(parameter));
    }
    for (index, parameter) in of("query").filter(|parameter| flag(parameter, "required")).enumerate() {
        let name = text(parameter, "name").unwrap_or_default();
        target.push_str(&format!("{}{name}={}", if index == 0 { '?' } else { '&' }, value(parameter)));
    }
    target
}

/// The options of curl for the body.
fn data(media: &str, example: Option<Value>) -> Vec<String> {
    match (media, example) {
        ("application/x-www-form-urlencoded", Some(Value::Object(fields))) => {
            let field = |(name, value): (&String, &Value)| format!("{name}={}", plain(value));
            fields.iter().map(|entry| format!("--data-urlencode {}", quoted(&field(entry)))).collect()
        }
        (_, Some(example)) if media.contains("json") => vec![format!("-d {}", quoted(&example.to_string()))],
        _ => vec!["--data-binary @body".to_owned()],
    }
}

fn accepted<'a>(bundle: &'a Value, operation: &'a Value) -> Option<&'a str> {
    let answers = entries(operation, "responses").filter(|(status, _)| status.starts_with('2'));
    answers
        .filter_map(|(_, answer)| entries(resolve(bundle, answer), "content").next())
        .map(|(media, _)| media)
        .next()
}

/// The credential of a scheme: one that is a header is preferred, the others follow in the order of the list.
fn credential(bundle: &Value, operation: &Value) -> Option<String> {
    let schemes = schemes(bundle, operation);
    let header = |(name, scheme): &(&str, &Value)| {
        let variable = variable(bundle, name, scheme);
        match (text(scheme, "type"), text(scheme, "in"), text(scheme, "scheme")) {
            (Some("apiKey"), Some("header"), _) => {
                Some(format!("-H \"{}: ${variable}\"", text(scheme, "name")?))
            }
            (Some("http"), _, Some("basic")) => Some(format!("-u \"${variable}_ID:${variable}_SECRET\"")),
            (Some("http"), ..) => Some(format!("-H \"Authorization: Bearer ${variable}\"")),
            _ => None,
        }
    };
    let cookie = |(name, scheme): &(&str, &Value)| {
        (text(scheme, "in") == Some("cookie")).then(|| {
            format!("-b \"{}=${}\"", text(scheme, "name").unwrap_or_default(), variable(bundle, name, scheme))
        })
    };
    schemes.iter().find_map(header).or_else(|| schemes.iter().find_map(cookie))
}

/// The shell's variable for a credential: one for all that have the same place as the document's own schemes.
fn variable(bundle: &Value, name: &str, scheme: &Value) -> String {
    let all = bundle.pointer("/components/securitySchemes");
    let usual = array(bundle, "security").iter().filter_map(Value::as_object).flat_map(|names| names.keys());
    let caller = |scheme: &Value| text(scheme, "x-caller").map(str::to_owned);
    let place =
        |scheme: &Value| (text(scheme, "in").map(str::to_owned), text(scheme, "name").map(str::to_owned));
    let same = usual.filter_map(|usual| all?.get(usual)).any(|usual| {
        (scheme.get("name").is_some() && place(usual) == place(scheme))
            || (caller(scheme).is_some() && caller(usual) == caller(scheme))
    });
    if same {
        TOKEN.to_owned()
    } else {
        caller(scheme).unwrap_or_else(|| name.to_owned()).to_shouty_snake_case()
    }
}

/// A word of the shell without expansions.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(plain).collect::<Vec<_>>().join(","),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Percent-encoded, except for unreserved characters (RFC 3986 section 2.3) and commas.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' => {
                out.push(char::from(byte))
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_survive_the_shell_and_the_address() {
        assert_eq!(quoted("it's $5"), r"'it'\''s $5'");
        assert_eq!(encoded("a b/ü,1"), "a%20b%2F%C3%BC,1");
    }

    #[test]
    fn a_form_is_sent_field_by_field() {
        let example = json!({"grant_type": "refresh_token", "scope": "a b"});
        let lines = data("application/x-www-form-urlencoded", Some(example));
        assert_eq!(lines, ["--data-urlencode 'grant_type=refresh_token'", "--data-urlencode 'scope=a b'"]);
    }
}
