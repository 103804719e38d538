//! What a job writes to its log, within its bounds.

use std::borrow::Cow;

/// Bytes of output that a job's log holds at most, the notice about the end included.
pub const LOG_CAPACITY: usize = 1_048_576;

/// Bytes of one line at most, as JSON writes it. A message that carries a line stays below the 32 KiB that
/// clients read at once, with room for the other fields of the entry.
pub const MOST_LINE: usize = 31 * 1024;

/// Characters of a stage's name at most.
pub const MOST_STAGE: usize = 128;

/// The line, at level warn, that stands where the first one didn't fit any more.
pub const OVERFLOW_NOTICE: &str =
    "The log has reached its limit of 1 MiB. The job goes on, but what it writes from here on is not kept.";

/// How full a log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogBudget {
    /// Bytes of output that are kept already.
    pub used: usize,
    /// The notice has been written.
    pub overflowed: bool,
}

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// It is kept.
    Kept,
    /// [`OVERFLOW_NOTICE`] is kept in its place.
    Notice,
    /// Nothing is kept.
    Dropped,
}

impl LogBudget {
    /// Takes the next line into account.
    pub fn admit(&mut self, output: &str) -> Admission {
        if self.overflowed {
            return Admission::Dropped;
        }
        let room = LOG_CAPACITY - OVERFLOW_NOTICE.len();
        if output.len() <= room.saturating_sub(self.used) {
            self.used += output.len();
            return Admission::Kept;
        }
        self.overflowed = true;
        self.used += OVERFLOW_NOTICE.len();
        Admission::Notice
    }
}

/// The line as it can be kept: without bytes that no database holds, and cut, with a word about it, where it
/// is longer than [`MOST_LINE`].
#[must_use]
pub fn fitting_line(output: &str) -> Cow<'_, str> {
    let output = without_nul(output);
    let room = MOST_LINE - 64;
    let (mut length, mut end) = (0, None);
    for (at, letter) in output.char_indices() {
        length += escaped_length(letter);
        if length > room && end.is_none() {
            end = Some(at);
        }
        if length > MOST_LINE {
            break;
        }
    }
    match end {
        Some(end) if length > MOST_LINE => {
            format!("{} … (cut: {} bytes left out)", &output[..end], output.len() - end).into()
        }
        _ => output,
    }
}

/// The name of a stage as it can be kept.
#[must_use]
pub fn fitting_stage(stage: &str) -> String {
    without_nul(stage).chars().take(MOST_STAGE).collect()
}

fn without_nul(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "\u{fffd}").into() } else { text.into() }
}

/// Bytes of a letter in a JSON text.
fn escaped_length(letter: char) -> usize {
    match letter {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..='\u{1f}' => 6,
        _ => letter.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_line_that_does_not_fit_is_replaced_by_one_notice() {
        let mut budget = LogBudget { used: 0, overflowed: false };
        let line = "x".repeat(1024);
        let told: Vec<_> = (0..1026).map(|_| budget.admit(&line)).collect();
        assert!(told[..1023].iter().all(|one| *one == Admission::Kept));
        assert_eq!(told[1023..], [Admission::Notice, Admission::Dropped, Admission::Dropped]);
        assert!(budget.overflowed && budget.used <= LOG_CAPACITY);
    }

    #[test]
    fn short_lines_stay_as_they_are() {
        for line in ["", "plain", "ä \"quoted\" \u{1b}[31m", &"x".repeat(MOST_LINE)] {
            assert!(matches!(fitting_line(line), Cow::Borrowed(kept) if kept == line));
        }
        assert_eq!(fitting_line("a\0b"), "a\u{fffd}b");
    }

    proptest! {
        #[test]
        fn no_log_exceeds_its_capacity(lengths in vec(0_usize..200_000, 0..40)) {
            let mut budget = LogBudget { used: 0, overflowed: false };
            let mut kept = 0;
            for length in lengths {
                match budget.admit(&"x".repeat(length)) {
                    Admission::Kept => kept += length,
                    Admission::Notice => kept += OVERFLOW_NOTICE.len(),
                    Admission::Dropped => {}
                }
            }
            prop_assert_eq!(kept, budget.used);
            prop_assert!(kept <= LOG_CAPACITY);
        }

        #[test]
        fn every_kept_line_fits_a_message(piece in "[a-zä\u{1}\"\u{10ffff}]{1,9}", times in 0_usize..8_000) {
            let line = piece.repeat(times);
            let kept = fitting_line(&line);
            prop_assert!(serde_json::to_string(&kept).unwrap().len() - 2 <= MOST_LINE);
            prop_assert!(kept == line || kept.ends_with("left out)"));
        }
    }
}
