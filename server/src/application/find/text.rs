//! How ids and names are distinguished.

use burgrave_api::formats;
use uuid::Uuid;

/// How many letters and digits a UUID without its hyphens has.
const BARE: usize = 32;

/// The id that a text is, in any spelling of UUIDs.
pub(super) fn id<Id: From<Uuid>>(text: &str) -> Option<Id> {
    formats::uuid(text).map(Id::from)
}

/// Whether a text that is an id can be a name as well: 32 hexadecimal digits are one. The id goes first.
pub(super) fn may_be_name(text: &str) -> bool {
    text.len() == BARE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bare_digits_are_an_id_and_perhaps_a_name() {
        let ten = Uuid::from_u128(10);
        for (text, name) in [
            ("00000000-0000-0000-0000-00000000000A", false),
            ("{00000000-0000-0000-0000-00000000000a}", false),
            ("urn:uuid:00000000-0000-0000-0000-00000000000a", false),
            ("0000000000000000000000000000000a", true),
        ] {
            assert_eq!((id(text), may_be_name(text)), (Some(ten), name), "{text}");
        }
        assert_eq!((id("default"), id("")), (None::<Uuid>, None::<Uuid>));
    }
}
