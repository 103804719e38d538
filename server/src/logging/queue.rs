//! Lines on their way out: what comes while others are being written is written together, in one system call.
//!
//! The first line after a silence is written at once. Then the writer rests for [`REST`], so that under load
//! neither a line nor a thread's waking is a system call of its own.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long the writer lets lines gather after it has written some.
const REST: Duration = Duration::from_millis(5);
/// Bytes that may wait for the writer. When it can't keep up, further lines are dropped and counted.
const WAITING_BYTES: usize = 8 * 1024 * 1024;

/// Where lines are put; clones share it.
#[derive(Clone, Default)]
pub(super) struct Lines(Arc<Shared>);

/// What a formatter writes to, word by word. A flush ends the line and puts it among the others.
pub(super) struct Line {
    bytes: Vec<u8>,
    lines: Lines,
}

/// The thread that writes them. Dropped, it writes what still waits.
pub(super) struct Writer {
    lines: Lines,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Default)]
struct Waiting {
    bytes: Vec<u8>,
    dropped: u64,
    asleep: bool,
    closed: bool,
}

impl Lines {
    /// A line to be written.
    pub(super) fn line(&self) -> Line {
        Line { bytes: Vec::new(), lines: self.clone() }
    }

    /// How many lines were dropped since this gave a number last. While there is no room to say it, there is
    /// none to say.
    pub(super) fn take_dropped(&self) -> u64 {
        let mut waiting = self.lock();
        if waiting.bytes.len() > WAITING_BYTES / 2 {
            return 0;
        }
        std::mem::take(&mut waiting.dropped)
    }

    fn put(&self, line: &[u8]) {
        let mut waiting = self.lock();
        if waiting.bytes.len() + line.len() > WAITING_BYTES {
            waiting.dropped += 1;
            return;
        }
        waiting.bytes.extend_from_slice(line);
        if std::mem::take(&mut waiting.asleep) {
            self.0.changed.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // What a panicking thread held here is whole all the same.
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for lines and swaps them for an empty buffer; false when there will be none any more.
    fn next(&self, batch: &mut Vec<u8>) -> bool {
        let mut waiting = self.lock();
        while waiting.bytes.is_empty() && !waiting.closed {
            waiting.asleep = true;
            waiting = self.0.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        waiting.asleep = false;
        std::mem::swap(&mut waiting.bytes, batch);
        !batch.is_empty()
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.lines.put(&self.bytes);
        self.bytes.clear();
        Ok(())
    }
}

impl Writer {
    /// Starts it. A line that can't be written (the error stream is closed, the disk full) is lost: it must
    /// not stop the server.
    pub(super) fn start(lines: Lines, mut to: impl Write + Send + 'static) -> Self {
        let own = lines.clone();
        let work = move || {
            let mut batch = Vec::new();
            while own.next(&mut batch) {
                let _ = to.write_all(&batch).and_then(|()| to.flush());
                batch.clear();
                if !own.lock().closed {
                    thread::sleep(REST);
                }
            }
        };
        let thread = thread::Builder::new().name("log-writer".into()).spawn(work).ok();
        Self { lines, thread }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.lines.lock().closed = true;
        self.lines.0.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keeps what is written, a write an entry; the first write waits until it is let go.
    struct Slow(Arc<Mutex<Vec<Vec<u8>>>>, std::sync::mpsc::Receiver<()>);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().push(bytes.to_vec());
            let _ = self.1.recv();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_that_come_during_a_write_are_one_write_and_none_is_lost() {
        let (written, (go, gone)) = (Arc::<Mutex<Vec<Vec<u8>>>>::default(), std::sync::mpsc::channel());
        let lines = Lines::default();
        lines.put(b"first\n");
        let writer = Writer::start(lines.clone(), Slow(written.clone(), gone));
        while written.lock().unwrap().is_empty() {
            thread::yield_now();
        }
        for line in [b"second\n", b"third!\n"] {
            lines.put(line);
        }
        drop(go);
        drop(writer);
        assert_eq!(*written.lock().unwrap(), [b"first\n".to_vec(), b"second\nthird!\n".to_vec()]);
    }

    #[test]
    fn what_doesnt_fit_is_counted_once() {
        let lines = Lines::default();
        lines.put(&vec![b'x'; WAITING_BYTES]);
        lines.put(b"one too many\n");
        lines.put(b"and another\n");
        assert_eq!(lines.take_dropped(), 0, "there is no room to say it");
        assert!(lines.next(&mut Vec::new()));
        assert_eq!((lines.take_dropped(), lines.take_dropped()), (2, 0));
    }
}
