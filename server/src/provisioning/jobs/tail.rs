//! The log of a job as it grows, read from the database once for all who follow it on this replica.
//!
//! While somebody follows a job, one task waits for its signals, reads what is new, and keeps the last pieces
//! in memory. A follower takes each piece from there. One that is behind what is kept reads for itself until
//! it has caught up.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use burgrave_core::ids::ProvisionerJobId;
use burgrave_store::{LogPage, LogRecord, Reader, Store, StoreError};
use slog::{Logger, warn};
use tokio::sync::watch;

use crate::fault::Fault;
use crate::provisioning::signals::job_topic;

/// When it is looked without a signal: one may be lost.
const POLL: Duration = Duration::from_secs(15);

/// Lines of one piece at most.
const LINES: u32 = 256;

/// Bytes of the pieces that are kept for followers of one job, about.
const KEPT: usize = 2 * 1024 * 1024;

/// Bytes of a line beside its texts, about.
const LINE: usize = 128;

/// The logs that somebody follows. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Tails {
    known: Arc<Mutex<HashMap<ProvisionerJobId, Weak<Tail>>>>,
}

/// Lines that stand one after the other in a log.
#[derive(Clone)]
struct Piece {
    /// The number before the first of them; every line after it, up to the last, is there.
    after: i64,
    last: i64,
    bytes: usize,
    lines: Arc<[LogRecord]>,
}

/// How far the task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// It has read up to this number, and goes on.
    At(i64),
    /// It has read up to this number, and nothing will follow.
    Ended(i64),
    /// It can't read any more.
    Broken,
}

/// One log.
pub(crate) struct Tail {
    job: ProvisionerJobId,
    store: Store,
    pieces: Arc<Mutex<VecDeque<Piece>>>,
    progress: watch::Receiver<Progress>,
    tails: Tails,
}

/// Lines that a follower gets; all who follow share them.
pub(crate) struct Lines {
    lines: Arc<[LogRecord]>,
    after: i64,
}

impl Lines {
    /// The lines, in the order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &LogRecord> {
        self.lines.iter().filter(|line| line.id > self.after)
    }
}

/// Somebody's place in a log.
pub(crate) struct Follower {
    tail: Arc<Tail>,
    progress: watch::Receiver<Progress>,
    after: i64,
}

impl Tails {
    /// Begins to follow a log behind the line of this number.
    pub(crate) fn follow(&self, store: &Store, log: &Logger, job: ProvisionerJobId, after: i64) -> Follower {
        // A tail that is dropped takes the lock: the old one is dropped after it was given back.
        let old;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        old = known.get(&job).and_then(Weak::upgrade);
        let tail = match &old {
            Some(tail) if *tail.progress.borrow() != Progress::Broken => tail.clone(),
            _ => {
                let tail = Arc::new(self.start(store, log, job, after));
                known.insert(job, Arc::downgrade(&tail));
                tail
            }
        };
        drop(known);
        Follower { progress: tail.progress.clone(), tail, after }
    }

    fn start(&self, store: &Store, log: &Logger, job: ProvisionerJobId, after: i64) -> Tail {
        // Followers wait until the task knows where the log ends.
        let (tell, progress) = watch::channel(Progress::At(i64::MIN));
        let pieces = Arc::new(Mutex::default());
        let reading = Reading { job, store: store.clone(), pieces: Arc::clone(&pieces), tell };
        let log = log.clone();
        tokio::spawn(async move {
            if let Err(error) = reading.run(after).await {
                warn!(log, "the log of a job can't be followed"; "job" => %job, "cause" => %error);
                reading.tell.send_replace(Progress::Broken);
            }
        });
        Tail { job, store: store.clone(), pieces, progress, tails: self.clone() }
    }
}

impl Drop for Tail {
    fn drop(&mut self) {
        let mut known = self.tails.known.lock().unwrap_or_else(PoisonError::into_inner);
        // Another may have been begun for the same job meanwhile.
        if known.get(&self.job).is_some_and(|other| other.strong_count() == 0) {
            known.remove(&self.job);
        }
    }
}

/// What the task of a tail works with.
struct Reading {
    job: ProvisionerJobId,
    store: Store,
    pieces: Arc<Mutex<VecDeque<Piece>>>,
    tell: watch::Sender<Progress>,
}

impl Reading {
    /// Reads until the job has ended, or nobody follows it any more.
    async fn run(&self, asked: i64) -> Result<(), StoreError> {
        let mut listener = self.store.listen(&job_topic(self.job), POLL);
        // A place behind the end would miss what others follow.
        let mut after = asked.min(self.end().await?);
        loop {
            // One read gives the status and the lines of one moment: what a job wrote before it ended is
            // there.
            let (ended, piece) = self.look(after).await?;
            let whole = piece.as_ref().is_none_or(|piece| piece.lines.len() < LINES as usize);
            if let Some(piece) = piece {
                after = piece.last;
                keep(&self.pieces, piece);
                self.tell.send_replace(Progress::At(after));
            }
            if !whole {
                continue;
            }
            if ended {
                self.tell.send_replace(Progress::Ended(after));
                return Ok(());
            }
            tokio::select! {
                () = listener.heard() => {}
                () = self.tell.closed() => return Ok(()),
            }
        }
    }
}

