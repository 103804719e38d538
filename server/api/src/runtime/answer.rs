//! A reply or an error becomes the HTTP answer.

use bytes::Bytes;
use dropshot::Body;
use http::{HeaderName, HeaderValue, Method, Response, StatusCode, header};

use super::checks::Passed;
use super::engine::Engine;
use super::{ApiError, Cx, ErrorFormat, Outgoing, RateStatus, Reply, cookies, cors, error_body, page};

/// What stands behind the headers.
enum Content {
    Whole(Bytes),
    Stream(Outgoing),
}

impl Content {
    fn length(&self) -> Option<u64> {
        match self {
            Self::Whole(bytes) => Some(bytes.len() as u64),
            Self::Stream(stream) => stream.length(),
        }
    }
}

/// Names the call, as the log and the audit log do.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-coder-request-id");

/// The answer with the headers that every answer has.
pub(super) fn write(
    engine: &Engine,
    cx: &Cx,
    format: ErrorFormat,
    passed: &Passed,
    result: Result<Reply, ApiError>,
) -> Response<Body> {
    let (status, mut lines, content) = match result {
        Ok(Reply { status, headers, stream: Some(stream), .. }) => (status, headers, Content::Stream(stream)),
        Ok(reply) => (reply.status, reply.headers, Content::Whole(reply.body)),
        Err(error) => {
            let (content_type, body) = error_body::encode(&error, format, &engine.settings.error_page);
            let mut lines = error.headers().to_vec();
            lines.push((header::CONTENT_TYPE, HeaderValue::from_static(content_type)));
            (error.status(), lines, Content::Whole(body))
        }
    };
    if let Some(token) = &passed.csrf_cookie {
        cookies::keep_csrf_token(&mut lines, token);
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.reserve(engine.headers.len() + lines.len() + 4);
    headers.extend(passed.rate.iter().flat_map(RateStatus::headers));
    for (name, value) in &engine.headers {
        headers.insert(name.clone(), value.clone());
    }
    headers.insert(REQUEST_ID, request_id(cx));
    if lines
        .iter()
        .any(|(name, value)| name == header::CONTENT_TYPE && value.as_bytes().starts_with(b"text/html"))
    {
        headers.extend(page::HEADERS);
        headers.insert(header::CONTENT_SECURITY_POLICY, (engine.settings.page_policy.0)());
    }
    if cx.operation.cors {
        headers.extend(cors::answer());
    }
    if let Some(keeping) = keeping(cx, passed, status, &lines) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keeping));
    }
    if cx.operation.no_store {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    }
    // What the operation says replaces what the shim says; one header of it may still have several lines.
    for (name, _) in &lines {
        headers.remove(name);
    }
    for (name, value) in lines {
        headers.append(name, value);
    }
    if let Some(cookie) = passed.first_csrf_token.as_deref().filter(|_| status.is_success()) {
        headers.extend(HeaderValue::from_str(cookie).map(|value| (header::SET_COOKIE, value)));
    }
    set_body(engine, &mut response, &cx.method, content);
    response
}

/// How long an answer may be kept where its operation doesn't say. What somebody is told in person is kept by
/// nobody, and asked for again where it has a version. What anybody may read is left to the caches.
fn keeping(
    cx: &Cx,
    passed: &Passed,
    status: StatusCode,
    lines: &[(HeaderName, HeaderValue)],
) -> Option<&'static str> {
    let has = |wanted: HeaderName| lines.iter().any(|(name, _)| *name == wanted);
    let is_personal = passed.caller.is_some()
        || !cx.method.is_safe()
        || status.is_client_error()
        || status.is_server_error()
        || has(header::SET_COOKIE)
        || passed.first_csrf_token.is_some();
    match (has(header::CACHE_CONTROL), is_personal, has(header::ETAG)) {
        (true, _, _) | (_, false, _) => None,
        (false, true, true) => Some("private, no-cache"),
        (false, true, false) => Some("no-store"),
    }
}

fn set_body(engine: &Engine, response: &mut Response<Body>, method: &Method, content: Content) {
    let status = response.status();
    let bare =
        status.is_informational() || status == StatusCode::NO_CONTENT || status == StatusCode::NOT_MODIFIED;
    if method == Method::HEAD && !bare {
        // The length that GET would have (RFC 9110 §9.3.2).
        if let Some(length) = content.length() {
            response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
    } else if !bare && content.length() != Some(0) {
        *response.body_mut() = match content {
            Content::Whole(bytes) => Body::with_content(bytes),
            Content::Stream(stream) => stream.into_body(&engine.closing),
        };
    }
}

/// The value of that header.
pub(super) fn request_id(cx: &Cx) -> HeaderValue {
    let mut buffer = uuid::Uuid::encode_buffer();
    HeaderValue::from_str(cx.request_id.hyphenated().encode_lower(&mut buffer)).expect("a UUID is ASCII")
}
