//! Numbers.

use std::fmt::Display;
use std::marker::PhantomData;

use serde_json::Value;

use super::{Faults, Rule};

/// A whole number and its bounds.
#[derive(Clone, Debug)]
pub struct Whole<T> {
    at_least: Option<i64>,
    at_most: Option<i64>,
    multiple_of: Option<i64>,
    one_of: &'static [i64],
    width: PhantomData<fn() -> T>,
}

/// A whole number of 32 bits.
pub const fn int32() -> Whole<i32> {
    Whole { at_least: None, at_most: None, multiple_of: None, one_of: &[], width: PhantomData }
}

/// A whole number of 64 bits.
pub const fn int64() -> Whole<i64> {
    Whole { at_least: None, at_most: None, multiple_of: None, one_of: &[], width: PhantomData }
}

impl<T> Whole<T> {
    /// This or more.
    pub const fn at_least(mut self, bound: i64) -> Self {
        self.at_least = Some(bound);
        self
    }

    /// This or less.
    pub const fn at_most(mut self, bound: i64) -> Self {
        self.at_most = Some(bound);
        self
    }

    /// A multiple of this.
    pub const fn multiple_of(mut self, step: i64) -> Self {
        self.multiple_of = Some(step);
        self
    }

    /// One of these.
    pub const fn one_of(mut self, values: &'static [i64]) -> Self {
        self.one_of = values;
        self
    }
}

impl<T: TryFrom<i64>> Rule for Whole<T> {
    type Output = T;

    fn read(&self, value: Value, faults: &mut Faults) -> Option<T> {
        let Value::Number(number) = &value else {
            faults.mismatch("a whole number", &value);
            return None;
        };
        let Some(whole) = number.as_i64().or_else(|| number.as_f64().and_then(whole)) else {
            let fraction = number.as_f64().is_some_and(|number| number.fract() != 0.0);
            faults.add(if fraction { "must be a whole number".into() } else { self.width() });
            return None;
        };
        let before = faults.count();
        if let Some(bound) = self.at_least.filter(|bound| whole < *bound) {
            faults.add(format!("must be at least {bound}"));
        }
        if let Some(bound) = self.at_most.filter(|bound| whole > *bound) {
            faults.add(format!("must be at most {bound}"));
        }
        if let Some(step) = self.multiple_of.filter(|step| whole.checked_rem(*step) != Some(0)) {
            faults.add(format!("must be a multiple of {step}"));
        }
        if !self.one_of.is_empty() && !self.one_of.contains(&whole) {
            faults.add(format!("must be one of {}", listed(self.one_of)));
        }
        let fitting = T::try_from(whole).ok();
        if fitting.is_none() && faults.count() == before {
            faults.add(self.width());
        }
        fitting.filter(|_| faults.count() == before)
    }

    /// Digits only: `1e1` and `1.0` are whole numbers in JSON, but nobody writes them in a query.
    fn lift(&self, value: Value) -> Value {
        let whole = value.as_str().and_then(|text| text.parse::<i64>().ok());
        whole.map_or(value, Value::from)
    }
}

impl<T> Whole<T> {
    /// What fits into the type and the bounds.
    fn width(&self) -> String {
        let (least, most) = match size_of::<T>() {
            4 => (i64::from(i32::MIN), i64::from(i32::MAX)),
            _ => (i64::MIN, i64::MAX),
        };
        let least = self.at_least.map_or(least, |bound| bound.max(least));
        let most = self.at_most.map_or(most, |bound| bound.min(most));
        format!("must be from {least} to {most}")
    }
}

/// A float that is whole, as JSON doesn't tell 1.0 and 1 apart.
fn whole(number: f64) -> Option<i64> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    (number.fract() == 0.0 && (-LIMIT..LIMIT).contains(&number)).then_some(number as i64)
}

/// A number and its bounds.
#[derive(Clone, Debug)]
pub struct Number {
    at_least: Option<f64>,
    above: Option<f64>,
    at_most: Option<f64>,
    below: Option<f64>,
    multiple_of: Option<f64>,
    one_of: &'static [f64],
}

/// A number.
pub const fn number() -> Number {
    Number { at_least: None, above: None, at_most: None, below: None, multiple_of: None, one_of: &[] }
}

impl Number {
    /// This or more.
    pub const fn at_least(mut self, bound: f64) -> Self {
        self.at_least = Some(bound);
        self
    }

    /// More than this.
    pub const fn above(mut self, bound: f64) -> Self {
        self.above = Some(bound);
        self
    }

    /// This or less.
    pub const fn at_most(mut self, bound: f64) -> Self {
        self.at_most = Some(bound);
        self
    }

    /// Less than this.
    pub const fn below(mut self, bound: f64) -> Self {
        self.below = Some(bound);
        self
    }

    /// A multiple of this, as far as floating point can tell.
    pub const fn multiple_of(mut self, step: f64) -> Self {
        self.multiple_of = Some(step);
        self
    }

    /// One of these.
    pub const fn one_of(mut self, values: &'static [f64]) -> Self {
        self.one_of = values;
        self
    }
}

impl Rule for Number {
    type Output = f64;

    fn read(&self, value: Value, faults: &mut Faults) -> Option<f64> {
        let Some(number) = value.as_f64() else {
            faults.mismatch("a number", &value);
            return None;
        };
        let before = faults.count();
        if let Some(bound) = self.at_least.filter(|bound| number < *bound) {
            faults.add(format!("must be at least {bound}"));
        }
        if let Some(bound) = self.above.filter(|bound| number <= *bound) {
            faults.add(format!("must be more than {bound}"));
        }
        if let Some(bound) = self.at_most.filter(|bound| number > *bound) {
            faults.add(format!("must be at most {bound}"));
        }
        if let Some(bound) = self.below.filter(|bound| number >= *bound) {
            faults.add(format!("must be less than {bound}"));
        }
        if let Some(step) = self.multiple_of.filter(|step| !is_multiple(number, *step)) {
            faults.add(format!("must be a multiple of {step}"));
        }
        if !self.one_of.is_empty() && !self.one_of.contains(&number) {
            faults.add(format!("must be one of {}", listed(self.one_of)));
        }
        (faults.count() == before).then_some(number)
    }

    fn lift(&self, value: Value) -> Value {
        lift(value)
    }
}

/// 0.3 is a multiple of 0.1 although their quotient in binary isn't whole.
fn is_multiple(number: f64, step: f64) -> bool {
    let quotient = number / step;
    (quotient - quotient.round()).abs() <= 1e-9 * quotient.abs().max(1.0)
}

fn listed<T: Display>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// A text that is a JSON number becomes one.
pub(super) fn lift(value: Value) -> Value {
    let number = value
        .as_str()
        .filter(|text| text.starts_with(|first: char| first == '-' || first.is_ascii_digit()))
        .filter(|text| text.ends_with(|last: char| last.is_ascii_digit()))
        .and_then(|text| serde_json::from_str(text).ok());
    number.map_or(value, Value::Number)
}
