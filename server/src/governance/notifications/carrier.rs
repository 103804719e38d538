//! What carries messages out of the house, and what it is given.

use std::future::Future;

use burgrave_core::notifications::{Content, Rendered, Template};
use burgrave_store::UserRecord;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::route_address::RoutePlace;

/// What is told once messages were written that may be due.
pub(super) const DUE: &str = "notification messages";

/// A way out of the house.
pub(super) trait Carrier: Send + Sync + 'static {
    /// Its word in the queue.
    const METHOD: &'static str;
    /// The name of its task.
    const TASK: &'static str;
    /// Receivers to whom messages are on their way at the same time.
    const AT_ONCE: usize;

    /// Carries a message to its receiver; says nothing before it is there.
    fn carry(&self, letter: &Letter) -> impl Future<Output = Sent> + Send;
}

/// A message to one person, or to a route.
pub(super) struct Letter {
    /// Its identity: the same in every attempt.
    pub(super) id: Uuid,
    /// What it is made from.
    pub(super) template: &'static Template,
    /// To whom.
    pub(super) to: UserRecord,
    /// What happened.
    pub(super) content: Content,
    /// In words.
    pub(super) said: Rendered,
    /// Where it goes, if not by the person's way.
    pub(super) route: Option<RoutePlace>,
    /// Now.
    pub(super) at: DateTime<Utc>,
}

/// What has become of an attempt. Reasons are for operators, and hold no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sent {
    /// It has arrived.
    Arrived,
    /// It will never arrive, whereas others may.
    Refused(String),
    /// It may arrive later.
    Failed(String),
}
