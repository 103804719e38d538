//! Names here, made from names there: usernames and group names take fewer characters than SCIM's do.

use uuid::Uuid;

use crate::names::{NameOf, reserved};

/// Characters of a username at most.
const USERNAME: usize = crate::bounds::USERNAME;

/// Characters of a group's name at most.
const GROUP_NAME: usize = crate::bounds::GROUP_NAME;

/// Characters of a group's display name at most.
const DISPLAY_NAME: usize = crate::bounds::DISPLAY_NAME;

/// Characters of a number that is put behind a name that is taken.
const NUMBERS: [usize; 3] = [4, 8, 32];

/// Usernames to try one after the other: `userName` itself where it is one, the part before `@` of an
/// address, without what usernames don't take; then with more and more of the account's id behind it, from
/// its end: it begins with the time.
pub fn usernames(user_name: &str, id: Uuid) -> Vec<String> {
    let local = user_name.split('@').next().unwrap_or_default();
    candidates(NameOf::User, local, "user", USERNAME, id)
}

/// A `displayName` as the group here takes it.
pub fn group_display_name(display_name: &str) -> String {
    display_name.trim().chars().take(DISPLAY_NAME).collect::<String>().trim_end().to_owned()
}

/// Whether a group's name is one of those that are made of this `displayName`, or was it when the group was
/// linked.
pub fn is_group_name_of(display_name: &str, id: Uuid, name: &str) -> bool {
    name.eq_ignore_ascii_case(display_name)
        || group_names(display_name, id).iter().any(|made| made.eq_ignore_ascii_case(name))
}

/// Names of a group to try one after the other.
pub fn group_names(display_name: &str, id: Uuid) -> Vec<String> {
    candidates(NameOf::Group, display_name, "group", GROUP_NAME, id)
}

fn candidates(of: NameOf, text: &str, otherwise: &str, most: usize, id: Uuid) -> Vec<String> {
    let plain = plain(text, most);
    let base = if plain.is_empty() { otherwise.to_owned() } else { plain };
    let number = id.simple().to_string();
    let numbered = NUMBERS.iter().map(|length| {
        let tail = &number[number.len() - length..];
        let head = &base[..base.len().min(most.saturating_sub(length + 1))];
        let head = head.trim_end_matches('-');
        if head.is_empty() { tail.to_owned() } else { format!("{head}-{tail}") }
    });
    let itself = (reserved(of, &base).is_none()).then(|| base.clone());
    itself.into_iter().chain(numbered).collect()
}

/// Runs of ASCII letters and digits, joined by single hyphens.
fn plain(text: &str, most: usize) -> String {
    let mut plain = String::new();
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            plain.push(letter);
        } else if !plain.is_empty() && !plain.ends_with('-') {
            plain.push('-');
        }
        if plain.len() == most {
            break;
        }
    }
    plain.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(user_name: &str) -> String {
        usernames(user_name, Uuid::from_u128(0x1234_abcd)).remove(0)
    }

    #[test]
    fn what_usernames_do_not_take_is_left_out() {
        assert_eq!(first("amira"), "amira");
        assert_eq!(first("Amira.Haddad@example.com"), "Amira-Haddad");
        assert_eq!(first("--a__b--"), "a-b");
        assert_eq!(first("8e47cbd7-1fea-4b27-bfb0-9b3b2f5d3a11"), "8e47cbd7-1fea-4b27-bfb0-9b3b2f5d");
        assert_eq!(first("日本@example.com"), "user");
    }

    #[test]
    fn reserved_and_taken_names_get_a_number() {
        let id = Uuid::from_u128(0x1234_abcd);
        assert_eq!(usernames("me", id)[0], "me-abcd");
        assert_eq!(usernames("amira", id)[1..3], ["amira-abcd", "amira-1234abcd"]);
        assert!(usernames(&"x".repeat(99), id).iter().all(|name| name.len() <= 32));
        assert_eq!(group_names("Everyone", id)[0], "Everyone-abcd");
        assert_eq!(group_names("The Kitchen", id)[0], "The-Kitchen");
        for (name, is_made) in [("the-kitchen", true), ("The-Kitchen-abcd", true), ("cellar", false)] {
            assert_eq!(is_group_name_of("The Kitchen", id, name), is_made, "{name}");
        }
    }
}
