//! The bounds of types, in words for the documentation.

use serde_json::Value;

use crate::model::{Array, Format, Integer, Map, Number, Presence, Text, Type};

/// `description` (or `fallback` if it is empty), followed by the bounds of the type and the default.
pub(super) fn described(description: &str, fallback: &str, ty: &Type, default: Option<&Value>) -> String {
    let mut text = match description.trim() {
        "" => fallback.to_owned(),
        own => own.to_owned(),
    };
    let mut rules = of(ty);
    if let (Some(default), false) = (default, is_secret(ty)) {
        rules.push(format!("default `{default}`"));
    }
    if !rules.is_empty() {
        text += &format!("\n\n{}.", capital(&rules.join("; ")));
    }
    text
}

/// The default of a presence.
pub(super) fn default_of(presence: &Presence) -> Option<&Value> {
    match presence {
        Presence::Default(value, _) => Some(value),
        _ => None,
    }
}

/// Whether values of the type must not be shown.
pub(super) fn is_secret(ty: &Type) -> bool {
    match ty {
        Type::Text(text) => text.secret,
        Type::Array(array) => is_secret(&array.items),
        Type::Map(map) => is_secret(&map.values),
        Type::Nullable(inner) => is_secret(inner),
        _ => false,
    }
}

fn of(ty: &Type) -> Vec<String> {
    match ty {
        Type::Integer(integer) => whole(integer),
        Type::Number(one) => number(one),
        Type::Text(one) => text(one),
        Type::Array(one) => array(one),
        Type::Map(one) => map(one),
        Type::Nullable(inner) => of(inner),
        _ => vec![],
    }
}

fn whole(integer: &Integer) -> Vec<String> {
    let mut rules = vec![];
    match (integer.minimum, integer.maximum) {
        (Some(least), Some(most)) => rules.push(format!("from {least} to {most}")),
        (Some(least), None) => rules.push(format!("at least {least}")),
        (None, Some(most)) => rules.push(format!("at most {most}")),
        (None, None) => {}
    }
    rules.extend(integer.multiple_of.map(|step| format!("a multiple of {step}")));
    if !integer.allowed.is_empty() {
        let values: Vec<String> = integer.allowed.iter().map(ToString::to_string).collect();
        rules.push(format!("one of {}", values.join(", ")));
    }
    rules
}

fn number(number: &Number) -> Vec<String> {
    let mut rules = vec![];
    rules.extend(
        number
            .minimum
            .map(|(least, above)| format!("{} {least}", if above { "more than" } else { "at least" })),
    );
    rules.extend(
        number.maximum.map(|(most, below)| format!("{} {most}", if below { "less than" } else { "at most" })),
    );
    rules.extend(number.multiple_of.map(|step| format!("a multiple of {step}")));
    if !number.allowed.is_empty() {
        let values: Vec<String> = number.allowed.iter().map(ToString::to_string).collect();
        rules.push(format!("one of {}", values.join(", ")));
    }
    rules
}

fn text(text: &Text) -> Vec<String> {
    let mut rules = vec![];
    match text.format {
        Format::Email => rules.push("an email address".into()),
        Format::Uri => rules.push("an absolute URL".into()),
        _ => {}
    }
    rules.extend(span(text.min_length, text.max_length, "character", "characters"));
    let words = text.pattern_words.as_ref().map(|words| format!("must {words}"));
    rules.extend(words.or(text.pattern.as_ref().map(|pattern| format!("matches `{pattern}`"))));
    rules
}

fn array(array: &Array) -> Vec<String> {
    let mut rules: Vec<String> =
        span(array.min_items, array.max_items, "item", "items").into_iter().collect();
    if array.unique {
        rules.push("all items differ".into());
    }
    let items = of(&array.items);
    if !items.is_empty() {
        rules.push(format!("each item: {}", items.join(", ")));
    }
    rules
}

fn map(map: &Map) -> Vec<String> {
    let mut rules: Vec<String> =
        span(map.min_properties, map.max_properties, "property", "properties").into_iter().collect();
    let values = of(&map.values);
    if !values.is_empty() {
        rules.push(format!("each value: {}", values.join(", ")));
    }
    rules
}

/// `1 to 36 characters`.
pub(super) fn span(least: Option<u64>, most: Option<u64>, one: &str, many: &str) -> Option<String> {
    let noun = |count: u64| if count == 1 { one } else { many };
    match (least.filter(|least| *least > 0), most) {
        (Some(least), Some(most)) if least == most => Some(format!("exactly {most} {}", noun(most))),
        (Some(least), Some(most)) => Some(format!("{least} to {most} {}", noun(most))),
        (Some(least), None) => Some(format!("at least {least} {}", noun(least))),
        (None, Some(most)) => Some(format!("at most {most} {}", noun(most))),
        (None, None) => None,
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
