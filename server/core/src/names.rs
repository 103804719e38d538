//! The rules of names that a pattern can't express.

/// Words that paths of web interfaces use in the place of a name.
const RESERVED: [&str; 2] = ["new", "create"];

/// What a name is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameOf {
    /// A user: `me` means the caller.
    User,
    /// An organization: `default` means the default one.
    Organization,
    /// A group: `Everyone` is the group of all members.
    Group,
}

/// The name of the group that all members of an organization are in.
pub const EVERYONE: &str = "Everyone";

/// Why a name can't be taken, in words that follow the field's name; none when it can.
#[must_use]
pub fn reserved(of: NameOf, name: &str) -> Option<String> {
    let own = match of {
        NameOf::User => name.eq_ignore_ascii_case("me"),
        NameOf::Organization => name.eq_ignore_ascii_case("default"),
        NameOf::Group => name == EVERYONE,
    };
    let taken = own || RESERVED.iter().any(|word| name.eq_ignore_ascii_case(word));
    taken.then(|| format!("must not be the reserved word {name:?}; choose another"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_words_depend_on_what_is_named() {
        for of in [NameOf::User, NameOf::Organization, NameOf::Group] {
            assert!(reserved(of, "new").is_some() && reserved(of, "Create").is_some());
            assert!(reserved(of, "newest").is_none());
        }
        assert!(reserved(NameOf::User, "ME").is_some() && reserved(NameOf::Group, "me").is_none());
        assert!(
            reserved(NameOf::Organization, "default").is_some()
                && reserved(NameOf::User, "default").is_none()
        );
        assert!(
            reserved(NameOf::Group, "Everyone").is_some() && reserved(NameOf::Group, "everyone").is_none()
        );
    }
}
