//! Errors in the four shapes that specifications may ask for.

use bytes::Bytes;
use http::StatusCode;
use serde::Serialize;

use super::{ApiError, ErrorFormat, ErrorPage, Validation, reply};

#[derive(Serialize)]
struct Plain<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    validations: &'a [Validation],
}

/// RFC 6749 §5.2.
#[derive(Serialize)]
struct OAuth2<'a> {
    error: &'a str,
    error_description: &'a str,
}

/// RFC 7644 §3.12: the status is a string.
#[derive(Serialize)]
struct Scim<'a> {
    schemas: [&'static str; 1],
    status: &'a str,
    #[serde(rename = "scimType", skip_serializing_if = "Option::is_none")]
    scim_type: Option<&'a str>,
    detail: &'a str,
}

/// The content type and the bytes of an error; `page` writes what a person sees.
pub(super) fn encode(error: &ApiError, format: ErrorFormat, page: &ErrorPage) -> (&'static str, Bytes) {
    match format {
        ErrorFormat::Api => {
            let plain =
                Plain { message: error.message(), detail: error.detail_text(), validations: error.fields() };
            (reply::JSON, json(&plain))
        }
        ErrorFormat::OAuth2 => {
            let code = error.code_text().unwrap_or_else(|| oauth2_code(error.status()));
            (reply::JSON, json(&OAuth2 { error: code, error_description: &ascii(&sentence(error)) }))
        }
        ErrorFormat::Scim => {
            let status = error.status();
            let scim = Scim {
                schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
                status: status.as_str(),
                scim_type: error.code_text().or_else(|| scim_type(error)),
                detail: &sentence(error),
            };
            ("application/scim+json", json(&scim))
        }
        ErrorFormat::Html => {
            let html = error.page_text().map_or_else(|| (page.0)(error), str::to_owned);
            ("text/html; charset=utf-8", html.into())
        }
    }
}

fn json(value: &impl Serialize) -> Bytes {
    let mut text = serde_json::to_vec(value).expect("structs of strings are JSON");
    text.push(b'\n');
    text.into()
}

/// The message, the detail and the wrong fields in one text.
fn sentence(error: &ApiError) -> String {
    let mut text = error.message().to_owned();
    if let Some(part) = error.detail_text() {
        text.push(' ');
        text.push_str(part);
    }
    for fault in error.fields() {
        text.push_str(&format!(" {}: {}.", fault.field, fault.detail.trim_end_matches('.')));
    }
    text
}

/// RFC 6749 §5.2 allows printable ASCII without `"` and `\` in descriptions.
fn ascii(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '"' | '\\' => '\'',
            ' '..='~' => letter,
            _ => '?',
        })
        .collect()
}

/// Refusals of the shim: a body that can't be read, or fields of the wrong type (RFC 7644 §3.12).
fn scim_type(error: &ApiError) -> Option<&'static str> {
    let kind = if error.fields().is_empty() { "invalidSyntax" } else { "invalidValue" };
    (error.status() == StatusCode::BAD_REQUEST).then_some(kind)
}

fn oauth2_code(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "invalid_client",
        StatusCode::FORBIDDEN => "access_denied",
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => "temporarily_unavailable",
        status if status.is_server_error() => "server_error",
        _ => "invalid_request",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(error: &ApiError, format: ErrorFormat) -> String {
        String::from_utf8(encode(error, format, &ErrorPage::default()).1.to_vec()).unwrap()
    }

    #[test]
    fn each_format_has_its_own_shape() {
        let error = ApiError::invalid("name", "is \"too\" <long>").detail("Größe.");
        assert_eq!(
            text(&error, ErrorFormat::Api),
            "{\"message\":\"Validation failed.\",\"detail\":\"Größe.\",\
             \"validations\":[{\"field\":\"name\",\"detail\":\"is \\\"too\\\" <long>\"}]}\n"
        );
        assert_eq!(
            text(&error, ErrorFormat::OAuth2),
            "{\"error\":\"invalid_request\",\"error_description\":\
             \"Validation failed. Gr??e. name: is 'too' <long>.\"}\n"
        );
        let scim = text(&ApiError::not_found().code("noTarget"), ErrorFormat::Scim);
        assert!(scim.contains("\"status\":\"404\",\"scimType\":\"noTarget\""), "{scim}");
        assert!(text(&error, ErrorFormat::Html).contains("is &quot;too&quot; &lt;long&gt;"));
    }

    #[test]
    fn an_error_without_detail_has_only_its_message() {
        let expected = format!("{{\"message\":\"{}\"}}\n", crate::runtime::NOT_FOUND);
        assert_eq!(text(&ApiError::not_found(), ErrorFormat::Api), expected);
    }
}
