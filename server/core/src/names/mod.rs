//! The rules of names that a pattern can't express.
//!
//! - `prepared`: the forms in which user names and domains from outside are compared.
//! - `random`: generated names.

mod prepared;
mod random;

pub use prepared::{UnfitUserName, ascii_domain, prepared_user_name};
pub use random::random_name;

use crate::bounds;

/// Words that paths of web interfaces use in the place of a name. Only this spelling is reserved.
const RESERVED: [&str; 2] = ["new", "create"];

/// Usernames that mean something else in any letter case: the caller, and the owner of prebuilt workspaces.
const RESERVED_USERNAMES: [&str; 2] = ["me", "prebuilds"];

/// What a name is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameOf {
    /// A user: `me` means the caller, `prebuilds` owns prebuilt workspaces.
    User,
    /// An organization: `default` means the default one.
    Organization,
    /// A group: `Everyone` is the group of all members.
    Group,
    /// A role of an organization. Names of built-in roles are checked elsewhere.
    Role,
    /// A template.
    Template,
    /// A version of a template: may hold dots and underscores, and no word is reserved.
    TemplateVersion,
    /// A workspace.
    Workspace,
}

/// The name of the group that all members of an organization are in.
pub const EVERYONE: &str = "Everyone";

/// Why a name can't be taken, in words that follow the field's name; none when it can.
#[must_use]
pub fn reserved(of: NameOf, name: &str) -> Option<String> {
    let own = match of {
        NameOf::User => RESERVED_USERNAMES.iter().any(|word| name.eq_ignore_ascii_case(word)),
        NameOf::Organization => name.eq_ignore_ascii_case("default"),
        NameOf::Group => name == EVERYONE,
        NameOf::Role | NameOf::Template | NameOf::Workspace => false,
        NameOf::TemplateVersion => return None,
    };
    let taken = own || RESERVED.contains(&name);
    taken.then(|| format!("must not be the reserved word {name:?}; choose another"))
}

/// Why a name that didn't come through the API can't be taken, in words that follow "the name"; none when it
/// can. The API's own names keep the same rules by their schemas.
#[must_use]
pub fn unfit(of: NameOf, name: &str) -> Option<String> {
    let longest = match of {
        NameOf::Group => bounds::GROUP_NAME,
        NameOf::User => bounds::USERNAME,
        NameOf::TemplateVersion => return unfit_version(name),
        NameOf::Organization | NameOf::Role | NameOf::Template | NameOf::Workspace => bounds::NAME,
    };
    let run = |run: &str| !run.is_empty() && run.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if name.is_empty() || name.len() > longest {
        return Some(format!("must have 1 to {longest} characters"));
    }
    if !name.split('-').all(run) {
        return Some("must be ASCII letters and digits, in runs joined by single hyphens".into());
    }
    reserved(of, name)
}

/// Names of versions are case-sensitive, and `1.2.3` is valid.
fn unfit_version(name: &str) -> Option<String> {
    if name.is_empty() || name.len() > bounds::VERSION_NAME {
        return Some(format!("must have 1 to {} characters", bounds::VERSION_NAME));
    }
    let bytes = name.as_bytes();
    let inside = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
    let fits = bytes.iter().all(inside) && bytes[0] != b'-' && bytes[bytes.len() - 1] != b'-';
    (!fits).then(|| {
        "must be ASCII letters, digits, dots, underscores and hyphens, without a hyphen at either end".into()
    })
}

/// Why a text can't be shown in the place of a name, in words that follow the field's name; none when it can.
/// An empty one is none.
#[must_use]
pub fn unfit_display_name(text: &str) -> Option<String> {
    if text.chars().count() > bounds::DISPLAY_NAME {
        return Some(format!("must have at most {} characters", bounds::DISPLAY_NAME));
    }
    (text != text.trim()).then(|| "must not begin or end with white space".into())
}

/// Whether a text has the form of a username: ASCII letters and digits, in runs joined by single hyphens.
#[must_use]
pub fn is_username(text: &str) -> bool {
    let run = |run: &str| !run.is_empty() && run.bytes().all(|byte| byte.is_ascii_alphanumeric());
    text.len() <= bounds::USERNAME && text.split('-').all(run)
}

/// Whether a text has the form of an email address: something, an `@`, and a domain, without white space.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let whole = text.chars().count() <= bounds::EMAIL
        && !text.chars().any(|one| one.is_whitespace() || one.is_control());
    let parts = text.rsplit_once('@');
    whole
        && parts
            .is_some_and(|(local, domain)| !local.is_empty() && !local.contains('@') && !domain.is_empty())
}

