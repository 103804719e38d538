//! From flags to the request.

use clap::ArgMatches;
use http::{HeaderName, HeaderValue, Method, header};
use serde_json::{Map, Value};

use super::values::{self, Stdin};
use crate::connection::{Request, segment};
use crate::failure::Failure;
use crate::table::{Body, BodyKind, List, Operation, Place};
use crate::tree::{BODY, CONTENT_TYPE, FILE};

/// The request of an operation with these flags.
///
/// # Errors
/// A file can't be read, or the flags contradict each other.
pub(super) fn of(operation: &'static Operation, flags: &ArgMatches) -> Result<Request, Failure> {
    let stdin = Stdin::default();
    let method = Method::from_bytes(operation.method.as_bytes()).expect("the table has methods");
    let mut request = Request::new(method, operation.path);
    request.credential = operation.credential;
    let mut fields = Map::new();
    for input in operation.inputs {
        let values = values::of(input, flags, &stdin)?;
        if values.is_empty() {
            continue;
        }
        let texts = || values.iter().map(values::text);
        match (input.place, input.list) {
            (Place::Path, _) => {
                let text = texts().next().unwrap_or_default();
                request.path = request.path.replace(&format!("{{{}}}", input.name), &segment(&text));
            }
            (Place::Query, List::Joined(with)) => {
                let joined = texts().collect::<Vec<_>>().join(&with.to_string());
                request.query.push((input.name.to_owned(), joined));
            }
            (Place::Query, _) => {
                request.query.extend(texts().map(|text| (input.name.to_owned(), text)));
            }
            (Place::Header, _) => {
                let text = texts().next().unwrap_or_default();
                let name = HeaderName::try_from(input.name).expect("the table has names of headers");
                let value = HeaderValue::from_str(&text)
                    .map_err(|_| Failure::Usage(format!("--{} can't be sent as a header", input.flag)))?;
                request.headers.insert(name, value);
            }
            (Place::Body, List::One) => {
                fields.extend(values.into_iter().next().map(|value| (input.name.to_owned(), value)));
            }
            (Place::Body, _) => {
                fields.insert(input.name.to_owned(), Value::Array(values));
            }
        }
    }
    request.headers.extend(accept(operation).map(|value| (header::ACCEPT, value)));
    match &operation.body {
        Some(body) => with_body(request, body, fields, flags, &stdin),
        None => Ok(request),
    }
}

/// The types that are understood: JSON, where the server has other ones too.
fn accept(operation: &Operation) -> Option<HeaderValue> {
    let json: Vec<_> = operation.media.iter().filter(|media| media.ends_with("json")).copied().collect();
    let types = if json.is_empty() { operation.media.join(", ") } else { json.join(", ") };
    HeaderValue::from_str(&types).ok().filter(|types| !types.is_empty())
}

fn with_body(
    request: Request,
    body: &Body,
    fields: Map<String, Value>,
    flags: &ArgMatches,
    stdin: &Stdin,
) -> Result<Request, Failure> {
    if body.kind == BodyKind::Bytes {
        let Some(name) = flags.get_one::<String>(FILE) else { return Ok(request) };
        let content_type = match flags.get_one::<String>(CONTENT_TYPE) {
            Some(given) => given.as_str(),
            None => type_of(name, body.media),
        };
        return request.with_body(content_type, stdin.file_or_stream(name)?);
    }
    let whole = flags.get_one::<String>(BODY).map(|text| whole(text, stdin)).transpose()?;
    let value = match whole {
        None if fields.is_empty() && !body.required => return Ok(request),
        None => Value::Object(fields),
        Some(Value::Object(mut object)) => {
            object.extend(fields);
            Value::Object(object)
        }
        Some(other) if fields.is_empty() => other,
        Some(_) => {
            return Err(Failure::Usage("--body is no object, to which fields could be added".to_owned()));
        }
    };
    match body.kind {
        BodyKind::Form => request.with_body(body.media[0], form(&value)?),
        _ => request.with_body(body.media[0], value.to_string()),
    }
}

/// `@FILE`, `-` for the input stream, or JSON itself.
fn whole(text: &str, stdin: &Stdin) -> Result<Value, Failure> {
    let bytes = match text.strip_prefix('@') {
        Some(file) => stdin.file_or_stream(file)?,
        None if text == "-" => stdin.file_or_stream("-")?,
        None => text.as_bytes().to_vec(),
    };
    serde_json::from_slice(&bytes).map_err(|fault| Failure::Usage(format!("--body is no JSON: {fault}")))
}

fn form(value: &Value) -> Result<String, Failure> {
    let object = value.as_object().ok_or_else(|| Failure::Usage("--body is no object".to_owned()))?;
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in object {
        match value {
            Value::Array(values) => form.extend_pairs(values.iter().map(|value| (name, values::text(value)))),
            value => form.append_pair(name, &values::text(value)),
        };
    }
    Ok(form.finish())
}

/// The type that a name ends in, or else the usual one.
fn type_of<'a>(name: &str, media: &[&'a str]) -> &'a str {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    media.iter().find(|media| media.ends_with(&ending)).unwrap_or(&media[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_tells_its_type() {
        let media = ["application/x-tar", "application/zip"];
        assert_eq!(type_of("a.ZIP", &media), "application/zip");
        assert_eq!(type_of("dir.zip/a.tar", &media), "application/x-tar");
        assert_eq!(type_of("-", &media), "application/x-tar");
    }

    #[test]
    fn a_form_repeats_the_values_of_lists() {
        let value = serde_json::json!({"a": ["x y", "&"], "b": 1});
        assert_eq!(form(&value).unwrap(), "a=x+y&a=%26&b=1");
    }
}
