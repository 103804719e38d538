//! `use` lines for exactly what a text names.

use std::collections::{BTreeMap, BTreeSet};

use super::Code;

/// What generated code may name without a path, and where it comes from.
const KNOWN: [(&str, &str); 27] = [
    ("BTreeMap", "std::collections"),
    ("fmt", "std"),
    ("Ipv4Addr", "std::net"),
    ("Ipv6Addr", "std::net"),
    ("LazyLock", "std::sync"),
    ("Base64", "burgrave_api::formats"),
    ("Choice", "burgrave_api::decode"),
    ("Decode", "burgrave_api::decode"),
    ("DecodeParameters", "burgrave_api::decode"),
    ("Faults", "burgrave_api::decode"),
    ("Object", "burgrave_api::decode"),
    ("Parameters", "burgrave_api::decode"),
    ("Rule", "burgrave_api::decode"),
    ("lift_scalar", "burgrave_api::decode"),
    ("rule", "burgrave_api::decode"),
    ("choose_tag", "burgrave_api::decode"),
    ("choose_word", "burgrave_api::decode"),
    ("runtime", "burgrave_api"),
    ("Field", "burgrave_api::field"),
    ("Bytes", "bytes"),
    ("DateTime", "chrono"),
    ("NaiveDate", "chrono"),
    ("Utc", "chrono"),
    ("Regex", "regex"),
    ("Serialize", "serde"),
    ("Value", "serde_json"),
    ("Uuid", "uuid"),
];

/// Writes the `use` lines that `body` needs, one a crate, sorted.
pub fn imports(code: &mut Code, body: &str) {
    let words = words(body);
    let mut groups: BTreeMap<(u8, &str), BTreeSet<&str>> = BTreeMap::new();
    for (name, path) in KNOWN.into_iter().chain([("json", "serde_json")]) {
        let used = if name == "json" { body.contains("json!(") } else { words.contains(name) };
        if used {
            groups.entry((u8::from(!path.starts_with("std")), path)).or_default().insert(name);
        }
    }
    let mut lines: Vec<(u8, String)> = groups
        .into_iter()
        .map(|((group, path), names)| {
            let names: Vec<&str> = names.into_iter().collect();
            match names.as_slice() {
                [one] => (group, format!("use {path}::{one};")),
                many => (group, format!("use {path}::{{{}}};", many.join(", "))),
            }
        })
        .collect();
    lines.sort();
    let mut last = 0;
    for (group, line) in lines {
        if group != last {
            code.blank();
            last = group;
        }
        code.line(line);
    }
}

/// The identifiers of a Rust text that start a path or stand alone; comments and string literals don't count.
fn words(text: &str) -> BTreeSet<&str> {
    let bytes = text.as_bytes();
    let mut words = BTreeSet::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if bytes[at] == b'"' {
            at += 1;
            while at < bytes.len() && bytes[at] != b'"' {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            at += 1;
            // Text may hold any character: go on at the next whole one.
            while at < bytes.len() && !text.is_char_boundary(at) {
                at += 1;
            }
        } else if is_word(bytes[at]) {
            let end = at + rest.bytes().position(|byte| !is_word(byte)).unwrap_or(rest.len());
            let path = text[..at].ends_with("::") || text[..at].ends_with('.');
            if !path {
                words.insert(&text[at..end]);
            }
            at = end;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    words
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_in_code_is_imported() {
        let mut code = Code::new();
        imports(
            &mut code,
            "/// A Uuid.\npub struct A { at: DateTime<Utc>, b: \"\\\"Bytes\", c: x::Field, d: Map<Regex> }\n",
        );
        assert_eq!(code.finish(), "use chrono::{DateTime, Utc};\nuse regex::Regex;\n");
    }
}
