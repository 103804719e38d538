//! What is sent to a receiver. One replica at a time does so, and says after each part that it has arrived; if
//! it stops, another goes on from there a minute later.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use burgrave_core::notifications::{Breaker, Permit};
use burgrave_store::ReceiverHold;
use chrono::TimeDelta;

use super::Receiver;
use crate::application::App;
use crate::background::{Failed, Stop, Task};
use crate::fault::Fault;
use crate::identity::audit::chain::{ChainLine, lines_behind};

/// How often it is looked for entries.
const EVERY: TimeDelta = TimeDelta::seconds(1);

/// How long a receiver is kept from other replicas. One attempt takes less.
const HELD_FOR: TimeDelta = TimeDelta::minutes(1);

/// For how long one run goes on sending; the next begins a moment later.
const LONGEST: Duration = Duration::from_secs(300);

/// Sends to one receiver.
struct Stream<R> {
    app: App,
    receiver: R,
    state: Mutex<State>,
}

/// What is known of the receiver.
#[derive(Default)]
struct State {
    breaker: Breaker,
    /// Why it failed last, until something arrives.
    trouble: Option<String>,
}

/// The task of a receiver.
pub(super) fn deliver<R: Receiver>(app: App, receiver: R) -> Task {
    let stream = Arc::new(Stream { app, receiver, state: Mutex::default() });
    Task::on_each_replica(R::TASK, EVERY, move |stop| {
        let stream = stream.clone();
        async move { stream.run(&stop).await }
    })
}

impl<R: Receiver> Stream<R> {
    async fn run(&self, stop: &Stop) -> Result<(), Failed> {
        if self.state().breaker.permit(self.app.now()) == Permit::None {
            let trouble = self.state().trouble.clone().unwrap_or_default();
            return Err(Failed(trouble));
        }
        if !self.any().await? {
            return Ok(());
        }
        let Some(mut received) = self.hold(HELD_FOR).await? else { return Ok(()) };
        let sent = self.send_all(&mut received, stop).await;
        self.advance(received, TimeDelta::zero()).await?;
        sent
    }

    /// Sends what stands behind `received`, and moves that on.
    async fn send_all(&self, received: &mut i64, stop: &Stop) -> Result<(), Failed> {
        let begun = Instant::now();
        while !stop.is_cancelled() && begun.elapsed() < LONGEST {
            let behind = *received;
            let lines = self
                .app
                .store()
                .scan(move |reader| async move { Ok::<_, Fault>(lines_behind(&reader, behind).await?) })
                .await?;
            if lines.is_empty() {
                break;
            }
            for part in parts(&lines, R::MOST_BYTES) {
                if stop.is_cancelled() || begun.elapsed() >= LONGEST {
                    return Ok(());
                }
                if let Err(reason) = self.receiver.send(part).await {
                    let mut state = self.state();
                    state.breaker.failed(self.app.now());
                    state.trouble = Some(reason.clone());
                    return Err(Failed(reason));
                }
                *self.state() = State::default();
                let last = part.last().map_or(*received, |line| line.sequence);
                if !self.advance(last, HELD_FOR).await? {
                    return Ok(());
                }
                *received = last;
            }
        }
        Ok(())
    }

    /// Whether there is anything to send.
    async fn any(&self) -> Result<bool, Fault> {
        let found = self.app.store().read(|reader| async move {
            let end = reader.audit_chain_end().await?;
            Ok::<_, Fault>(
                end.is_some() && reader.audit_received(R::NAME).await? < end.map_or(0, |end| end.sequence()),
            )
        });
        found.await
    }

    /// Keeps the receiver from other replicas; gives how far it has got, and none where another has it.
    async fn hold(&self, time: TimeDelta) -> Result<Option<i64>, Fault> {
        let hold = self.held(time);
        let held = self.app.store().write_read_committed(move |tx| async move {
            Ok::<_, Fault>(tx.hold_audit_receiver(hold).await?)
        });
        held.await
    }

    /// Says that it has got everything up to this place. False where another replica sends to it.
    async fn advance(&self, to: i64, time: TimeDelta) -> Result<bool, Fault> {
        let hold = self.held(time);
        let moved = self.app.store().write_read_committed(move |tx| async move {
            Ok::<_, Fault>(tx.advance_audit_receiver(hold, to).await?)
        });
        moved.await
    }

    fn held(&self, time: TimeDelta) -> ReceiverHold {
        let now = self.app.now();
        let holder = self.app.settings().replica_id.into();
        ReceiverHold { receiver: R::NAME, holder, now, until: now + time }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The same lines in parts of this many bytes at most; a longer line is a part of its own.
fn parts(lines: &[ChainLine], most: usize) -> Vec<&[ChainLine]> {
    let (mut parts, mut begin, mut bytes) = (Vec::new(), 0, 0);
    for (place, line) in lines.iter().enumerate() {
        if place > begin && bytes + line.text.len() > most {
            parts.push(&lines[begin..place]);
            (begin, bytes) = (place, 0);
        }
        bytes += line.text.len();
    }
    if begin < lines.len() {
        parts.push(&lines[begin..]);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hold_all_lines_in_their_order() {
        let line = |(sequence, length): (i64, usize)| ChainLine {
            sequence,
            hash: String::new(),
            text: "x".repeat(length),
        };
        let lines: Vec<_> = (1..).zip([4, 4, 4, 20, 1]).map(line).collect();
        let sizes: Vec<_> = parts(&lines, 8).iter().map(|part| part.len()).collect();
        assert_eq!(sizes, [2, 1, 1, 1]);
        assert_eq!(parts(&lines, 8).concat(), lines);
        assert!(parts(&[], 8).is_empty());
    }
}
