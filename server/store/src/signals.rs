//! How one part of the program wakes another, on whichever replica that runs: "something about this topic has
//! changed, look".
//!
//! A signal carries only its topic, so it may be lost, doubled or late without harm: the listener queries the
//! database, and looks there again after a while even when nothing was heard.

use crate::watch::lock;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;

/// The longest topic, in bytes.
pub(crate) const LONGEST_TOPIC: usize = 200;

/// Everyone in this process who listens, by topic.
#[derive(Clone, Default)]
pub(crate) struct Board {
    topics: Arc<Mutex<HashMap<Box<str>, watch::Sender<()>>>>,
}

/// Hears the signals of one topic.
pub struct Listener {
    heard: watch::Receiver<()>,
    poll: Duration,
    topic: Box<str>,
    board: Board,
}

impl Board {
    pub(crate) fn listen(&self, topic: &str, poll: Duration) -> Listener {
        let mut topics = lock(&self.topics);
        let heard = topics.entry(topic.into()).or_insert_with(|| watch::channel(()).0).subscribe();
        Listener { heard, poll, topic: topic.into(), board: self.clone() }
    }

    /// Wakes the listeners of the topic.
    pub(crate) fn wake(&self, topic: &str) {
        if let Some(sender) = lock(&self.topics).get(topic) {
            sender.send_replace(());
        }
    }

    /// Wakes everyone: signals may have been missed.
    pub(crate) fn wake_all(&self) {
        lock(&self.topics).values().for_each(|sender| {
            sender.send_replace(());
        });
    }
}

impl Listener {
    /// Waits for a signal that was sent since the last call (or since the listener was made), or for the time
    /// after which it is looked anyway. Many signals in between are one. Nothing is lost when the future is
    /// dropped.
    pub async fn heard(&mut self) {
        // The sender lives in the board as long as this listener does.
        let _ = tokio::time::timeout(self.poll, self.heard.changed()).await;
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut topics = lock(&self.board.topics);
        // This listener still counts as one.
        if topics.get(&self.topic).is_some_and(|sender| sender.receiver_count() <= 1) {
            topics.remove(&self.topic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_listens_hears_its_topic_only_and_leaves_nothing_behind() {
        let board = Board::default();
        let long = Duration::from_secs(3600);
        let (mut one, mut two) = (board.listen("one", long), board.listen("two", long));
        board.wake("one");
        board.wake("one");
        one.heard().await;
        assert!(!one.heard.has_changed().unwrap() && !two.heard.has_changed().unwrap());
        board.wake_all();
        two.heard().await;
        drop(one);
        board.wake("one");
        assert_eq!(lock(&board.topics).len(), 1);
        drop(two);
        assert!(lock(&board.topics).is_empty());
    }

    #[tokio::test]
    async fn who_hears_nothing_looks_all_the_same() {
        let mut listener = Board::default().listen("quiet", Duration::from_millis(1));
        listener.heard().await;
    }
}
