//! YAML in block style. What isn't plain is quoted as JSON is, which YAML reads alike.

use serde_json::Value;

/// Words that YAML reads as something else than text.
const WORDS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

/// A value as a document, with the end of its last line.
pub(super) fn document(value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, value, 0, false);
    text
}

/// A value as an item of a list, with the end of its last line.
pub(super) fn item(value: &Value) -> String {
    let mut text = "-".to_owned();
    write(&mut text, value, 1, true);
    text
}

/// Writes a value at this depth; `behind` says that the line has begun with a hyphen.
fn write(text: &mut String, value: &Value, depth: usize, behind: bool) {
    let start = |text: &mut String, first: bool| {
        if first && behind {
            text.push(' ');
        } else {
            text.extend(std::iter::repeat_n("  ", depth));
        }
    };
    match value {
        Value::Object(object) if !object.is_empty() => {
            for (at, (name, value)) in object.iter().enumerate() {
                start(text, at == 0);
                text.push_str(&scalar(name));
                text.push(':');
                under(text, value, depth + 1);
            }
        }
        Value::Array(values) if !values.is_empty() => {
            for (at, value) in values.iter().enumerate() {
                start(text, at == 0);
                text.push('-');
                write(text, value, depth + 1, true);
            }
        }
        other => {
            if behind {
                text.push(' ');
            }
            text.push_str(&alone(other));
            text.push('\n');
        }
    }
}

/// A value behind the name of a property.
fn under(text: &mut String, value: &Value, depth: usize) {
    let nested = match value {
        Value::Object(object) => !object.is_empty(),
        Value::Array(values) => !values.is_empty(),
        _ => false,
    };
    if nested {
        text.push('\n');
        write(text, value, depth, false);
    } else {
        text.push(' ');
        text.push_str(&alone(value));
        text.push('\n');
    }
}

fn alone(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        other => other.to_string(),
    }
}

fn scalar(text: &str) -> String {
    let begins = text.starts_with(|letter: char| letter.is_ascii_alphabetic());
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./@+ ".contains(letter);
    let is_word = WORDS.contains(&text.to_ascii_lowercase().as_str());
    if begins && text.chars().all(plain) && !text.ends_with(' ') && !is_word {
        return text.to_owned();
    }
    let mut quoted = String::new();
    for letter in Value::from(text).to_string().chars() {
        match u32::from(letter) {
            code @ (0x7f..=0x9f | 0x2028 | 0x2029 | 0xfeff) => quoted.push_str(&format!("\\u{code:04x}")),
            _ => quoted.push(letter),
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn objects_and_lists_are_indented() {
        let value = json!({"a": {"b": [1, {"c": "x y", "d": []}, [true]]}, "e": {}, "f": null});
        let expected = "a:\n  b:\n    - 1\n    - c: x y\n      d: []\n    - - true\ne: {}\nf: null\n";
        assert_eq!(document(&value), expected);
        assert_eq!(item(&json!({"a": 1, "b": [2]})), "- a: 1\n  b:\n    - 2\n");
        assert_eq!(document(&json!([])), "[]\n");
    }

    #[test]
    fn what_yaml_would_read_otherwise_is_quoted() {
        for text in
            ["", "no", "True", "1e3", "0x1", "a: b", "- a", "a #b", "~", "x ", "2026-01-01", "é", "a\nb"]
        {
            assert!(scalar(text).starts_with('"'), "{text}");
        }
        assert_eq!(scalar("a\u{85}\u{7f}"), "\"a\\u0085\\u007f\"");
        assert_eq!(scalar("backend-team"), "backend-team");
    }
}
