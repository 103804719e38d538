//! What functions are called with. Texts, numbers and truth values stand for each other, as in the language.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hcl::kinds::{as_flag, as_number, as_text};
use crate::hcl::number::Number;
use crate::hcl::value::Value;

/// The arguments, where they are so many.
pub(super) fn exactly<const N: usize>(arguments: &[Value]) -> Result<&[Value; N], String> {
    arguments.try_into().map_err(|_| format!("it takes {N} arguments"))
}

/// The arguments, where there are at least so many.
pub(super) fn some(arguments: &[Value]) -> Result<&[Value], String> {
    if arguments.is_empty() { Err("it takes at least one argument".into()) } else { Ok(arguments) }
}

pub(super) fn text(value: &Value) -> Result<Arc<str>, String> {
    match as_text(value)? {
        Value::Text(text) => Ok(text),
        _ => Err("a text is expected".into()),
    }
}

pub(super) fn number(value: &Value) -> Result<Number, String> {
    as_number(value)
}

/// A whole number.
pub(super) fn whole(value: &Value) -> Result<i64, String> {
    number(value)?.whole().ok_or_else(|| "a whole number is expected".into())
}

pub(super) fn flag(value: &Value) -> Result<bool, String> {
    as_flag(value)
}

pub(super) fn list(value: &Value) -> Result<&[Value], String> {
    match value {
        Value::List(list) => Ok(&list.members),
        _ => Err("a list is expected".into()),
    }
}

pub(super) fn map(value: &Value) -> Result<&BTreeMap<Arc<str>, Value>, String> {
    match value {
        Value::Map(map) => Ok(&map.members),
        _ => Err("a map is expected".into()),
    }
}

/// A number as a value. What isn't a number any more is refused.
pub(super) fn from_number(number: Option<Number>) -> Result<Value, String> {
    number.map(Value::Number).ok_or_else(|| "the result is no number that can be counted with".into())
}

/// A place in something that is so long; places below 0 count from its end.
pub(super) fn place(value: &Value, length: usize) -> Result<usize, String> {
    let at = whole(value)?;
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let at = if at < 0 { length.saturating_add(at) } else { at.min(length) };
    usize::try_from(at).map_err(|_| "the place is outside".into())
}
