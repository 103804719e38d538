//! Rust names for the names of the specification.

use std::collections::HashSet;

/// Rust's keywords, the reserved ones included (edition 2024).
const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "Self",
    "static", "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that can't be written as `r#…`.
const NEVER_RAW: [&str; 4] = ["self", "Self", "super", "crate"];

/// `quiet-hours default` → `QuietHoursDefault`; never empty, never starts with a digit, never a keyword.
pub fn pascal(text: &str) -> String {
    let joined: String = words(text)
        .iter()
        .map(|word| {
            let mut letters = word.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
        })
        .collect();
    let named =
        if joined.starts_with(|first: char| first.is_ascii_digit()) { format!("N{joined}") } else { joined };
    match named.as_str() {
        "" => "Empty".into(),
        "Self" => "Self_".into(),
        _ => named,
    }
}

/// `templateACL` → `template_acl`; never empty, never starts with a digit; keywords become `r#type` or
/// `self_`.
pub fn snake(text: &str) -> String {
    let joined = words(text).join("_");
    let named = match joined.chars().next() {
        None => "empty".into(),
        Some(first) if first.is_ascii_digit() => format!("n{joined}"),
        Some(_) => joined,
    };
    if NEVER_RAW.contains(&named.as_str()) {
        format!("{named}_")
    } else if KEYWORDS.contains(&named.as_str()) {
        format!("r#{named}")
    } else {
        named
    }
}

/// The lower-case words of a name. They are separated by all but letters and digits, and by capitals
/// (`userID` → user, id).
fn words(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut words = vec![];
    let mut word = String::new();
    for (index, &letter) in letters.iter().enumerate() {
        if !letter.is_ascii_alphanumeric() {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if let Some(name) =
                sign(letter).filter(|_| !text.contains(|any: char| any.is_ascii_alphanumeric()))
            {
                words.push(name.into());
            }
            continue;
        }
        let before = index.checked_sub(1).map(|at| letters[at]);
        let after = letters.get(index + 1);
        let hump = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase))
            });
        if hump && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.push(letter.to_ascii_lowercase());
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// A word for a sign, for names that consist of signs only.
fn sign(letter: char) -> Option<&'static str> {
    Some(match letter {
        '*' => "star",
        '+' => "plus",
        '-' => "minus",
        '_' => "underscore",
        '.' => "dot",
        '/' => "slash",
        '=' => "equals",
        '<' => "less",
        '>' => "greater",
        '!' => "not",
        '?' => "question",
        '#' => "hash",
        '@' => "at",
        '&' => "and",
        '%' => "percent",
        '$' => "dollar",
        _ => return None,
    })
}

/// The names that are taken in one scope.
#[derive(Clone, Debug, Default)]
pub struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// A scope in which these names are taken.
    pub fn without<'a>(reserved: impl IntoIterator<Item = &'a str>) -> Self {
        Self { taken: reserved.into_iter().map(str::to_owned).collect() }
    }

    /// `wanted`, or `wanted2`, `wanted3`… if it is taken.
    pub fn give(&mut self, wanted: String) -> String {
        let plain = wanted.strip_prefix("r#").unwrap_or(&wanted).to_owned();
        let mut name = wanted;
        let mut number = 2_u32;
        while !self.taken.insert(name.strip_prefix("r#").unwrap_or(&name).to_owned()) {
            name = format!("{}{number}", plain.trim_end_matches('_'));
            number += 1;
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted_by_humps_and_signs() {
        assert_eq!(snake("templateACL"), "template_acl");
        assert_eq!(snake("XMLHttpRequest"), "xml_http_request");
        assert_eq!(pascal("quiet-hours default"), "QuietHoursDefault");
        assert_eq!(pascal("userID2Name"), "UserId2Name");
        assert_eq!(pascal("codersdk.APIKey"), "CodersdkApiKey");
    }

    #[test]
    fn what_is_no_name_becomes_one() {
        assert_eq!(pascal(""), "Empty");
        assert_eq!(pascal("*"), "Star");
        assert_eq!(pascal("2fa"), "N2fa");
        assert_eq!(pascal("self"), "Self_");
        assert_eq!(snake("type"), "r#type");
        assert_eq!(snake("self"), "self_");
        assert_eq!(snake("日本"), "empty");
    }

    #[test]
    fn colliding_names_get_numbers() {
        let mut names = Names::without(["Option"]);
        assert_eq!(names.give("Option".into()), "Option2");
        assert_eq!(names.give("A".into()), "A");
        assert_eq!(names.give("A".into()), "A2");
        assert_eq!(names.give("A".into()), "A3");
        assert_eq!(names.give("r#type".into()), "r#type");
        assert_eq!(names.give("r#type".into()), "type2");
        assert_eq!(names.give("Self_".into()), "Self_");
        assert_eq!(names.give("Self_".into()), "Self2");
    }
}
