//! Functions of numbers.

use hcl::Value;
use hcl::eval::FuncArgs;

use super::Named;
use super::arguments::{exactly, from_number, list, number, some, text, whole};

pub(super) const ALL: [Named; 11] = [
    ("abs", |all| on_number(&all, f64::abs)),
    ("ceil", |all| on_number(&all, f64::ceil)),
    ("floor", |all| on_number(&all, f64::floor)),
    ("log", |all| on_two(&all, f64::log)),
    ("max", |all| fold(some(&all)?, f64::max)),
    ("min", |all| fold(some(&all)?, f64::min)),
    ("parseint", parse),
    ("pow", |all| on_two(&all, f64::powf)),
    ("signum", |all| on_number(&all, |number| if number == 0.0 { 0.0 } else { number.signum() })),
    ("sum", |all| fold(list(&exactly::<1>(&all)?[0])?, |one, other| one + other)),
    ("tonumber", |all| match &exactly::<1>(&all)?[0] {
        Value::Null => Ok(Value::Null),
        value => from_number(number(value)?),
    }),
];

fn on_number(all: &FuncArgs, make: impl Fn(f64) -> f64) -> Result<Value, String> {
    from_number(make(number(&exactly::<1>(all)?[0])?))
}

fn on_two(all: &FuncArgs, make: impl Fn(f64, f64) -> f64) -> Result<Value, String> {
    let [one, other] = exactly::<2>(all)?;
    from_number(make(number(one)?, number(other)?))
}

fn fold(all: &[Value], make: impl Fn(f64, f64) -> f64) -> Result<Value, String> {
    let numbers = all.iter().map(number).collect::<Result<Vec<_>, _>>()?;
    from_number(numbers.into_iter().reduce(make).ok_or("it takes at least one number")?)
}

fn parse(all: FuncArgs) -> Result<Value, String> {
    let [digits, base] = exactly::<2>(&all)?;
    let base = u32::try_from(whole(base)?).ok().filter(|base| (2..=36).contains(base));
    let base = base.ok_or("a base of 2 to 36 is expected")?;
    i64::from_str_radix(&text(digits)?, base)
        .map(Value::from)
        .map_err(|_| "a whole number is expected".into())
}
