//! Functions of times that are written out.

use chrono::{DateTime, FixedOffset, SecondsFormat, TimeDelta};

use super::Named;
use super::arguments::{exactly, text};
use crate::hcl::value::Value;

pub(super) const ALL: [Named; 3] = [
    ("formatdate", |all| {
        let [pattern, time] = exactly::<2>(all)?;
        Value::text(formatted(&text(pattern)?, read(&text(time)?)?)?)
    }),
    ("timeadd", |all| {
        let [time, duration] = exactly::<2>(all)?;
        let time = read(&text(time)?)?
            .checked_add_signed(span(&text(duration)?).ok_or("a span such as 1h30m is expected")?);
        Value::text(time.ok_or("the time is outside")?.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }),
    ("timecmp", |all| {
        let [one, other] = exactly::<2>(all)?;
        Ok(Value::from(read(&text(one)?)?.cmp(&read(&text(other)?)?) as i64))
    }),
];

fn read(text: &str) -> Result<DateTime<FixedOffset>, String> {
    DateTime::parse_from_rfc3339(text).map_err(|_| "a time such as 2024-01-31T12:00:00Z is expected".into())
}

/// Numbers with units, such as `1h30m`.
fn span(text: &str) -> Option<TimeDelta> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let length = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let number: f64 = rest[..length].parse().ok()?;
        let unit =
            rest[length..].find(|letter: char| letter.is_ascii_digit()).map_or(rest.len(), |at| at + length);
        seconds += number
            * match &rest[length..unit] {
                "h" => 3600.0,
                "m" => 60.0,
                "s" => 1.0,
                "ms" => 1e-3,
                "us" | "µs" => 1e-6,
                "ns" => 1e-9,
                _ => return None,
            };
        rest = &rest[unit..];
    }
    #[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
    (seconds.abs() < 9e12).then(|| TimeDelta::milliseconds((sign * seconds * 1000.0) as i64))
}

/// Adds what stands up to the next quote that isn't doubled; gives what is behind it.
fn quoted<'a>(mut rest: &'a str, told: &mut String) -> Result<&'a str, String> {
    loop {
        let (part, behind) = rest.split_once('\'').ok_or("a quote of the pattern isn't closed")?;
        told.push_str(part);
        match behind.strip_prefix('\'') {
            Some(more) => {
                told.push('\'');
                rest = more;
            }
            None => return Ok(behind),
        }
    }
}

/// The pattern's letters stand for parts of the time; what is between quotes stands for itself.
fn formatted(pattern: &str, time: DateTime<FixedOffset>) -> Result<String, String> {
    let (mut told, mut rest) = (String::new(), pattern);
    while let Some(letter) = rest.chars().next() {
        if letter == '\'' {
            rest = quoted(&rest[1..], &mut told)?;
            continue;
        }
        let length = rest.find(|other| other != letter).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(length);
        let format = match run {
            "YYYY" => "%Y",
            "YY" => "%y",
            "MMMM" => "%B",
            "MMM" => "%b",
            "MM" => "%m",
            "M" => "%-m",
            "DD" => "%d",
            "D" => "%-d",
            "EEEE" => "%A",
            "EEE" => "%a",
            "hh" => "%H",
            "h" => "%-H",
            "HH" => "%I",
            "H" => "%-I",
            "AA" => "%p",
            "aa" => "%P",
            "mm" => "%M",
            "m" => "%-M",
            "ss" => "%S",
            "s" => "%-S",
            "ZZZZZ" => "%:z",
            "ZZZZ" => "%z",
            "ZZZ" if time.offset().local_minus_utc() == 0 => "UTC",
            "Z" if time.offset().local_minus_utc() == 0 => "Z",
            "ZZZ" => "%z",
            "Z" => "%:z",
            other if !letter.is_ascii_alphabetic() => {
                told.push_str(other);
                rest = behind;
                continue;
            }
            other => return Err(format!("the pattern has {other:?}, which means nothing")),
        };
        told.push_str(&time.format(format).to_string());
        rest = behind;
    }
    Ok(told)
}
