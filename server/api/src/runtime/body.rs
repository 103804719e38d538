//! Reads a request's body within its limits.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;
use hyper::body::Body as _;

use super::operation::{BodyRule, Media, MediaKind};
use super::{ApiError, Content, Rejection};

/// Reads what the rule allows; none when the request has no body.
///
/// # Errors
/// 415 for another media type, 413 when it is longer than `max` bytes, by its `Content-Length` or in fact,
/// 408 when it takes longer than `limit`, 400 when the connection breaks or the transfer encoding is wrong.
pub(super) async fn read(
    rule: &'static BodyRule,
    max: u64,
    headers: &HeaderMap,
    body: &mut dropshot::Body,
    limit: Duration,
) -> Result<Option<Content>, ApiError> {
    if body.is_end_stream() {
        return Ok(None);
    }
    let media = media(rule, headers)?;
    if body.size_hint().lower() > max {
        return Err(too_large(max));
    }
    let bytes = match tokio::time::timeout(limit, collect(max, body)).await {
        Ok(bytes) => bytes?,
        Err(_) => return Err(too_slow()),
    };
    // Some clients name a media type though they send nothing; no JSON is empty.
    if bytes.is_empty() && (media.kind == MediaKind::Json || !headers.contains_key(header::CONTENT_TYPE)) {
        return Ok(None);
    }
    Ok(Some(Content { kind: media.kind, content_type: media.content_type, bytes }))
}

async fn collect(max: u64, body: &mut dropshot::Body) -> Result<Bytes, ApiError> {
    let most = usize::try_from(max).unwrap_or(usize::MAX);
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame
            .map_err(|error| ApiError::bad_request("The request body could not be read.").cause(error))?;
        // Trailers carry nothing that the specification can name.
        let Ok(data) = frame.into_data() else { continue };
        if first.len() + all.len() + data.len() > most {
            return Err(too_large(max));
        }
        // Most bodies arrive in one piece, which needs no copy.
        if first.is_empty() && all.is_empty() {
            first = data;
        } else {
            if all.is_empty() {
                all.extend_from_slice(&std::mem::take(&mut first));
            }
            all.extend_from_slice(&data);
        }
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}

/// The rule's media type that the request names. JSON may come without a name, and so may bytes.
pub(super) fn media(rule: &'static BodyRule, headers: &HeaderMap) -> Result<&'static Media, ApiError> {
    let found = match headers.get(header::CONTENT_TYPE) {
        None => rule
            .media
            .iter()
            .find(|media| media.kind == MediaKind::Json)
            .or_else(|| rule.media.iter().find(|media| media.kind == MediaKind::Binary)),
        Some(sent) => {
            let sent = sent.to_str().unwrap_or_default();
            let essence = sent.split(';').next().unwrap_or_default().trim();
            rule.media.iter().find(|media| media.content_type.eq_ignore_ascii_case(essence))
        }
    };
    found.ok_or_else(|| unsupported(rule))
}

/// 415, with what the operation takes.
pub(super) fn unsupported(rule: &'static BodyRule) -> ApiError {
    let taken: Vec<_> = rule.media.iter().map(|media| media.content_type).collect();
    ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "The request body has an unsupported media type.")
        .detail(format!("This operation takes {}.", taken.join(", ")))
        .rejected(Rejection::MediaType)
}

pub(super) fn too_large(max: u64) -> ApiError {
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "The request body is too large.")
        .detail(format!("This operation takes at most {max} bytes."))
        .rejected(Rejection::BodySize)
}

pub(super) fn too_slow() -> ApiError {
    ApiError::new(StatusCode::REQUEST_TIMEOUT, "The request body came too slowly.")
        .header(header::CONNECTION, http::HeaderValue::from_static("close"))
        .rejected(Rejection::BodyTime)
}
