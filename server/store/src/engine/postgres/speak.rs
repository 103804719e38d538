//! The signals of this process to other replicas, a few at a time: a commit that notifies takes a lock that
//! all others of the database wait for, so what is told within a moment goes out in one notification, after
//! the transactions that told it.
//!
//! The first signal after a quiet moment goes out at once. A signal that can't be sent is kept, and sent when
//! the database answers again. What a process hadn't sent when it was killed is lost: who listens looks from
//! time to time without a signal.

use super::shared::Shared;
use crate::counters::{self, Counters};
use crate::watch::lock;
use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

/// The channel of all signals; [`speak`] says what a payload holds.
pub(super) const CHANNEL: &str = "burgrave_signals";

/// The least time between two notifications: at most 40 a second.
const GAP: Duration = Duration::from_millis(25);

/// How long to wait before a notification is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// How long the end waits for what is still to be sent.
const LAST: Duration = Duration::from_secs(2);

/// Bytes of one notification; PostgreSQL takes less than 8,000.
const PAYLOAD: usize = 7_500;

/// Sends the signals of one store.
pub(super) struct Mouth {
    state: Arc<State>,
    task: OnceLock<AbortHandle>,
}

struct State {
    name: String,
    shared: Arc<Shared>,
    topics: Mutex<BTreeSet<Box<str>>>,
    told: Notify,
    counters: Arc<Counters>,
}

impl Mouth {
    pub(super) fn new(shared: Arc<Shared>, counters: Arc<Counters>) -> Self {
        let name = format!("{:016x}", RandomState::new().hash_one(0));
        let (topics, told) = (Mutex::default(), Notify::new());
        Self { state: Arc::new(State { name, shared, topics, told, counters }), task: OnceLock::new() }
    }

    /// By which this process knows its own notifications: its listeners have heard them already.
    pub(super) fn name(&self) -> &str {
        &self.state.name
    }

    /// Tells the topic to other replicas soon. It needs a tokio runtime.
    pub(super) fn tell(&self, topic: &str) {
        lock(&self.state.topics).insert(topic.into());
        self.state.told.notify_one();
        self.task.get_or_init(|| tokio::spawn(send_on(self.state.clone())).abort_handle());
    }

    /// Sends what is left, if the database answers. What is told later isn't sent.
    pub(super) async fn close(&self) {
        self.task.get_or_init(|| tokio::spawn(async {}).abort_handle()).abort();
        let _ = tokio::time::timeout(LAST, self.state.send()).await;
    }
}

async fn send_on(state: Arc<State>) {
    loop {
        state.told.notified().await;
        while !state.send().await {
            tokio::time::sleep(PAUSE).await;
        }
        tokio::time::sleep(GAP).await;
    }
}

impl State {
    /// Sends what was told; false when some of it is left.
    async fn send(&self) -> bool {
        loop {
            let mut taken = Taken { state: self, topics: std::mem::take(&mut *lock(&self.topics)) };
            if taken.topics.is_empty() {
                return true;
            }
            let (payload, rest) = payload(&self.name, &taken.topics);
            if self.shared.notify(CHANNEL, &payload).await.is_err() {
                return false;
            }
            counters::add(&self.counters.notifications);
            taken.topics = rest;
        }
    }
}

/// Topics that are being sent. They are given back unless that was done, also where nobody waits for it any
/// more.
struct Taken<'s> {
    state: &'s State,
    topics: BTreeSet<Box<str>>,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        lock(&self.state.topics).append(&mut self.topics);
    }
}

/// What one notification says: who sends it, and topics, a line each; and the topics that found no room.
fn payload(name: &str, topics: &BTreeSet<Box<str>>) -> (String, BTreeSet<Box<str>>) {
    let (mut text, mut rest) = (name.to_owned(), BTreeSet::new());
    for topic in topics {
        if text.len() + topic.len() < PAYLOAD {
            text.push('\n');
            text.push_str(topic);
        } else {
            rest.insert(topic.clone());
        }
    }
    (text, rest)
}

/// The topics of a notification; none where this process sent it itself.
pub(super) fn topics<'p>(payload: &'p str, own: &str) -> impl Iterator<Item = &'p str> {
    let (name, topics) = payload.split_once('\n').unwrap_or_default();
    topics.split('\n').filter(move |_| name != own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_is_in_one_notification() {
        let told: BTreeSet<Box<str>> = (0..1_000).map(|number| format!("job:{number:040}").into()).collect();
        let (mut left, mut heard) = (told.clone(), Vec::new());
        while !left.is_empty() {
            let (text, rest) = payload("here", &left);
            assert!(text.len() < 8_000 && rest.len() < left.len());
            assert_eq!(topics(&text, "here").count(), 0, "its own");
            heard.extend(topics(&text, "there").map(Box::<str>::from));
            left = rest;
        }
        assert_eq!(heard.len(), told.len());
        assert_eq!(heard.into_iter().collect::<BTreeSet<_>>(), told);
    }
}
