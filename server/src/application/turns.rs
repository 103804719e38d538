//! Turns of people. Changes of one person that would meet in the database wait here instead, where a waiting
//! one holds no connection that others need.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use burgrave_core::ids::UserId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Changes of one person at most that go on side by side.
const SIDE_BY_SIDE: u32 = 4;

/// How a change goes together with others of the same person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    /// It waits for them inside the database, for a moment at its end.
    Others,
    /// It would be run again with each that is committed meanwhile.
    Nobody,
}

/// The turns of everybody whose changes are under way in this process. Clones are the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct Turns(Arc<Mutex<HashMap<UserId, Weak<Semaphore>>>>);

/// A turn, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    _place: Option<OwnedSemaphorePermit>,
}

impl Turns {
    /// Waits for a turn; those who wait get theirs in the order in which they came.
    pub(crate) async fn take(&self, person: UserId, beside: Beside) -> Turn {
        let room = match beside {
            Beside::Others => 1,
            Beside::Nobody => SIDE_BY_SIDE,
        };
        // It is never closed.
        Turn { _place: self.of(person).acquire_many_owned(room).await.ok() }
    }

    fn of(&self, person: UserId) -> Arc<Semaphore> {
        let mut people = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = people.get(&person).and_then(Weak::upgrade) {
            return known;
        }
        people.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::new(Semaphore::new(SIDE_BY_SIDE as usize));
        people.insert(person, Arc::downgrade(&turn));
        turn
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use uuid::Uuid;

    use super::*;

    const ONE: UserId = UserId::new(Uuid::from_u128(1));
    const OTHER: UserId = UserId::new(Uuid::from_u128(2));

    #[tokio::test]
    async fn so_many_go_side_by_side_and_the_next_waits() {
        let turns = Turns::default();
        let mut held = Vec::new();
        for _ in 0..SIDE_BY_SIDE {
            held.push(turns.take(ONE, Beside::Others).await);
        }
        let mut next = Box::pin(turns.take(ONE, Beside::Others));
        assert!((&mut next).now_or_never().is_none());
        assert!(turns.take(OTHER, Beside::Nobody).now_or_never().is_some(), "others have their own turns");
        held.pop();
        assert!(next.now_or_never().is_some());
    }

    #[tokio::test]
    async fn who_goes_alone_waits_for_all_and_holds_up_later_ones() {
        let turns = Turns::default();
        let first = turns.take(ONE, Beside::Others).await;
        let mut alone = Box::pin(turns.take(ONE, Beside::Nobody));
        assert!((&mut alone).now_or_never().is_none());
        let mut later = Box::pin(turns.take(ONE, Beside::Others));
        assert!((&mut later).now_or_never().is_none());
        drop(first);
        let alone = alone.now_or_never().expect("nobody else is left");
        assert!((&mut later).now_or_never().is_none());
        drop(alone);
        assert!(later.now_or_never().is_some());
    }

    #[tokio::test]
    async fn nothing_is_left_of_people_who_have_ended() {
        let turns = Turns::default();
        drop(turns.take(ONE, Beside::Nobody).await);
        let held = turns.take(OTHER, Beside::Others).await;
        assert_eq!(turns.0.lock().unwrap().len(), 1);
        drop(held);
    }
}
