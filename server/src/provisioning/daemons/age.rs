//! Ages as clients write them: numbers with units, as `1h30m` (Go's `time.Duration`).

use chrono::TimeDelta;

/// The text is no age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a time of at most a hundred years, as 90s, 15m or 1h30m")]
pub(crate) struct BadAge;

/// Nanoseconds of a hundred years.
const MOST: f64 = 100.0 * 366.0 * 86_400.0 * 1e9;

/// Nanoseconds of each unit. A unit stands before those that it begins like.
const UNITS: [(&str, f64); 8] = [
    ("ns", 1.0),
    ("us", 1e3),
    ("\u{b5}s", 1e3),
    ("\u{3bc}s", 1e3),
    ("ms", 1e6),
    ("s", 1e9),
    ("m", 60e9),
    ("h", 3600e9),
];

/// Reads an age. `0` needs no unit.
///
/// # Errors
/// The text is none, is negative, or longer than a hundred years.
pub(crate) fn age(text: &str) -> Result<TimeDelta, BadAge> {
    let mut rest = text.strip_prefix('+').unwrap_or(text);
    if rest == "0" {
        return Ok(TimeDelta::zero());
    }
    if rest.is_empty() {
        return Err(BadAge);
    }
    let mut nanoseconds = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').ok_or(BadAge)?;
        let (number, unit) = rest.split_at(end);
        let number: f64 = number.parse().map_err(|_| BadAge)?;
        let (unit, factor) = UNITS.iter().find(|(name, _)| unit.starts_with(name)).ok_or(BadAge)?;
        nanoseconds += number * factor;
        rest = &rest[end + unit.len()..];
    }
    if nanoseconds > MOST {
        return Err(BadAge);
    }
    #[allow(clippy::cast_possible_truncation, reason = "it is far below the greatest number")]
    Ok(TimeDelta::nanoseconds(nanoseconds as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_units_are_added_up() {
        for (text, milliseconds) in [
            ("0", 0),
            ("90s", 90_000),
            ("1h30m0s", 5_400_000),
            ("1.5h", 5_400_000),
            ("250ms", 250),
            ("+2m", 120_000),
            ("1000\u{b5}s", 1),
        ] {
            assert_eq!(age(text), Ok(TimeDelta::milliseconds(milliseconds)), "{text}");
        }
        assert_eq!(age("1ns"), Ok(TimeDelta::nanoseconds(1)));
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "-1s", "1", "h", "1d", "1h 2m", "x", ".s", "1000000h1000000h", "1..2s"] {
            assert_eq!(age(text), Err(BadAge), "{text}");
        }
    }
}
