//! Functions of numbers.

use super::Named;
use super::arguments::{exactly, from_number, list, number, some, text, whole};
use crate::hcl::number::Number;
use crate::hcl::value::Value;

pub(super) const ALL: [Named; 11] = [
    ("abs", |all| {
        let number = number(&exactly::<1>(all)?[0])?;
        from_number(if number < Number::from(0) { number.negative() } else { Some(number) })
    }),
    ("ceil", |all| Ok(Value::Number(number(&exactly::<1>(all)?[0])?.rounded(true)))),
    ("floor", |all| Ok(Value::Number(number(&exactly::<1>(all)?[0])?.rounded(false)))),
    ("log", |all| on_two(all, f64::log)),
    ("max", |all| fold(some(all)?, |one, other| Some(one.max(other)))),
    ("min", |all| fold(some(all)?, |one, other| Some(one.min(other)))),
    ("parseint", parse),
    ("pow", |all| on_two(all, f64::powf)),
    ("signum", |all| {
        let order = number(&exactly::<1>(all)?[0])?.cmp(&Number::from(0));
        Ok(Value::from(order as i64))
    }),
    ("sum", |all| fold(list(&exactly::<1>(all)?[0])?, Number::add)),
    ("tonumber", |all| match &exactly::<1>(all)?[0] {
        Value::Null => Ok(Value::Null),
        value => Ok(Value::Number(number(value)?)),
    }),
];

fn on_two(all: &[Value], make: impl Fn(f64, f64) -> f64) -> Result<Value, String> {
    let [one, other] = exactly::<2>(all)?;
    from_number(Number::from_f64(make(number(one)?.to_f64(), number(other)?.to_f64())))
}

fn fold(all: &[Value], make: impl Fn(Number, Number) -> Option<Number>) -> Result<Value, String> {
    let mut numbers = all.iter().map(number).collect::<Result<Vec<_>, _>>()?.into_iter();
    let first = numbers.next().ok_or("it takes at least one number")?;
    from_number(numbers.try_fold(first, make))
}

fn parse(all: &[Value]) -> Result<Value, String> {
    let [digits, base] = exactly::<2>(all)?;
    let base = u32::try_from(whole(base)?).ok().filter(|base| (2..=36).contains(base));
    let base = base.ok_or("a base of 2 to 36 is expected")?;
    i64::from_str_radix(&text(digits)?, base)
        .map(Value::from)
        .map_err(|_| "a whole number is expected".into())
}
