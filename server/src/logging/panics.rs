//! What is logged of a panic.

use std::panic::PanicHookInfo;

use burgrave_api::runtime::current_request;
use slog::{Logger, error, o};

/// Logs where a thread panicked, instead of printing what it said: that can hold values, and secrets among
/// them. Where it served a request, the line names that.
pub fn log_panics(log: &Logger) {
    let log = log.clone();
    std::panic::set_hook(Box::new(move |panic| tell(&log, panic)));
}

fn tell(log: &Logger, panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let log = current_request().map_or_else(|| log.clone(), |id| log.new(o!("request" => id.to_string())));
    error!(log, "a thread panicked"; "place" => place);
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use slog::Drain;

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_panic_is_logged_by_its_place_and_never_by_its_text() {
        let lines = Lines::default();
        let drain = Mutex::new(slog_json::Json::default(lines.clone())).ignore_res();
        let before = std::panic::take_hook();
        log_panics(&Logger::root(drain, slog::o!()));
        let word = String::from("hunter2");
        let outcome = std::panic::catch_unwind(move || panic!("the password is {word}"));
        std::panic::set_hook(before);
        assert!(outcome.is_err());
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert!(text.contains("panics.rs:") && !text.contains("hunter2"), "{text}");
    }
}
