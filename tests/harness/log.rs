//! The log of one server, kept in memory and written at once, so that a case can look for what it has just
//! caused.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use slog::{Drain, FnValue, Logger, PushFnValue, Record, o};
use tokio::sync::Notify;

/// How long a case waits for a line.
const PATIENCE: Duration = Duration::from_secs(60);

/// Everything that was logged, as JSON lines.
#[derive(Clone, Default)]
pub struct CapturedLog {
    lines: Arc<Mutex<Vec<u8>>>,
    written: Arc<Notify>,
}

impl io::Write for CapturedLog {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lines.lock().unwrap().extend_from_slice(bytes);
        self.written.notify_waiters();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl CapturedLog {
    /// A log that the closing search for secrets looks through as well.
    pub fn new() -> CapturedLog {
        let log = CapturedLog::default();
        super::secrets::watch(log.clone());
        log
    }

    /// A logger of the lowest level: what must not be logged must not be logged at any level.
    pub fn logger(&self) -> Logger {
        let lines = slog_json::Json::new(self.clone())
            .add_key_value(o!(
                "level" => FnValue(|record: &Record<'_>| record.level().as_str().to_lowercase()),
                "message" => PushFnValue(|record: &Record<'_>, serializer| serializer.emit(record.msg())),
            ))
            .build();
        Logger::root(Mutex::new(lines).ignore_res(), o!())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.lines.lock().unwrap()).into_owned()
    }

    /// Waits until there are so many lines with this message in which this key has this value.
    pub async fn wait_for(&self, count: usize, message: &str, key: &str, value: &str) {
        let wait = async {
            loop {
                let mut written = std::pin::pin!(self.written.notified());
                written.as_mut().enable();
                let found = self.lines_with(key, value);
                if found.iter().filter(|line| line["message"] == message).count() >= count {
                    return;
                }
                written.await;
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, wait).await;
        assert!(in_time.is_ok(), "{key} {value} is not in the log with {message:?}");
    }

    /// The lines in which this key has this value.
    pub fn lines_with(&self, key: &str, value: &str) -> Vec<Value> {
        let lines = self.text();
        let lines = lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        lines.filter(|line| line[key].as_str() == Some(value)).collect()
    }
}
