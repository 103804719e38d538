//! Whether a value fits a parameter.

use std::cmp::Ordering;

use super::pattern;
use super::{Monotonic, Parameter, ParameterType, VALUE_LENGTH};

/// Characters of a value that a message repeats at most.
const QUOTED: usize = 64;

/// A value, and the one of the build before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Checked<'a> {
    pub(super) value: &'a str,
    pub(super) previous: Option<&'a str>,
}

/// What is wrong with a value, in words that follow the parameter's name; none where it fits.
pub(super) fn check(parameter: &Parameter, Checked { value, previous }: Checked<'_>) -> Option<String> {
    if value.len() > VALUE_LENGTH {
        return Some(format!("must have at most {VALUE_LENGTH} bytes"));
    }
    if value.contains('\0') {
        return Some("must not hold the character U+0000".into());
    }
    match parameter.of {
        ParameterType::ListOfStrings => list(parameter, value),
        _ if !parameter.options.is_empty() => {
            (!parameter.options.iter().any(|option| option == value)).then(|| one_of(parameter))
        }
        ParameterType::String => text(parameter, value),
        ParameterType::Bool => (!matches!(value, "true" | "false")).then(|| "must be true or false".into()),
        ParameterType::Number => number(parameter, value, previous),
    }
}

fn one_of(parameter: &Parameter) -> String {
    let shown: Vec<_> = parameter.options.iter().take(10).map(|option| cut(option)).collect();
    let more = if parameter.options.len() > shown.len() { ", …" } else { "" };
    format!("must be one of its options: {}{more}", shown.join(", "))
}

/// An option is an entry of the list, or a whole list where one of several lists is chosen.
fn list(parameter: &Parameter, value: &str) -> Option<String> {
    let Ok(members) = serde_json::from_str::<Vec<String>>(value) else {
        return Some(r#"must be a JSON list of texts, such as ["a","b"]"#.into());
    };
    let foreign = |member: &String| !parameter.options.is_empty() && !parameter.options.contains(member);
    let chosen = parameter.options.iter().any(|option| option == value);
    (!chosen && members.iter().any(foreign))
        .then(|| format!("{} (each entry of the list)", one_of(parameter)))
}

fn text(parameter: &Parameter, value: &str) -> Option<String> {
    let regex = parameter.validation.regex.as_deref()?;
    match pattern::compile(regex) {
        Err(fault) => Some(format!("{fault}; tell the template's author")),
        Ok(found) if found.is_match(value) => None,
        Ok(_) => Some(said(parameter, value).unwrap_or_else(|| format!("must match {}", cut(regex)))),
    }
}

fn number(parameter: &Parameter, value: &str, previous: Option<&str>) -> Option<String> {
    let validation = &parameter.validation;
    if !is_decimal(value) {
        return Some("must be a number, such as 4".into());
    }
    let (min, max, monotonic) = (validation.min, validation.max, validation.monotonic);
    if min.is_none() && max.is_none() && monotonic.is_none() {
        return None;
    }
    let Ok(whole) = value.parse::<i64>() else { return Some("must be a whole number".into()) };
    let outside = min.is_some_and(|min| whole < min.into()) || max.is_some_and(|max| whole > max.into());
    if outside {
        let range = match (min, max) {
            (Some(min), Some(max)) => format!("must be a number from {min} to {max}"),
            (Some(min), None) => format!("must be at least {min}"),
            (None, max) => format!("must be at most {}", max.unwrap_or_default()),
        };
        return Some(said(parameter, value).unwrap_or(range));
    }
    let before: i64 = previous?.parse().ok()?;
    let (wrong, word) = match monotonic? {
        Monotonic::Increasing => (Ordering::Less, "less"),
        Monotonic::Decreasing => (Ordering::Greater, "greater"),
    };
    (whole.cmp(&before) == wrong)
        .then(|| format!("must not be {word} than {before}, its value in the build before"))
}

/// An optional sign, digits, and digits behind a point.
fn is_decimal(value: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = value.strip_prefix(['-', '+']).unwrap_or(value);
    match unsigned.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(unsigned),
    }
}

/// What the template's author wants to be said.
fn said(parameter: &Parameter, value: &str) -> Option<String> {
    let validation = &parameter.validation;
    let limit = |limit: Option<i32>| limit.map(|limit| limit.to_string()).unwrap_or_default();
    let text = validation.error.as_deref().filter(|text| !text.is_empty())?;
    let text = text.replace("{min}", &limit(validation.min)).replace("{max}", &limit(validation.max));
    Some(format!("doesn't fit: {}", text.replace("{value}", &cut(value))))
}