impl Reading {
    /// Whether the job has ended, and the next piece of its log.
    async fn look(&self, after: i64) -> Result<(bool, Option<Piece>), StoreError> {
        let job = self.job;
        let look = move |reader: Reader| async move {
            let found = reader.job(job).await?;
            Ok((found.is_none_or(|job| job.completed_at.is_some()), next(&reader, job, after).await?))
        };
        self.store.scan(look).await
    }

    /// The number of the last line; 0 without one.
    async fn end(&self) -> Result<i64, StoreError> {
        let job = self.job;
        let page = LogPage { after: None, before: Some(i64::MAX), limit: 1 };
        let last = self.store.read(move |reader| async move { reader.job_logs(job, page).await }).await?;
        Ok(last.last().map_or(0, |line| line.id))
    }
}

impl Follower {
    /// The next lines; none when the job has ended and all of them were given.
    ///
    /// # Errors
    /// The storage's; `Internal` when the log can't be read any more.
    pub(crate) async fn next(&mut self) -> Result<Option<Lines>, Fault> {
        loop {
            let progress = *self.progress.borrow_and_update();
            match progress {
                Progress::Broken => return Err(Fault::Internal("the log can't be followed any more".into())),
                Progress::At(head) | Progress::Ended(head) if self.after < head => {
                    if let Some(lines) = self.lines().await? {
                        return Ok(Some(lines));
                    }
                    // Nothing stands between the place and the head.
                    self.after = head;
                }
                Progress::Ended(_) => return Ok(None),
                Progress::At(_) => {
                    // Its sender sends a last word before it goes, unless it breaks off.
                    if self.progress.changed().await.is_err() {
                        return Err(Fault::Internal("the log can't be followed any more".into()));
                    }
                }
            }
        }
    }

    /// Lines behind the follower's place, from memory if they are there.
    async fn lines(&mut self) -> Result<Option<Lines>, StoreError> {
        let kept = at(&self.tail.pieces, self.after);
        let piece = match kept {
            Some(piece) => Some(piece),
            None => piece(&self.tail.store, self.tail.job, self.after).await?,
        };
        let Some(piece) = piece else { return Ok(None) };
        let after = std::mem::replace(&mut self.after, piece.last);
        Ok(Some(Lines { lines: piece.lines, after }))
    }
}

/// The next piece of a log, as the database has it; none at its end.
async fn piece(store: &Store, job: ProvisionerJobId, after: i64) -> Result<Option<Piece>, StoreError> {
    store.scan(move |reader| async move { next(&reader, job, after).await }).await
}

async fn next(reader: &Reader, job: ProvisionerJobId, after: i64) -> Result<Option<Piece>, StoreError> {
    let page = LogPage { after: Some(after), before: None, limit: LINES };
    let lines = reader.job_logs(job, page).await?;
    let Some(last) = lines.last().map(|line| line.id) else { return Ok(None) };
    let bytes = lines.iter().map(|line| line.output.len() + line.stage.len() + LINE).sum();
    Ok(Some(Piece { after, last, bytes, lines: lines.into() }))
}

/// Keeps a piece, and lets go of the oldest ones while all of them are too large.
fn keep(pieces: &Mutex<VecDeque<Piece>>, piece: Piece) {
    let mut pieces = pieces.lock().unwrap_or_else(PoisonError::into_inner);
    pieces.push_back(piece);
    while pieces.len() > 1 && pieces.iter().map(|piece| piece.bytes).sum::<usize>() > KEPT {
        pieces.pop_front();
    }
}

/// The kept piece that has every line right behind a place.
fn at(pieces: &Mutex<VecDeque<Piece>>, after: i64) -> Option<Piece> {
    let pieces = pieces.lock().unwrap_or_else(PoisonError::into_inner);
    pieces.iter().find(|piece| piece.after <= after && after < piece.last).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(after: i64, last: i64, bytes: usize) -> Piece {
        Piece { after, last, bytes, lines: Arc::from([]) }
    }

    #[test]
    fn a_place_is_found_only_where_nothing_is_missing() {
        let pieces = Mutex::default();
        keep(&pieces, piece(10, 20, 1));
        keep(&pieces, piece(20, 25, 1));
        let last = |after| at(&pieces, after).map(|piece| piece.last);
        assert_eq!([9, 10, 15, 20, 24, 25].map(last), [None, Some(20), Some(20), Some(25), Some(25), None]);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let pieces = Mutex::default();
        for number in 0..10 {
            keep(&pieces, piece(number, number + 1, KEPT / 2));
        }
        assert_eq!(pieces.lock().unwrap().len(), 2);
        keep(&pieces, piece(10, 11, KEPT * 2));
        assert_eq!(pieces.lock().unwrap().len(), 1, "the last one stays, however large");
    }
}
