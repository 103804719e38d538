//! What has become of messages, noted together: while one transaction is under way, notes that come meanwhile
//! wait for the next, so that a fast receiver isn't held up by a transaction for each message.

use std::sync::{Mutex, PoisonError};

use burgrave_store::{HeldMessage, MessageStatus};
use chrono::{DateTime, Utc};
use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;

use super::address::client;
use crate::application::App;
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::background::Failed;
use crate::fault::Fault;

/// What becomes of a message.
#[derive(Debug, Clone)]
pub(super) enum Settled {
    /// Nothing more is done.
    Ended(MessageStatus, String),
    /// It is tried at this time.
    Back(String, DateTime<Utc>),
}

/// What is noted of one message, unless somebody else has taken it meanwhile.
#[derive(Debug)]
pub(super) struct Note {
    pub(super) held: HeldMessage,
    pub(super) outcome: Settled,
    /// What it said isn't kept.
    pub(super) forget: bool,
}

/// Writes notes.
pub(super) struct Notes {
    app: App,
    waiting: Mutex<Vec<Waiting>>,
    /// Held by whoever writes those that wait.
    writing: tokio::sync::Mutex<()>,
}

/// A note, and who hears that it is written.
type Waiting = (Note, oneshot::Sender<Result<(), Failed>>);

impl Notes {
    pub(super) fn new(app: App) -> Self {
        Self { app, waiting: Mutex::default(), writing: tokio::sync::Mutex::default() }
    }

    /// Returns once the note is durable.
    pub(super) async fn write(&self, note: Note) -> Result<(), Failed> {
        let (tell, mut told) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((note, tell));
        let _writing = self.writing.lock().await;
        match told.try_recv() {
            Ok(written) => return written,
            Err(TryRecvError::Closed) => return Err(Failed("a note was given up".into())),
            // It still waits, and is the caller's to write with those that came meanwhile.
            Err(TryRecvError::Empty) => {}
        }
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        let (notes, others): (Vec<_>, Vec<_>) = waiting.into_iter().unzip();
        let written = self.app.execute(Settle { notes }, Automatic::Task, client()).await;
        let written = written.map_err(Failed::from);
        for other in others {
            // Who has gone needs no answer.
            let _ = other.send(written.clone());
        }
        written
    }
}

struct Settle {
    notes: Vec<Note>,
}

impl Command for Settle {
    type Actor = Automatic;
    type Output = ();

    /// By the fences.
    const GUARDS_ITSELF: bool = true;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<()>, Fault> {
        let notes: Vec<_> = self.notes.iter().map(|note| note.settle(context)).collect();
        futures::future::try_join_all(notes).await?;
        Ok(Outcome::unrecorded(()))
    }
}

impl Note {
    async fn settle(&self, context: &CommandContext<Automatic>) -> Result<(), Fault> {
        let noted = match &self.outcome {
            Settled::Ended(status, reason) => {
                context.end_message(self.held, *status, reason, context.now).await?
            }
            Settled::Back(reason, next) => context.put_message_off(self.held, reason, *next).await?,
        };
        if noted && self.forget {
            context.forget_message(self.held.id).await?;
        }
        Ok(())
    }
}
