//! One request from its header to its answer: the order of everything that isn't a handler's business.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use dropshot::Body;
use http::{Response, StatusCode, header};
use percent_encoding::percent_decode_str;
use uuid::Uuid;

use super::caught::caught;
use super::checks::{self, Passed, Seen};
use super::drain::drain;
use super::engine::Engine;
use super::handshake::{self, Handshake};
use super::operation::Switching;
use super::routes::Route;
use super::ticket::{End, Ticket};
use super::{
    ApiError, Call, Cx, ErrorFormat, Incoming, Input, Operation, PATH_BYTES, Rejection, Reply, answer, body,
    compress, cookies, csrf, host, page,
};
use crate::text;

/// When to come back after a time limit has passed, in seconds.
const RETRY_AFTER: u64 = 5;

/// What is left to do once a request has passed every check.
#[allow(clippy::large_enum_variant, reason = "there is one a request, and it isn't kept")]
enum Step {
    /// Nothing: this is the answer.
    Answer(Reply),
    /// The operation of this number.
    Call(usize, Input, Option<Handshake>),
}

/// Answers one request.
pub(super) async fn serve(
    engine: &Arc<Engine>,
    peer: IpAddr,
    request_id: Uuid,
    request: http::Request<Body>,
) -> Response<Body> {
    let started = Instant::now();
    let _under_way = engine.calls.token();
    let (mut parts, mut body) = request.into_parts();
    cookies::unprefix(&mut parts.headers, engine.settings.host_cookies);
    // A client that waits to be asked for its body sends none, and reading is asking.
    let waits = parts.headers.contains_key(header::EXPECT);
    let route = engine.routes.find(&parts.method, parts.uri.path());
    let (operation, format) = match &route {
        Route::Operation(number, _) => {
            let operation = &engine.service.operations()[*number];
            (operation, operation.error_format)
        }
        Route::MethodNotAllowed(_, format) | Route::NotFound(format) => (Operation::UNKNOWN, *format),
        Route::Methods(..) => (Operation::UNKNOWN, ErrorFormat::Api),
    };
    let format = if page::is_wanted(&parts.headers) { ErrorFormat::Html } else { format };
    let mut cx = engine.cx(operation, request_id, peer, &parts.method, parts.uri.path(), &parts.headers);
    if let Route::Operation(_, path) = &route {
        cx.variables = path.iter().map(|(name, value)| (*name, variable(value))).collect();
    }
    let ticket = Ticket::new(engine.clone(), Arc::new(cx), started);
    let mut passed = Passed {
        csrf_cookie: cookies::csrf_token(&parts.headers),
        first_csrf_token: cookies::first_csrf_token(
            operation,
            &parts.method,
            &parts.headers,
            engine.settings.hsts,
        ),
        ..Passed::default()
    };
    let request_id = ticket.cx.request_id;
    let step = caught(request_id, prepare(engine, &ticket.cx, route, parts, &mut body, &mut passed)).await;
    let too_slow = matches!(&step, Err(error) if error.status() == StatusCode::REQUEST_TIMEOUT);
    if !waits && !too_slow {
        let more = if passed.caller.is_some() { operation.max_body } else { 0 };
        drain(engine, body, more);
    }
    let cx = ticket.cx.clone();
    let rest = complete(ticket, format, passed, step);
    if !operation.runs_to_its_end() {
        return rest.await;
    }
    // A write isn't cut in the middle by a client that hangs up.
    let finished = engine.tasks.spawn(rest).await;
    finished.unwrap_or_else(|error| {
        answer::write(engine, &cx, format, &Passed::default(), Err(ApiError::internal(error)))
    })
}

/// What records and logs keep of a variable of the path.
fn variable(encoded: &str) -> String {
    let decoded = percent_decode_str(text::start(encoded, 3 * PATH_BYTES)).decode_utf8_lossy();
    // No database keeps U+0000, and no name has it.
    text::start(&decoded, PATH_BYTES).replace('\0', "\u{fffd}")
}

