//! The drain: level filter, queue, writer.

use std::io::{self, BufWriter, IsTerminal};

use slog::{Drain, FnValue, Logger, PushFnValue, Record, o};

use super::{Format, Level};

/// Lines that may wait for the writer. When it can't keep up, further lines are dropped and their number is logged.
const QUEUE_LINES: usize = 8192;

/// The log of one process or test. Dropping it writes what still waits.
pub struct Log {
    root: Logger,
    _flush: slog_async::AsyncGuard,
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
            for_people(level, slog_term::TermDecorator::new().stderr().build())
        }
        Format::Terminal => for_people(level, slog_term::PlainDecorator::new(BufWriter::new(io::stderr()))),
        Format::Json => to_writer(level, io::stderr()),
    }
}

fn for_people(level: Level, decorator: impl slog_term::Decorator + Send + 'static) -> Log {
    queued(level, slog_term::FullFormat::new(decorator).use_custom_timestamp(timestamp).build())
}

/// Logs as JSON lines to any writer, in one write a line: without a buffer each word would be a system call.
#[must_use]
pub fn to_writer(level: Level, writer: impl io::Write + Send + 'static) -> Log {
    let lines = slog_json::Json::new(BufWriter::new(writer))
        .set_flush(true)
        .add_key_value(o!(
            "time" => FnValue(|_: &Record<'_>| now()),
            "level" => FnValue(|record: &Record<'_>| record.level().as_str().to_lowercase()),
            "message" => PushFnValue(|record: &Record<'_>, serializer| serializer.emit(record.msg())),
        ))
        .build();
    queued(level, lines)
}

/// A line that can't be written (the error stream is closed, the disk full) is lost: it must not stop the server.
fn queued(level: Level, lines: impl Drain + Send + 'static) -> Log {
    let (queue, flush) = slog_async::Async::new(lines.ignore_res())
        .chan_size(QUEUE_LINES)
        .overflow_strategy(slog_async::OverflowStrategy::DropAndReport)
        .build_with_guard();
    let wanted = queue.filter_level(level.0).fuse();
    Log { root: Logger::root(wanted, o!()), _flush: flush }
}

fn now() -> String {
    chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

fn timestamp(to: &mut dyn io::Write) -> io::Result<()> {
    write!(to, "{}", now())
}
