//! What a terminal would act on instead of showing it is written as what it is.

use std::fmt::Write as _;
use std::io;

use slog::{OwnedKVList, Record};
use slog_term::{Decorator, RecordDecorator};

/// Writes what another decorator writes, with control characters escaped. The other's own, such as colours,
/// stay.
pub(super) struct Escaped<D>(pub(super) D);

struct Line<'a>(&'a mut dyn RecordDecorator);

impl<D: Decorator> Decorator for Escaped<D> {
    fn with_record<F>(&self, record: &Record<'_>, values: &OwnedKVList, write: F) -> io::Result<()>
    where
        F: FnOnce(&mut dyn RecordDecorator) -> io::Result<()>,
    {
        self.0.with_record(record, values, |inner| write(&mut Line(inner)))
    }
}

impl io::Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        if text.contains(is_acted_on) {
            self.0.write_all(escaped(&text).as_bytes())?;
        } else {
            self.0.write_all(bytes)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl RecordDecorator for Line<'_> {
    fn reset(&mut self) -> io::Result<()> {
        self.0.reset()
    }

    fn start_level(&mut self) -> io::Result<()> {
        self.0.start_level()
    }
}

/// Control characters but the end of a line, and those that change the direction of what follows (UAX #9) or
/// end lines in their own way.
fn is_acted_on(letter: char) -> bool {
    let turns = matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || matches!(letter, '\u{2028}' | '\u{2029}') || (letter.is_control() && letter != '\n')
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        if is_acted_on(letter) {
            let _ = write!(out, "{}", letter.escape_unicode());
        } else {
            out.push(letter);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_on_is_shown() {
        let sent = "a\u{9b}2J\u{202e}b\u{7f}\u{85}\u{2066}c\u{1b}[0m é日\n";
        let shown = "a\\u{9b}2J\\u{202e}b\\u{7f}\\u{85}\\u{2066}c\\u{1b}[0m é日\n";
        assert_eq!(escaped(sent), shown);
        assert!(!"an ordinary line: é 日本 \u{1f44d}\n".contains(is_acted_on));
    }
}