/// Everything before the handler that isn't the operation's own.
async fn prepare(
    engine: &Arc<Engine>,
    cx: &Cx,
    route: Route,
    mut parts: http::request::Parts,
    body: &mut Body,
    passed: &mut Passed,
) -> Result<Step, ApiError> {
    host::check(parts.version, &parts.headers).map_err(|error| error.rejected(Rejection::Route))?;
    let authority = parts.uri.authority().map(http::uri::Authority::as_str);
    let own_host = engine.settings.own_host.as_deref();
    if engine.settings.bind.ip().to_canonical().is_loopback() {
        host::check_local(&parts.headers, authority, own_host)
            .map_err(|error| error.rejected(Rejection::Origin))?;
    }
    if !matches!(route, Route::Operation(..)) {
        let counted = engine.service.limit_unknown(cx);
        passed.rate = Some(counted.map_err(|error| error.rejected(Rejection::RateLimit))?);
    }
    let (number, path) = match route {
        Route::Operation(number, path) => (number, path),
        Route::Methods(allow, cors) => {
            let mut reply = Reply::empty(204)?;
            reply.headers.push((header::ALLOW, allow));
            reply.headers.extend(cors);
            return Ok(Step::Answer(reply));
        }
        Route::MethodNotAllowed(allow, _) => {
            return Err(ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed.")
                .detail(format!("This path takes {}.", allow.to_str().unwrap_or_default()))
                .header(header::ALLOW, allow)
                .rejected(Rejection::Route));
        }
        Route::NotFound(_) => {
            let error = ApiError::new(StatusCode::NOT_FOUND, "Route not found.");
            return Err(error.rejected(Rejection::Route));
        }
    };
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let seen = Seen { cx, headers: &parts.headers, query: &query, authority, own_host };
    let checked = checks::all(&*engine.service, cx.operation, &seen, passed);
    tokio::time::timeout(engine.settings.handler_time_limit, checked).await.map_err(|_| too_late())??;
    let handshake = match cx.operation.websocket {
        Switching::Never => None,
        // Who may not know of an object is told the same with and without a WebSocket: whoever gets as far as
        // the WebSocket and didn't ask for one hears of it at the end.
        Switching::Optional | Switching::Always => Handshake::offered(&mut parts)?,
    };
    let path = path.into_iter().map(|(name, value)| (name, percent_decode_str(&value).collect())).collect();
    let (max, limit) = (cx.operation.max_body, engine.settings.body_time_limit);
    let (body, stream) = match &cx.operation.body {
        Some(rule) if rule.streamed => (None, Some(Incoming::open(engine, rule, max, &parts.headers, body)?)),
        Some(rule) => (body::read(rule, max, &parts.headers, body, limit).await?, None),
        None => (None, None),
    };
    if let Some(expected) = passed.csrf.take() {
        csrf::check_form(cx.operation, body.as_ref(), &expected)?;
    }
    Ok(Step::Call(number, Input { path, query, headers: parts.headers, body, stream }, handshake))
}

/// The handler and all that follows it.
async fn complete(
    ticket: Ticket,
    format: ErrorFormat,
    passed: Passed,
    step: Result<Step, ApiError>,
) -> Response<Body> {
    let (engine, cx) = (&*ticket.engine, &*ticket.cx);
    let answered = caught(cx.request_id, async {
        let result = match step {
            Ok(Step::Call(number, input, handshake)) => {
                match run(engine, cx, &passed, number, input, handshake).await {
                    Err(error) if error.status().is_client_error() => {
                        let counted = engine.service.refused_credential(cx, error.status()).await;
                        Err(counted.err().map_or(error, |error| error.rejected(Rejection::RateLimit)))
                    }
                    done => done,
                }
            }
            Ok(Step::Answer(reply)) => Ok(reply),
            Err(error) => Err(error),
        };
        let result = match result {
            Err(error) if is_of_input(&error) && engine.service.hides(cx, passed.caller.as_ref()).await => {
                Err(ApiError::not_found())
            }
            other => other,
        };
        let result = result.map_err(|error| engine.service.dress(cx, passed.caller.as_ref(), error));
        if let Err(error) = &result {
            tell_refusal(engine, cx, &passed, error).await;
        }
        let end = End::of(&result);
        let mut response = answer::write(engine, cx, format, &passed, result);
        for (name, value) in engine.service.announce(cx, passed.caller.as_ref()) {
            response.headers_mut().append(name, value);
        }
        Ok((response, end))
    });
    let (response, end) = answered.await.unwrap_or_else(|error| {
        let result = Err(error);
        let end = End::of(&result);
        (answer::write(engine, cx, format, &Passed::default(), result), end)
    });
    ticket.finish(response.status(), end);
    response
}

/// Whether an error is about parameters or body: what the path names is looked for before these.
fn is_of_input(error: &ApiError) -> bool {
    matches!(error.rejection(), Some(Rejection::Input | Rejection::MediaType | Rejection::BodySize))
}

fn too_late() -> ApiError {
    ApiError::unavailable("The time limit has passed.", RETRY_AFTER).rejected(Rejection::HandlerTime)
}

async fn run(
    engine: &Engine,
    cx: &Cx,
    passed: &Passed,
    number: usize,
    input: Input,
    handshake: Option<Handshake>,
) -> Result<Reply, ApiError> {
    let compressed = engine.settings.compressed.contains(&cx.operation.id);
    let takes_gzip = compressed && compress::takes_gzip(&input.headers);
    let call = Call { cx, caller: passed.caller.as_ref(), input };
    let handler = caught(cx.request_id, engine.service.call(number, call));
    let mut reply = if cx.operation.runs_to_its_end() {
        handler.await?
    } else {
        let limit = engine.settings.handler_time_limit;
        tokio::time::timeout(limit, handler).await.unwrap_or_else(|_| Err(too_late()))?
    };
    if let Some(upgrade) = reply.upgrade.take() {
        let handshake = handshake.ok_or_else(handshake::required)?;
        reply.headers.extend(handshake.accept(engine, cx, upgrade));
    }
    if compressed {
        reply = engine.compressor.compress(cx.operation.id, takes_gzip, reply);
    }
    Ok(reply)
}

/// The guard records what was refused on operations that are audited.
async fn tell_refusal(engine: &Engine, cx: &Cx, passed: &Passed, error: &ApiError) {
    let status = error.status();
    let Some(audit) = cx.operation.audit.filter(|_| status.is_client_error()) else { return };
    let told = caught(cx.request_id, async {
        engine.service.refused(cx, passed.caller.as_ref(), audit, status).await;
        Ok(())
    });
    if let Err(error) = told.await {
        slog::error!(cx.log, "refusal not recorded"; "cause" => error.cause_text().map(str::to_owned));
    }
}
