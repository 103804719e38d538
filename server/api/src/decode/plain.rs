//! Rules without bounds.

use std::marker::PhantomData;

use serde_json::Value;

use super::{Decode, Faults, Rule};

/// Any JSON value.
#[derive(Clone, Copy, Debug)]
pub struct Anything;

/// Any JSON value.
pub const fn any() -> Anything {
    Anything
}

impl Rule for Anything {
    type Output = Value;

    fn read(&self, value: Value, _: &mut Faults) -> Option<Value> {
        Some(value)
    }
}

/// How a boolean may be written where values are text, beside what JSON has.
const TRUE: [&str; 6] = ["1", "t", "T", "true", "TRUE", "True"];
const FALSE: [&str; 6] = ["0", "f", "F", "false", "FALSE", "False"];

/// `true` or `false`.
#[derive(Clone, Copy, Debug)]
pub struct Boolean;

/// `true` or `false`.
pub const fn boolean() -> Boolean {
    Boolean
}

impl Rule for Boolean {
    type Output = bool;

    fn read(&self, value: Value, faults: &mut Faults) -> Option<bool> {
        let Value::Bool(flag) = value else {
            faults.mismatch("true or false", &value);
            return None;
        };
        Some(flag)
    }

    fn lift(&self, value: Value) -> Value {
        match value.as_str() {
            Some(text) if TRUE.contains(&text) => Value::Bool(true),
            Some(text) if FALSE.contains(&text) => Value::Bool(false),
            _ => value,
        }
    }
}

/// A type that knows its own rules.
#[derive(Debug)]
pub struct Of<T>(PhantomData<fn() -> T>);

/// A type that knows its own rules.
pub const fn of<T: Decode>() -> Of<T> {
    Of(PhantomData)
}

impl<T: Decode> Rule for Of<T> {
    type Output = T;

    fn read(&self, value: Value, faults: &mut Faults) -> Option<T> {
        T::decode(value, faults)
    }

    fn lift(&self, value: Value) -> Value {
        T::lift(value)
    }

    fn spelling(&self, text: String) -> String {
        T::spelling(text)
    }

    fn empty_is_left_out(&self) -> bool {
        T::empty_is_left_out()
    }
}

/// A value or null.
#[derive(Clone, Copy, Debug)]
pub struct OrNull<R>(R);

/// A value or null.
pub const fn or_null<R: Rule>(rule: R) -> OrNull<R> {
    OrNull(rule)
}

impl<R: Rule> Rule for OrNull<R> {
    type Output = Option<R::Output>;

    fn read(&self, value: Value, faults: &mut Faults) -> Option<Self::Output> {
        if value.is_null() { Some(None) } else { self.0.read(value, faults).map(Some) }
    }

    fn lift(&self, value: Value) -> Value {
        self.0.lift(value)
    }

    fn spelling(&self, text: String) -> String {
        self.0.spelling(text)
    }

    fn empty_is_left_out(&self) -> bool {
        self.0.empty_is_left_out()
    }
}
