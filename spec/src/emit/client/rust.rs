//! Names as progenitor and typify spell them.

use heck::{ToPascalCase, ToSnakeCase};

/// The spelling of types and variants; empty when no letter or digit is left.
pub(super) fn pascal(text: &str) -> String {
    begin(plain(text).to_pascal_case())
}

/// The spelling of methods, fields and parameters; empty when no letter or digit is left.
pub(super) fn snake(text: &str) -> String {
    begin(plain(text).to_snake_case())
}

fn plain(text: &str) -> String {
    text.replace('\'', "").replace(|letter: char| !(letter.is_alphanumeric() || letter == '_'), "-")
}

fn begin(name: String) -> String {
    match name.chars().next() {
        Some(first) if !first.is_alphabetic() => format!("_{name}"),
        _ => name,
    }
}
