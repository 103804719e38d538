//! Requests: their number by operation and status, their durations, and the causes of rejections.

use burgrave_api::runtime::{Cx, Method};
use burgrave_api::{Operation, Outcome};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// Upper bounds of the buckets, in seconds: from a read out of memory to the time limits.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Call {
    operation: &'static str,
    method: &'static str,
    status: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Cause {
    cause: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct CredentialLabel {
    credential: &'static str,
}

/// The counts of all requests.
pub(super) struct Calls {
    durations: Family<Call, Histogram>,
    rejections: Family<Cause, Counter>,
    wrong_credentials: Family<CredentialLabel, Counter>,
}

impl Calls {
    /// Registers them, at 0.
    pub(super) fn register(registry: &mut Registry) -> Self {
        let new: fn() -> Histogram = || Histogram::new(SECONDS);
        let calls = Self {
            durations: Family::new_with_constructor(new),
            rejections: Family::default(),
            wrong_credentials: Family::default(),
        };
        registry.register_with_unit(
            "http_request_duration",
            "Time from the end of a request's head to its answer",
            Unit::Seconds,
            calls.durations.clone(),
        );
        registry.register(
            "http_rejections",
            "Requests that were turned away, by what stood against them",
            calls.rejections.clone(),
        );
        registry.register(
            "wrong_credentials",
            "Credentials that were shown and are wrong, by their kind; passwords are among the rejections",
            calls.wrong_credentials.clone(),
        );
        calls
    }

    /// Counts a wrong credential of this kind.
    pub(super) fn wrong_credential(&self, credential: &'static str) {
        self.wrong_credentials.get_or_create(&CredentialLabel { credential }).inc();
    }

    /// Counts one that has ended.
    pub(super) fn observe(&self, cx: &Cx, outcome: &Outcome) {
        let known = !std::ptr::eq(cx.operation, Operation::UNKNOWN);
        let call = Call {
            operation: if known { cx.operation.id } else { "none" },
            method: method(&cx.method),
            status: outcome.status.map_or("aborted", |status| class(status.as_u16())),
        };
        self.durations.get_or_create(&call).observe(outcome.duration.as_secs_f64());
        if let Some(rejection) = outcome.rejection {
            self.rejections.get_or_create(&Cause { cause: rejection.as_str() }).inc();
        }
    }
}

/// Anybody can make up a method.
fn method(method: &Method) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    known.into_iter().find(|known| method.as_str() == *known).unwrap_or("other")
}

fn class(status: u16) -> &'static str {
    match status / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}
