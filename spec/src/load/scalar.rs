//! What a plain scalar means: the core schema of YAML 1.2 (section 10.3.2).

use serde_json::Number;

use crate::node::Kind;

/// The value of a plain (unquoted) scalar. An error is the problem, in words.
pub(super) fn plain(text: &str) -> Result<Kind, String> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Kind::Null),
        "true" | "True" | "TRUE" => return Ok(Kind::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Kind::Bool(false)),
        ".nan" | ".NaN" | ".NAN" => return Err(format!("`{text}` is no JSON number")),
        _ => {}
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(digits, ".inf" | ".Inf" | ".INF") {
        return Err(format!("`{text}` is no JSON number"));
    }
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Ok(Kind::String(text.to_owned()));
    }
    match number(text, digits) {
        Some(Some(number)) => Ok(Kind::Number(number)),
        Some(None) => Err(format!("the number `{text}` is out of range")),
        None => Ok(Kind::String(text.to_owned())),
    }
}

/// `None`: not a number. `Some(None)`: a number that JSON can't hold here.
fn number(text: &str, digits: &str) -> Option<Option<Number>> {
    for (prefix, radix) in [("0o", 8), ("0x", 16)] {
        // Only unsigned numbers may be octal or hexadecimal.
        if let Some(rest) = text.strip_prefix(prefix)
            && !rest.is_empty()
            && rest.chars().all(|c| c.is_digit(radix))
        {
            return Some(u64::from_str_radix(rest, radix).ok().map(Number::from));
        }
    }
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        let text = text.strip_prefix('+').unwrap_or(text);
        if let Ok(value) = text.parse::<i64>() {
            return Some(Some(Number::from(value)));
        }
        if let Ok(value) = text.parse::<u64>() {
            return Some(Some(Number::from(value)));
        }
        return Some(text.parse::<f64>().ok().and_then(Number::from_f64));
    }
    is_float(digits).then(|| text.parse::<f64>().ok().and_then(Number::from_f64))
}

/// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_float(digits: &str) -> bool {
    let (mantissa, exponent) = match digits.find(['e', 'E']) {
        Some(at) => (&digits[..at], Some(&digits[at + 1..])),
        None => (digits, None),
    };
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let mantissa_fits = match mantissa.split_once('.') {
        Some(("", fraction)) => !fraction.is_empty() && all_digits(fraction),
        Some((whole, fraction)) => all_digits(whole) && all_digits(fraction),
        None => !mantissa.is_empty() && all_digits(mantissa),
    };
    let exponent_fits = exponent.is_none_or(|text| {
        let text = text.strip_prefix(['-', '+']).unwrap_or(text);
        !text.is_empty() && all_digits(text)
    });
    mantissa_fits && exponent_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> String {
        match plain(text) {
            Ok(Kind::Null) => "null".into(),
            Ok(Kind::Bool(value)) => value.to_string(),
            Ok(Kind::Number(value)) => value.to_string(),
            Ok(Kind::String(value)) => format!("{value:?}"),
            Ok(_) => unreachable!("a scalar is no collection"),
            Err(problem) => problem,
        }
    }

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        for (text, value) in [
            ("", "null"),
            ("~", "null"),
            ("True", "true"),
            ("no", "\"no\""),
            ("12", "12"),
            ("+12", "12"),
            ("-3", "-3"),
            ("0o17", "15"),
            ("0x1F", "31"),
            ("18446744073709551615", "18446744073709551615"),
            ("1.5", "1.5"),
            (".5", "0.5"),
            ("1e3", "1000.0"),
            ("1.2.3", "\"1.2.3\""),
            ("3.0.3", "\"3.0.3\""),
            ("2019-08-24T14:15:22Z", "\"2019-08-24T14:15:22Z\""),
            ("1e", "\"1e\""),
            (".", "\".\""),
            ("0x", "\"0x\""),
            ("1e999", "the number `1e999` is out of range"),
            (".nan", "`.nan` is no JSON number"),
            ("-.inf", "`-.inf` is no JSON number"),
        ] {
            assert_eq!(json(text), value, "{text}");
        }
    }
}