/// Why no mail can reach an address, in words that follow the field's name; none when it looks as if it
/// could: mail needs a domain with a dot that is neither a number nor an address of a machine.
#[must_use]
pub fn unreachable_email(text: &str) -> Option<String> {
    let domain = text.rsplit_once('@').map_or("", |(_, domain)| domain);
    let label = |label: &str| {
        let letters = label.chars().all(|one| one.is_alphanumeric() || one == '-');
        !label.is_empty() && letters && !label.starts_with('-') && !label.ends_with('-')
    };
    let top = domain.rsplit_once('.').map(|(_, top)| top);
    let reachable =
        domain.split('.').all(label) && top.is_some_and(|top| top.chars().any(char::is_alphabetic));
    (!(is_email(text) && reachable))
        .then(|| "must be an address that mail can reach, such as name@example.com".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_names_keep_the_rules_of_the_schemas() {
        for name in ["a", "Backend", "a-b-3", &"a".repeat(255)] {
            assert_eq!(unfit(NameOf::Group, name), None, "{name}");
        }
        for name in ["", "-a", "a-", "a--b", "a b", "ä", "a_b", "new", "Everyone", &"a".repeat(256)] {
            assert!(unfit(NameOf::Group, name).is_some(), "{name}");
        }
        assert!(unfit(NameOf::User, &"a".repeat(33)).is_some() && unfit(NameOf::User, "Everyone").is_none());
    }

    #[test]
    fn names_of_versions_may_hold_dots_and_underscores() {
        for name in ["1.2.3", "Ok_Name", "new", "create", "a", "brave_turing7", &"a".repeat(64)] {
            assert_eq!(unfit(NameOf::TemplateVersion, name), None, "{name}");
        }
        for name in ["", "a+b", "a b", "ä", "-a", "a-", &"a".repeat(65)] {
            assert!(unfit(NameOf::TemplateVersion, name).is_some(), "{name}");
        }
    }

    #[test]
    fn templates_and_workspaces_are_named_like_organizations() {
        for of in [NameOf::Template, NameOf::Workspace] {
            assert_eq!(unfit(of, "go-dev-2"), None);
            for name in ["new", "create", "a_b", "a.b", "a--b", "-a", "ä", &"a".repeat(33)] {
                assert!(unfit(of, name).is_some(), "{name}");
            }
        }
    }

    #[test]
    fn display_names_have_no_white_space_around_them() {
        for text in ["", "Go for everyone", &"ä".repeat(64)] {
            assert_eq!(unfit_display_name(text), None, "{text}");
        }
        for text in [" a", "a\t", "\u{a0}a", &"a".repeat(65)] {
            assert!(unfit_display_name(text).is_some(), "{text}");
        }
    }

    #[test]
    fn forms_of_usernames_and_addresses_are_told() {
        for good in ["a", "A-1", "amira-haddad", &"x".repeat(32)] {
            assert!(is_username(good), "{good}");
        }
        for wrong in ["", "-a", "a-", "a--b", "a_b", "ä", "a b", &"x".repeat(33)] {
            assert!(!is_username(wrong), "{wrong}");
        }
        assert!(is_email("amira@example.com") && is_email("a+b@localhost"));
        for wrong in ["", "amira", "@example.com", "amira@", "a b@example.com", "a@b@c"] {
            assert!(!is_email(wrong), "{wrong}");
        }
    }

    #[test]
    fn reserved_words_depend_on_what_is_named() {
        for of in [NameOf::User, NameOf::Organization, NameOf::Group] {
            assert!(reserved(of, "new").is_some() && reserved(of, "create").is_some());
            assert!(reserved(of, "newest").is_none() && reserved(of, "New").is_none());
            assert!(reserved(of, "CREATE").is_none(), "only lower case is reserved");
        }
        assert!(reserved(NameOf::User, "ME").is_some() && reserved(NameOf::Group, "me").is_none());
        assert!(reserved(NameOf::User, "Prebuilds").is_some());
        assert!(reserved(NameOf::Organization, "prebuilds").is_none());
        assert!(
            reserved(NameOf::Organization, "default").is_some()
                && reserved(NameOf::User, "default").is_none()
        );
        assert!(
            reserved(NameOf::Group, "Everyone").is_some() && reserved(NameOf::Group, "everyone").is_none()
        );
    }

    #[test]
    fn mail_reaches_only_domains_with_a_dot_and_a_name() {
        for good in
            ["a@example.com", "a.b+c@mail.example.co.uk", "a@bücher.example", "a@xn--bcher-kva.example"]
        {
            assert_eq!(unreachable_email(good), None, "{good}");
        }
        for wrong in [
            "a@b",
            "a@localhost",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@[IPv6:::1]",
            "a@example.",
            "a@.com",
            "a@-x.com",
            "a@x_y.com",
            "",
        ] {
            assert!(unreachable_email(wrong).is_some(), "{wrong}");
        }
    }
}
