//! How many roles a member of an organization has.

use super::OrganizationRole;

/// Roles of one member of an organization at most, custom roles included. They stand in an index entry beside
/// two ids, and PostgreSQL takes no entry of more than 2,704 bytes: this many names of 32 characters fit.
pub const MOST_ROLES_OF_MEMBER: usize = 50;

/// The roles that a member is given where more may be named than a member can have: built-in roles first,
/// then custom roles in alphabetical order, each once. What exceeds the limit is left out.
#[must_use]
pub fn within_limit(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut names: Vec<_> = names.into_iter().collect();
    names.sort_by_cached_key(|name| (name.parse::<OrganizationRole>().is_err(), name.clone()));
    names.dedup();
    names.truncate(MOST_ROLES_OF_MEMBER);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_roles_are_kept_before_custom_ones() {
        let many = (0..200).map(|number| format!("custom-{number:03}"));
        let kept = within_limit(many.chain(["organization-admin".into(), "custom-000".into()]));
        assert_eq!(kept.len(), MOST_ROLES_OF_MEMBER);
        assert_eq!(kept[..3], ["organization-admin", "custom-000", "custom-001"]);
    }
}
