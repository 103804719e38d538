//! Functions that look for regular expressions. What it costs to look for one once is linear in the text; to
//! look for all of them may not be, and has a time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use regex::{Captures, Regex, RegexBuilder};

use super::Named;
use super::arguments::{exactly, text};
use crate::hcl::value::{MOST_BYTES, MOST_MEMBERS, Value};

/// Bytes of an expression at most.
const MOST_PATTERN: usize = 4096;
/// Bytes that an expression may need when it is ready for use.
const SIZE_LIMIT: usize = 256 * 1024;
/// Bytes of an expression and of the text in which it is looked for, multiplied, at most.
const MOST_WORK: usize = 16 * 1024 * 1024;
/// As much of such work as one step is.
const WORK_OF_A_STEP: usize = 1024;
/// Steps that it takes to make an expression ready for use.
const READY: usize = 1000;
/// How long it may take to look for all matches in a text.
const MOST_TIME: Duration = Duration::from_millis(500);

pub(super) const ALL: [Named; 3] = [
    ("regex", |all| {
        let [pattern, within] = exactly::<2>(all)?;
        let (pattern, within) = (text(pattern)?, text(within)?);
        let regex = compiled(&pattern, &within)?;
        match regex.captures(&within) {
            Some(found) => told(&regex, &found),
            None => Err("the text doesn't match".into()),
        }
    }),
    ("regexall", |all| {
        let [pattern, within] = exactly::<2>(all)?;
        let (pattern, within) = (text(pattern)?, text(within)?);
        let regex = compiled(&pattern, &within)?;
        let (mut members, begun) = (Vec::new(), Instant::now());
        for found in regex.captures_iter(&within).take(MOST_MEMBERS + 1) {
            in_time(begun)?;
            members.push(told(&regex, &found)?);
        }
        Value::list(members)
    }),
    ("replace", |all| {
        let [within, part, with] = exactly::<3>(all)?;
        let (within, part, with) = (text(within)?, text(part)?, text(with)?);
        if within.len().saturating_mul(with.len() + 1) > 16 * MOST_BYTES {
            return Err("the result is too long".into());
        }
        let pattern = part.strip_prefix('/').and_then(|part| part.strip_suffix('/'));
        match pattern.filter(|pattern| !pattern.is_empty()) {
            Some(pattern) => Value::text(replaced(&compiled(pattern, &within)?, &within, &with)?),
            None => Value::text(within.replace(&*part, &with)),
        }
    }),
];

/// Steps of a call: to make an expression ready for use, and to look for it in the text.
pub(super) fn price(arguments: &[Value]) -> usize {
    let length = |value: &Value| if let Value::Text(text) = value { text.len() } else { 0 };
    match arguments {
        [one, other, ..] => READY + length(one).saturating_mul(length(other)) / WORK_OF_A_STEP,
        _ => 0,
    }
}

/// Whether what is to be replaced is a regular expression: it stands between slashes.
pub(super) fn is_expression(part: Option<&Value>) -> bool {
    matches!(part, Some(Value::Text(part)) if part.len() > 2 && part.starts_with('/') && part.ends_with('/'))
}

/// The text with what is put in the place of each match.
fn replaced(regex: &Regex, within: &str, with: &str) -> Result<String, String> {
    let (mut made, mut end, begun) = (String::new(), 0, Instant::now());
    for found in regex.captures_iter(within) {
        in_time(begun)?;
        let Some(whole) = found.get(0) else { continue };
        made.push_str(&within[end..whole.start()]);
        found.expand(with, &mut made);
        end = whole.end();
        if made.len() > MOST_BYTES {
            return Err("the result is too long".into());
        }
    }
    made.push_str(&within[end..]);
    Ok(made)
}

fn in_time(begun: Instant) -> Result<(), String> {
    if begun.elapsed() > MOST_TIME {
        return Err("to look for the regular expression in this text takes too long".into());
    }
    Ok(())
}

fn compiled(pattern: &str, within: &str) -> Result<Regex, String> {
    if pattern.len() > MOST_PATTERN || pattern.len().saturating_mul(within.len()) > MOST_WORK {
        return Err("the regular expression is too long for this text".into());
    }
    let mut builder = RegexBuilder::new(pattern);
    builder.size_limit(SIZE_LIMIT).dfa_size_limit(SIZE_LIMIT).nest_limit(64);
    builder.build().map_err(|_| "the regular expression can't be used".into())
}

/// The whole; the groups in their order, or by their names.
fn told(regex: &Regex, found: &Captures<'_>) -> Result<Value, String> {
    let group = |place: usize| found.get(place).map_or(Value::Null, |group| group.as_str().into());
    let names: Vec<_> = regex.capture_names().collect();
    if names.len() == 1 {
        return Ok(group(0));
    }
    let named =
        names.iter().enumerate().filter_map(|(place, name)| Some((Arc::from((*name)?), group(place))));
    let named: BTreeMap<_, _> = named.collect();
    if named.is_empty() { Value::tuple((1..names.len()).map(group).collect()) } else { Value::map(named) }
}
