//! How ids and names are told apart.

use uuid::Uuid;

/// The id that a text is. Only the hyphenated form counts: it is longer than any name that is looked up beside ids, while
/// 32 hexadecimal digits are a legal name.
pub(super) fn id(text: &str) -> Option<Uuid> {
    (text.len() == 36).then(|| Uuid::try_parse(text).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hyphenated_form_is_an_id() {
        assert_eq!(id("00000000-0000-0000-0000-00000000000A"), Some(Uuid::from_u128(10)));
        for name in
            ["", "default", "0000000000000000000000000000000a", "{00000000-0000-0000-0000-00000000000a}"]
        {
            assert_eq!(id(name), None, "{name}");
        }
    }
}
