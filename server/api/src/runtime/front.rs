//! Refuses, with the usual message and headers, what the HTTP engine would refuse in its own form.
//!
//! The engine answers dot-segments, paths that are no UTF-8 and unknown methods before it looks for an
//! endpoint. The one thing that it asks before is which version of an API a request is for; here that
//! question is where such requests end. The body's shape stays the engine's: `request_id` and `message`.

use std::borrow::Cow;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use dropshot::{Body, DynamicVersionPolicy, ErrorStatusCode, HttpError};
use http::{HeaderValue, Method, Request, StatusCode, header};
use percent_encoding::percent_decode_str;
use semver::Version;
use slog::KV;
use uuid::Uuid;

use super::engine::Engine;
use super::routes::{METHODS, Route};
use super::ticket::{End, Ticket};
use super::{Operation, Rejection, answer};

/// The one version that all endpoints have.
const VERSION: Version = Version::new(1, 0, 0);

/// What stands before the engine's routing.
pub(super) struct Front(pub(super) Arc<Engine>);

impl fmt::Debug for Front {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Front")
    }
}

impl DynamicVersionPolicy for Front {
    fn request_extract_version(
        &self,
        request: &Request<Body>,
        log: &slog::Logger,
    ) -> Result<Version, HttpError> {
        match self.refusal(request.method(), request.uri().path()) {
            None => Ok(VERSION),
            Some(refusal) => Err(self.refuse(request, log, refusal)),
        }
    }
}

struct Refusal {
    status: StatusCode,
    message: Cow<'static, str>,
    allow: Option<HeaderValue>,
}

impl Front {
    fn refusal(&self, method: &Method, path: &str) -> Option<Refusal> {
        let refused =
            |status, message: &'static str, allow| Some(Refusal { status, message: message.into(), allow });
        if let Some(message) = fault_of(path) {
            return refused(StatusCode::BAD_REQUEST, message, None);
        }
        if METHODS.contains(method) {
            return None;
        }
        match self.0.routes.find(method, path) {
            Route::MethodNotAllowed(allow, _) => {
                refused(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed.", Some(allow))
            }
            _ => refused(StatusCode::NOT_FOUND, "Route not found.", None),
        }
    }

    /// The answer, counted and logged as every other.
    fn refuse(&self, request: &Request<Body>, log: &slog::Logger, refusal: Refusal) -> HttpError {
        let started = Instant::now();
        let engine = &self.0;
        let known = Known::of(log);
        let (method, path) = (request.method(), request.uri().path());
        let cx = engine.cx(Operation::UNKNOWN, known.id, known.peer, method, path, request.headers());
        let mut headers = http::HeaderMap::new();
        headers.extend(engine.headers.iter().cloned());
        let (refusal, rejection) = match engine.service.limit_unknown(&cx) {
            Ok(rate) => {
                headers.extend(rate.headers());
                (refusal, Rejection::Route)
            }
            Err(error) => {
                headers.extend(error.headers().iter().cloned());
                let message = error.message().to_owned().into();
                (Refusal { status: error.status(), message, allow: None }, Rejection::RateLimit)
            }
        };
        headers.insert(answer::REQUEST_ID, answer::request_id(&cx));
        headers.extend(refusal.allow.map(|allow| (header::ALLOW, allow)));
        Ticket::new(engine.clone(), Arc::new(cx), started)
            .finish(refusal.status, End { cause: None, rejection: Some(rejection) });
        HttpError {
            status_code: ErrorStatusCode::from_status(refusal.status).expect("all refusals are errors"),
            error_code: None,
            internal_message: refusal.message.clone().into_owned(),
            external_message: refusal.message.into_owned(),
            headers: Some(Box::new(headers)),
        }
    }
}

/// What keeps a path from being looked up.
fn fault_of(path: &str) -> Option<&'static str> {
    // Nearly all paths have neither.
    if path.contains("/.") && path.split('/').any(|segment| segment == "." || segment == "..") {
        return Some(
            "The path has a segment . or .., which no path of this server has (RFC 3986 section 3.3).",
        );
    }
    if path.contains('%') && percent_decode_str(path).decode_utf8().is_err() {
        return Some("The path's percent-encoded bytes are no UTF-8 (RFC 3986 section 2.5).");
    }
    None
}

/// What the engine knows about a request and tells only its log.
struct Known {
    id: Uuid,
    peer: IpAddr,
}

impl Known {
    fn of(log: &slog::Logger) -> Self {
        let mut known = Self { id: Uuid::new_v4(), peer: Ipv4Addr::UNSPECIFIED.into() };
        // Without them, the request has a number of its own.
        let _ = log
            .list()
            .serialize(&slog::record!(slog::Level::Trace, "", &format_args!(""), slog::b!()), &mut known);
        known
    }
}

impl slog::Serializer for Known {
    fn emit_arguments(&mut self, key: slog::Key, value: &fmt::Arguments<'_>) -> slog::Result {
        match key.as_ref() {
            "req_id" => self.id = value.to_string().parse().unwrap_or(self.id),
            "remote_addr" => {
                self.peer = value.to_string().parse::<SocketAddr>().map_or(self.peer, |peer| peer.ip());
            }
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_not_be_looked_up_is_refused() {
        for path in ["/", "/a/b", "/a/.b/c..", "/a/...", "/%41/%C3%A9", "/%zz", "/a%2F..%2Fb", "//a"] {
            assert_eq!(fault_of(path), None, "{path}");
        }
        for path in ["/..", "/a/./b", "/a/../b", "/.", "/%ff", "/a/%C3"] {
            assert!(fault_of(path).is_some(), "{path}");
        }
    }
}
