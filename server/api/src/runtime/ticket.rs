//! One call's entry in the log and the metrics, made once, however the call ends.

use std::sync::Arc;
use std::time::Instant;

use http::StatusCode;

use super::caught::survives;
use super::engine::Engine;
use super::{ApiError, Cx, Outcome, Rejection, Reply};
use crate::text;

/// How much of a method is logged, in bytes: it may be any word.
const METHOD_BYTES: usize = 32;

/// A call that has begun. Dropped without [`Ticket::finish`], it tells that the client hung up.
pub(super) struct Ticket {
    pub(super) engine: Arc<Engine>,
    pub(super) cx: Arc<Cx>,
    started: Instant,
    finished: bool,
}

/// What is logged of a call's end beside its status.
#[derive(Default)]
pub(super) struct End {
    pub(super) cause: Option<String>,
    pub(super) rejection: Option<Rejection>,
}

impl End {
    pub(super) fn of(result: &Result<Reply, ApiError>) -> Self {
        result.as_ref().err().map_or_else(Self::default, |error| Self {
            cause: error.cause_text().map(str::to_owned),
            rejection: Rejection::of(error),
        })
    }
}

impl Ticket {
    pub(super) fn new(engine: Arc<Engine>, cx: Arc<Cx>, started: Instant) -> Self {
        Self { engine, cx, started, finished: false }
    }

    /// Ends it with this answer.
    pub(super) fn finish(mut self, status: StatusCode, end: End) {
        self.finished = true;
        self.tell(Some(status), end);
    }

    /// The path and no query, no header and no body: those hold credentials.
    fn tell(&self, status: Option<StatusCode>, end: End) {
        let End { cause, rejection } = end;
        let outcome = Outcome { status, duration: self.started.elapsed(), cause, rejection };
        // Neither metrics nor the log may fail a call.
        let _ = survives(|| self.write(&outcome));
        if !survives(|| self.engine.service.observe(&self.cx, &outcome)) {
            let _ = survives(|| slog::error!(self.cx.log, "observer panicked"));
        }
    }

    fn write(&self, outcome: &Outcome) {
        let (cx, status) = (&self.cx, outcome.status);
        let fields = Fields { cx, outcome };
        // Anybody can make the server refuse a call, or hang up, without end.
        if status.is_none_or(|status| status.is_client_error()) {
            let verdict = self.engine.refused_lines.count(cx.client_address, Instant::now());
            if verdict.left_out > 0 {
                slog::warn!(self.engine.log, "refused requests are not in the log: there were too many";
                    "count" => verdict.left_out);
            }
            if !verdict.written {
                return;
            }
        }
        let quiet = status.is_some_and(|status| status.is_success())
            && self.engine.settings.quiet.contains(&cx.operation.id);
        match (status, &outcome.cause) {
            (Some(_), None) if quiet => slog::debug!(cx.log, "request served"; fields),
            (None, _) => slog::info!(cx.log, "client hung up"; fields),
            (Some(status), Some(cause)) if status.is_server_error() => {
                slog::error!(cx.log, "request failed"; "cause" => cause, fields);
            }
            (Some(_), Some(cause)) => slog::info!(cx.log, "request served"; "cause" => cause, fields),
            (Some(_), None) => slog::info!(cx.log, "request served"; fields),
        }
    }
}

/// What is logged of a call: put into words only when the line is written.
struct Fields<'a> {
    cx: &'a Cx,
    outcome: &'a Outcome,
}

impl slog::KV for Fields<'_> {
    fn serialize(&self, record: &slog::Record<'_>, serializer: &mut dyn slog::Serializer) -> slog::Result {
        let (cx, outcome) = (self.cx, self.outcome);
        serializer.emit_str("operation".into(), cx.operation.id)?;
        serializer.emit_str("method".into(), text::start(cx.method.as_str(), METHOD_BYTES))?;
        serializer.emit_str("path".into(), &cx.path)?;
        serializer.emit_arguments("client".into(), &format_args!("{}", cx.client_address))?;
        let status = outcome.status.map(|status| status.as_u16());
        slog::Value::serialize(&status, record, "status".into(), serializer)?;
        let duration = u64::try_from(outcome.duration.as_micros()).unwrap_or(u64::MAX);
        serializer.emit_u64("duration_us".into(), duration)
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        // Nothing is logged during a panic: a second one would end the process.
        if !self.finished && !std::thread::panicking() {
            self.tell(None, End::default());
        }
    }
}
