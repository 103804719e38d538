//! What functions are called with. Texts, numbers and truth values stand for each other, as in the language.

use hcl::eval::FuncArgs;
use hcl::{Map, Number, Value};

use crate::hcl::value::{self, MOST_MEMBERS};

/// Bytes that a function may make at most.
const MOST_BYTES: usize = 1024 * 1024;

/// The arguments, where they are so many.
pub(super) fn exactly<const N: usize>(arguments: &FuncArgs) -> Result<&[Value; N], String> {
    arguments.as_slice().try_into().map_err(|_| format!("it takes {N} arguments"))
}

/// The arguments, where there are at least so many.
pub(super) fn some(arguments: &FuncArgs) -> Result<&[Value], String> {
    if arguments.is_empty() { Err("it takes at least one argument".into()) } else { Ok(arguments) }
}

pub(super) fn text(value: &Value) -> Result<String, String> {
    match value {
        Value::String(_) | Value::Number(_) | Value::Bool(_) => Ok(value::text(value)),
        _ => Err("a text is expected".into()),
    }
}

pub(super) fn number(value: &Value) -> Result<f64, String> {
    let told = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    };
    told.ok_or_else(|| "a number is expected".into())
}

/// A whole number.
pub(super) fn whole(value: &Value) -> Result<i64, String> {
    let told = number(value)?;
    #[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
    if told.fract() == 0.0 && told.abs() < 9e15 {
        Ok(told as i64)
    } else {
        Err("a whole number is expected".into())
    }
}

pub(super) fn flag(value: &Value) -> Result<bool, String> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        Value::String(text) => text.parse().map_err(|_| "a truth value is expected".into()),
        _ => Err("a truth value is expected".into()),
    }
}

pub(super) fn list(value: &Value) -> Result<&[Value], String> {
    value.as_array().map(Vec::as_slice).ok_or_else(|| "a list is expected".into())
}

pub(super) fn map(value: &Value) -> Result<&Map<String, Value>, String> {
    value.as_object().ok_or_else(|| "a map is expected".into())
}

/// A number as a value. What isn't a number any more is refused.
pub(super) fn from_number(number: f64) -> Result<Value, String> {
    Number::from_f64(number).map(Value::Number).ok_or_else(|| "the result is no number".into())
}

/// A text as a value, within bounds.
pub(super) fn from_text(text: String) -> Result<Value, String> {
    if text.len() > MOST_BYTES { Err("the result is too long".into()) } else { Ok(Value::String(text)) }
}

/// A list as a value, within bounds.
pub(super) fn from_list(list: Vec<Value>) -> Result<Value, String> {
    if list.len() > MOST_MEMBERS {
        Err("the result has too many members".into())
    } else {
        Ok(Value::Array(list))
    }
}

/// A place in something that is so long; places below 0 count from its end.
pub(super) fn place(value: &Value, length: usize) -> Result<usize, String> {
    let at = whole(value)?;
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let at = if at < 0 { length + at } else { at.min(length) };
    usize::try_from(at).map_err(|_| "the place is outside".into())
}
