//! A valid username from the names that a provider gives.

use crate::names::{self, NameOf};

/// Longest username.
const LONGEST: usize = crate::bounds::USERNAME;

/// The first of the texts that can be made into a username: of an address the part before the `@`, in lower
/// case, with a hyphen for every run of what no username has. None when nothing of them is left.
#[must_use]
pub fn username(texts: &[&str]) -> Option<String> {
    texts.iter().find_map(|text| fit(text))
}

fn fit(text: &str) -> Option<String> {
    let local = text.split_once('@').map_or(text, |(local, _)| local);
    let mut name = String::new();
    for letter in local.chars() {
        if letter.is_ascii_alphanumeric() {
            name.push(letter.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    name.truncate(LONGEST);
    let name = name.trim_end_matches('-');
    names::unfit(NameOf::User, name).is_none().then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_text_that_fits_is_taken() {
        assert_eq!(username(&["Ada_Lovelace", "ada@example.com"]).as_deref(), Some("ada-lovelace"));
        assert_eq!(username(&["", "ada.l@example.com"]).as_deref(), Some("ada-l"));
        assert_eq!(username(&["_-_", "me", "new", "ß@example.com", "ok"]).as_deref(), Some("ok"));
        assert_eq!(username(&["@example.com", "日本"]), None);
        assert_eq!(username(&[&"a".repeat(40)]).as_deref(), Some(&*"a".repeat(32)));
        assert_eq!(username(&[&format!("{} b", "a".repeat(31))]).as_deref(), Some(&*"a".repeat(31)));
    }

    proptest! {
        #[test]
        fn whatever_comes_out_is_a_username(text in ".*") {
            if let Some(name) = username(&[&text]) {
                prop_assert_eq!(names::unfit(NameOf::User, &name), None);
            }
        }
    }
}
