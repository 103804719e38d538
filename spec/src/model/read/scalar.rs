//! Strings, enums, numbers and booleans.

use serde_json::Value;

use super::json::At;
use super::object::named;
use super::reader::Reader;
use crate::model::{Format, Integer, Names, Number, Shape, Text, Type, Variant, pascal};

impl Reader<'_> {
    /// A bound of a length or a number of items: a whole number from 0.
    pub(super) fn count(&mut self, at: At<'_, '_>, key: &str) -> Option<u64> {
        let value = at.get(key)?;
        let count = value
            .as_u64()
            .or_else(|| value.as_f64().filter(|one| one.fract() == 0.0 && *one >= 0.0).map(|one| one as u64));
        if count.is_none() {
            self.fault(
                &at.step(key),
                format!("`{key}` must be a whole number from 0"),
                "write such a number",
            );
        }
        count
    }

    /// A string, or an enum of strings.
    pub(super) fn string(&mut self, at: At<'_, '_>, hint: &str) -> Type {
        if at.get("enum").is_some() {
            return self.words(at, hint);
        }
        let format = match at.text("format") {
            "uuid" => Format::Uuid,
            "date-time" => Format::DateTime,
            "date" => Format::Date,
            "email" => Format::Email,
            "uri" | "url" => Format::Uri,
            "byte" => Format::Byte,
            "ipv4" => Format::Ipv4,
            "ipv6" => Format::Ipv6,
            "binary" => return Type::Binary,
            // JSON Schema allows readers to ignore unknown formats.
            _ => Format::Plain,
        };
        let pattern = self.pattern(at);
        Type::Text(Text {
            format,
            min_length: self.count(at, "minLength"),
            max_length: self.count(at, "maxLength"),
            pattern,
            pattern_words: at.get("x-pattern-words").and_then(Value::as_str).map(str::to_owned),
            id: self.reserved.get(at.pointer).filter(|_| format == Format::Uuid).cloned(),
            secret: at.text("format") == "password" || at.flag("writeOnly"),
        })
    }

    fn pattern(&mut self, at: At<'_, '_>) -> Option<String> {
        let place = at.step("pattern");
        let Some(text) = at.get("pattern")?.as_str() else {
            self.fault(&place, "`pattern` must be a string", "quote the regular expression");
            return None;
        };
        if !self.patterns.contains(text) {
            if regex::Regex::new(text).is_err() {
                self.fault(
                    &place,
                    format!("the pattern `{text}` can't be compiled"),
                    "mend its syntax, and leave out look-around and back-references",
                );
                return None;
            }
            self.patterns.insert(text.to_owned());
        }
        Some(text.to_owned())
    }

    fn words(&mut self, at: At<'_, '_>, hint: &str) -> Type {
        let place = at.step("enum");
        // `ALL` is the constant that lists the variants.
        let mut taken = Names::without(["Self", "ALL"]);
        let mut variants: Vec<Variant> = vec![];
        for (index, value) in at.list("enum").iter().enumerate() {
            match value {
                Value::String(text) if variants.iter().any(|one| one.value == *text) => {
                    self.fault(
                        &format!("{place}/{index}"),
                        format!("`{text}` stands in the enum twice"),
                        "remove one",
                    );
                }
                Value::String(text) => {
                    variants.push(Variant { value: text.clone(), rust: taken.give(pascal(text)) });
                }
                Value::Null if at.flag("nullable") => {}
                _ => self.fault(
                    &format!("{place}/{index}"),
                    "the enum of a string holds something else",
                    "use strings only, and `nullable: true` for null",
                ),
            }
        }
        if variants.is_empty() {
            self.fault(&place, "the enum holds no string", "list at least one");
            return Type::Any;
        }
        let name = self.name_of(at, hint);
        self.types.push(Some(named(at, name.clone(), Shape::Enum(variants))));
        Type::Named(name)
    }

    /// A whole number.
    pub(super) fn integer(&mut self, at: At<'_, '_>) -> Type {
        if !["", "int32", "int64"].contains(&at.text("format")) {
            let problem = format!("there is no type for integers of the format `{}`", at.text("format"));
            let mend = "use `int32` or `int64`, with `minimum: 0` for numbers that are never negative";
            self.fault(&at.step("format"), problem, mend);
        }
        let bounds = self.bounds(at);
        let whole = |bound: Option<(f64, bool)>, key: &str, up: bool| -> Option<i64> {
            let (bound, exclusive) = bound?;
            // A whole number is taken exactly: an f64 can't hold every i64.
            let exact = at.get(key).and_then(Value::as_i64);
            let inclusive = exact.unwrap_or(if up { bound.ceil() as i64 } else { bound.floor() as i64 });
            let touched = exclusive && bound.fract() == 0.0;
            Some(if !touched {
                inclusive
            } else if up {
                inclusive.saturating_add(1)
            } else {
                inclusive.saturating_sub(1)
            })
        };
        let minimum = whole(bounds.minimum, "minimum", true);
        let maximum = whole(bounds.maximum, "maximum", false);
        let multiple_of = bounds.multiple_of.and_then(|step| {
            if step.fract() != 0.0 || step >= 9e18 {
                self.fault(
                    &at.step("multipleOf"),
                    "`multipleOf` of an integer must be whole",
                    "write a whole number",
                );
                return None;
            }
            Some(step as i64)
        });
        let allowed = self.listed(at, "a whole number", Value::as_i64);
        Type::Integer(Integer {
            narrow: at.text("format") == "int32",
            minimum,
            maximum,
            multiple_of,
            allowed,
        })
    }

    /// A number.
    pub(super) fn number(&mut self, at: At<'_, '_>) -> Type {
        let mut number = self.bounds(at);
        number.allowed = self.listed(at, "a number", Value::as_f64);
        Type::Number(number)
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self, at: At<'_, '_>) -> Type {
        let values = at.list("enum");
        if at.get("enum").is_some()
            && !(values.contains(&Value::Bool(true)) && values.contains(&Value::Bool(false)))
        {
            self.fault(&at.step("enum"), "a boolean can't be narrowed to one value", "leave the enum out");
        }
        Type::Boolean
    }

    fn bounds(&mut self, at: At<'_, '_>) -> Number {
        let mut bound = |key: &str, exclusive: &str| -> Option<(f64, bool)> {
            let exclusive = match at.get(exclusive) {
                None => false,
                Some(Value::Bool(flag)) => *flag,
                Some(_) => {
                    self.fault(
                        &at.step(exclusive),
                        format!("`{exclusive}` is a boolean in OpenAPI 3.0"),
                        format!("write `{key}` and `{exclusive}: true`"),
                    );
                    false
                }
            };
            let value = at.get(key)?;
            if value.as_f64().is_none() {
                self.fault(&at.step(key), format!("`{key}` must be a number"), "write a number");
            }
            Some((value.as_f64()?, exclusive))
        };
        let minimum = bound("minimum", "exclusiveMinimum");
        let maximum = bound("maximum", "exclusiveMaximum");
        let multiple_of = at.get("multipleOf").and_then(|value| {
            let step = value.as_f64().filter(|step| *step > 0.0);
            if step.is_none() {
                self.fault(
                    &at.step("multipleOf"),
                    "`multipleOf` must be a number above 0",
                    "write such a number",
                );
            }
            step
        });
        Number { minimum, maximum, multiple_of, allowed: vec![] }
    }

    fn listed<T>(&mut self, at: At<'_, '_>, what: &str, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
        let mut allowed = vec![];
        for (index, value) in at.list("enum").iter().enumerate() {
            match read(value) {
                Some(value) => allowed.push(value),
                None if value.is_null() && at.flag("nullable") => {}
                None => self.fault(
                    &format!("{}/{index}", at.step("enum")),
                    format!("this value of the enum isn't {what}"),
                    "use values of the declared type",
                ),
            }
        }
        if at.get("enum").is_some() && allowed.is_empty() {
            self.fault(&at.step("enum"), "the enum holds nothing", "list at least one value");
        }
        allowed
    }
}
