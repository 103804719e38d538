//! The drain: level filter, format, queue, writer.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use slog::{Drain, FnValue, Logger, Never, OwnedKVList, PushFnValue, Record, o};

use super::colour::Coloured;
use super::escape::Escaped;
use super::queue::{Line, Lines, Writer};
use super::{Format, Level};

/// Formatters; threads are spread over them, so that two rarely wait for one.
const FORMATTERS: usize = 16;

/// The log of one process or test. Dropping it writes what still waits.
pub struct Log {
    root: Logger,
    _writer: Writer,
}

/// Puts each line into words on the thread that logs it, and the line into the queue.
struct Queued<D> {
    formatters: [Mutex<D>; FORMATTERS],
    lines: Lines,
}

thread_local! {
    static PLACE: usize = {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        NEXT.fetch_add(1, Relaxed) % FORMATTERS
    };
}

impl Log {
    /// The logger to hand on.
    pub fn root(&self) -> &Logger {
        &self.root
    }
}

/// Logs to the error stream.
#[must_use]
pub fn to_error_stream(level: Level, format: Format) -> Log {
    match format {
        Format::Terminal if io::stderr().is_terminal() => {
            queued(level, io::stderr(), |line| for_people(Coloured::new(line)))
        }
        Format::Terminal => {
            queued(level, io::stderr(), |line| for_people(slog_term::PlainDecorator::new(line)))
        }
        Format::Json => to_writer(level, io::stderr()),
    }
}

/// Logs as JSON lines to any writer.
#[must_use]
pub fn to_writer(level: Level, writer: impl io::Write + Send + 'static) -> Log {
    queued(level, writer, |line| {
        slog_json::Json::new(line)
            .set_flush(true)
            .add_key_value(o!(
                "time" => FnValue(|_: &Record<'_>| now()),
                "level" => FnValue(|record: &Record<'_>| record.level().as_str().to_lowercase()),
                "message" => PushFnValue(|record: &Record<'_>, serializer| serializer.emit(record.msg())),
            ))
            .build()
    })
}

fn for_people<D: slog_term::Decorator>(decorator: D) -> slog_term::FullFormat<Escaped<D>> {
    slog_term::FullFormat::new(Escaped(decorator)).use_custom_timestamp(timestamp).build()
}

fn queued<D>(level: Level, writer: impl io::Write + Send + 'static, format: impl Fn(Line) -> D) -> Log
where
    D: Drain<Err = io::Error> + Send + 'static,
{
    let lines = Lines::default();
    let formatters = std::array::from_fn(|_| Mutex::new(format(lines.line())));
    let wanted = Queued { formatters, lines: lines.clone() }.filter_level(level.0).fuse();
    Log { root: Logger::root(wanted, o!()), _writer: Writer::start(lines, writer) }
}

impl<D: Drain<Err = io::Error>> Drain for Queued<D> {
    type Ok = ();
    type Err = Never;

    fn log(&self, record: &Record<'_>, values: &OwnedKVList) -> Result<(), Never> {
        let formatter = &self.formatters[PLACE.with(|place| *place)];
        let formatter = formatter.lock().unwrap_or_else(PoisonError::into_inner);
        let dropped = self.lines.take_dropped();
        if dropped > 0 {
            let said =
                format_args!("log lines were dropped: {dropped}, because they couldn't be written as fast");
            let place = slog::record_static!(slog::Level::Warning, "");
            let _ = formatter.log(&Record::new(&place, &said, slog::b!()), &OwnedKVList::from(o!()));
        }
        // What is put into memory can't fail.
        let _ = formatter.log(record, values);
        Ok(())
    }
}

fn now() -> String {
    chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

fn timestamp(to: &mut dyn io::Write) -> io::Result<()> {
    write!(to, "{}", now())
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::Arc;

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_of_many_threads_stay_whole() {
        let kept = Kept::default();
        let log = to_writer(Level::named("info").unwrap(), kept.clone());
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let log = log.root();
                scope.spawn(move || {
                    for line in 0..20 {
                        slog::info!(log, "a line"; "thread" => thread, "line" => line, "long" => "x".repeat(20_000));
                        slog::debug!(log, "not wanted");
                    }
                });
            }
        });
        drop(log);
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        let mut whole = 0;
        for line in text.lines() {
            let line: serde_json::Value = serde_json::from_str(line).expect("a line is whole");
            whole += usize::from(line["message"] == "a line");
        }
        assert_eq!(whole, 8 * 20, "all of them fit into what may wait");
    }

    /// Keeps what is written once it is let go.
    struct Held(Kept, std::sync::mpsc::Receiver<()>);

    impl Write for Held {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.1.recv();
            self.0.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_number_of_dropped_lines_is_logged_once_there_is_room() {
        let (kept, (go, held)) = (Kept::default(), std::sync::mpsc::channel());
        let log = to_writer(Level::named("info").unwrap(), Held(kept.clone(), held));
        let text = || String::from_utf8_lossy(&kept.0.lock().unwrap()).into_owned();
        let mut logged = 0;
        // Twice as much as may wait, and on until it is said.
        while logged < 1000 {
            slog::info!(log.root(), "a line"; "long" => "x".repeat(20_000));
            logged += 1;
        }
        drop(go);
        while !text().contains("log lines were dropped: ") {
            slog::info!(log.root(), "a line");
            logged += 1;
            std::thread::yield_now();
        }
        drop(log);
        let text = text();
        let said = text.split("log lines were dropped: ").skip(1);
        let dropped: usize = said.map(|rest| rest.split(',').next().unwrap().parse::<usize>().unwrap()).sum();
        assert!(dropped > 500, "{dropped}");
        assert_eq!(text.matches("\"a line\"").count() + dropped, logged, "none is lost uncounted");
    }

    #[test]
    fn people_see_the_level_in_its_colour() {
        let kept = Kept::default();
        let log = queued(Level::named("info").unwrap(), kept.clone(), |line| for_people(Coloured::new(line)));
        slog::warn!(log.root(), "look"; "path" => "/\u{9b}\u{202e}");
        drop(log);
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        assert!(text.contains("\x1b[33mWARN\x1b[0m") && text.ends_with('\n'), "{text:?}");
        assert!(text.contains("/\\u{9b}\\u{202e}"), "what a caller sends is escaped: {text:?}");
    }
}