fn cut(text: &str) -> String {
    let mut letters = text.chars();
    let start: String = letters.by_ref().take(QUOTED).collect();
    if letters.next().is_some() { start + "…" } else { start }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Validation;
    use super::*;

    fn of(of: ParameterType) -> Parameter {
        Parameter {
            name: "it".into(),
            of,
            options: vec![],
            default: String::new(),
            required: false,
            mutable: true,
            ephemeral: false,
            validation: Validation::default(),
        }
    }

    fn fits(parameter: &Parameter, value: &str) -> bool {
        check(parameter, Checked { value, previous: None }).is_none()
    }

    #[test]
    fn values_have_the_type_of_their_parameter() {
        use ParameterType::{Bool, ListOfStrings, Number, String};
        for (kind, good, wrong) in [
            (String, &["", "ä", "1"][..], &["a\0"][..]),
            (Number, &["0", "-3", "2.5", "+7"], &["", "x", "1e3", "1.", ".5", " 1", "NaN", "0x1", "1,5"]),
            (Bool, &["true", "false"], &["", "True", "1", "yes"]),
            (ListOfStrings, &["[]", r#"["a"]"#], &["", "a", "[1]", "{}", r#"["a""#]),
        ] {
            assert!(good.iter().all(|value| fits(&of(kind), value)), "{kind:?}");
            for value in wrong {
                assert!(!fits(&of(kind), value), "{kind:?} {value:?}");
            }
        }
        assert!(!fits(&of(String), &"x".repeat(VALUE_LENGTH + 1)));
    }

    #[test]
    fn options_are_all_that_may_be_chosen() {
        let options = vec!["small".to_owned(), "large".to_owned()];
        let choice = Parameter { options: options.clone(), ..of(ParameterType::String) };
        assert!(fits(&choice, "small") && !fits(&choice, "") && !fits(&choice, "Small"));
        let several = Parameter { options, ..of(ParameterType::ListOfStrings) };
        assert!(fits(&several, r#"["small","large"]"#) && fits(&several, "[]"));
        let lists = Parameter { options: vec![r#"["a"]"#.into()], ..of(ParameterType::ListOfStrings) };
        assert!(fits(&lists, r#"["a"]"#) && !fits(&lists, r#"["b"]"#));
        let fault = check(&several, Checked { value: r#"["small","huge"]"#, previous: None });
        assert_eq!(
            fault.as_deref(),
            Some("must be one of its options: small, large (each entry of the list)")
        );
    }

    #[test]
    fn numbers_keep_their_range_and_their_direction() {
        let range = |min, max, monotonic| Parameter {
            validation: Validation { min, max, monotonic, ..Validation::default() },
            ..of(ParameterType::Number)
        };
        let both = range(Some(1), Some(10), None);
        assert!(fits(&both, "1") && fits(&both, "10") && !fits(&both, "0") && !fits(&both, "11"));
        assert!(!fits(&both, "1.5") && !fits(&range(Some(0), None, None), "-1"));
        let said = |parameter: &Parameter, value, previous| check(parameter, Checked { value, previous });
        let up = range(None, None, Some(Monotonic::Increasing));
        let down = range(None, None, Some(Monotonic::Decreasing));
        assert_eq!(said(&up, "5", Some("5")), None);
        assert_eq!(
            said(&up, "4", Some("5")).as_deref(),
            Some("must not be less than 5, its value in the build before")
        );
        assert!(said(&down, "6", Some("5")).is_some() && said(&down, "4", Some("5")).is_none());
        assert_eq!(said(&up, "4", Some("not a number")), None);
        assert_eq!(said(&up, "4", None), None);
    }

    #[test]
    fn the_author_s_words_are_said_with_their_places_filled() {
        let validation = Validation {
            error: Some("{value} is not from {min} to {max}".into()),
            min: Some(1),
            max: Some(3),
            ..Validation::default()
        };
        let parameter = Parameter { validation, ..of(ParameterType::Number) };
        let fault = check(&parameter, Checked { value: "7", previous: None });
        assert_eq!(fault.as_deref(), Some("doesn't fit: 7 is not from 1 to 3"));
        let validation = Validation { regex: Some("^a+$".into()), ..Validation::default() };
        let parameter = Parameter { validation, ..of(ParameterType::String) };
        assert!(fits(&parameter, "aa") && !fits(&parameter, "ab"));
    }

    proptest! {
        #[test]
        fn a_message_never_repeats_a_long_value(value in "[0-9]{100,300}", regex in "[a-z]{80,90}") {
            let error = Some("{value}".to_owned());
            for validation in [
                Validation { regex: Some(regex.clone()), error, ..Validation::default() },
                Validation { regex: Some(regex), ..Validation::default() },
            ] {
                let fault = check(
                    &Parameter { validation, ..of(ParameterType::String) },
                    Checked { value: &value, previous: None },
                );
                prop_assert!(fault.is_some_and(|fault| fault.chars().count() < 100));
            }
        }
    }
}
