//! The search of people: one for users, members of organizations and members of groups.

use burgrave_core::authorization::SiteRole;
use burgrave_core::search::{self, Key, KeyFault};
use burgrave_store::{LoginType, UserFilter, UserStatus};

use super::values::{id, items, moment, number, refused, several, truth};
use crate::fault::Fault;

/// The list that is searched. Fields that a list hides can't be searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PeopleList {
    /// The users of the site, or the members of an organization.
    Accounts,
    /// The members of a group, whose site roles are not shown.
    Group,
}

/// A plain word must occur in the username, the email address or the name.
const SEARCH: &str = "search";

/// Matches holders of site roles.
const ROLE: Key = Key::repeated("role");

const KEYS: &[Key] = &[
    Key::repeated(SEARCH),
    Key::once("name"),
    Key::once("username"),
    Key::once("email"),
    Key::repeated("status"),
    ROLE,
    Key::repeated("login_type"),
    Key::once("service_account"),
    Key::once("user_id"),
    Key::once("github_user_id"),
    Key::once("github_com_user_id"),
    Key::once("include_system"),
    Key::once("last_seen_after"),
    Key::once("last_seen_before"),
    Key::once("created_after"),
    Key::once("created_before"),
];

impl PeopleList {
    fn keys(self) -> Vec<Key> {
        KEYS.iter().copied().filter(|key| self == Self::Accounts || *key != ROLE).collect()
    }
}

/// Reads a search of people.
///
/// # Errors
/// `BrokenRule` with everything that is wrong, each under its key, or under `q` when the text itself can't be
/// read.
pub(crate) fn people(of: PeopleList, q: &str) -> Result<UserFilter, Fault> {
    let search = search::read(q, SEARCH, &of.keys());
    let (mut filter, mut faults) = (UserFilter::default(), search.faults);
    for (key, value) in search.terms {
        if let Err(detail) = apply(&mut filter, key, value) {
            faults.push(KeyFault { key: key.to_owned(), detail });
        }
    }
    // Everyone is a member. Beside other roles the word is left out, as the described server does.
    filter.roles.retain(|role| role != SiteRole::Member.as_str());
    if faults.is_empty() { Ok(filter) } else { Err(refused("user", faults)) }
}

fn apply(filter: &mut UserFilter, key: &str, value: String) -> Result<(), String> {
    match key {
        "name" => filter.name = Some(value),
        "username" => filter.username = Some(value),
        "email" => filter.email = Some(value),
        "status" => filter.statuses.extend(several::<UserStatus>(&value)?),
        "role" => filter.roles.extend(items(&value).map(str::to_owned)),
        "login_type" => filter.login_types.extend(several::<LoginType>(&value)?),
        "service_account" => filter.service_account = Some(truth(&value)?),
        "user_id" => filter.ids = Some(vec![id(&value)?]),
        // No account is linked to GitHub: any id but 0, which means no filter, matches no user.
        "github_user_id" | "github_com_user_id" => filter.nobody |= number(&value)? != 0,
        // There are no accounts of the system itself, so that there is nothing to leave out.
        "include_system" => drop(truth(&value)?),
        "last_seen_after" => filter.seen.from = Some(moment(&value, false)?),
        "last_seen_before" => filter.seen.to = Some(moment(&value, true)?),
        "created_after" => filter.created.from = Some(moment(&value, false)?),
        "created_before" => filter.created.to = Some(moment(&value, true)?),
        _ => filter.page.words.push(value),
    }
    Ok(())
}

/// Reads a search for people to add, who show only their names: words, each of which must occur in the
/// username or the name, or be the whole email address.
///
/// # Errors
/// As above.
pub(crate) fn candidates(q: &str) -> Result<Vec<String>, Fault> {
    let search = search::read(q, SEARCH, &[Key::repeated(SEARCH)]);
    if !search.faults.is_empty() {
        return Err(refused("user", search.faults));
    }
    Ok(search.terms.into_iter().map(|(_, word)| word).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_of_a_search_are_named() {
        let q = "status:asleep login_type:magic created_after:soon colour:red github_com_user_id:x \
                 user_id:seven service_account:perhaps include_system:2 name:a name:b";
        let Err(Fault::BrokenRule { fields, .. }) = people(PeopleList::Accounts, q) else {
            panic!("it has faults")
        };
        let mut named: Vec<_> = fields.iter().map(|fault| fault.field.as_str()).collect();
        named.sort_unstable();
        let expected = [
            "colour",
            "created_after",
            "github_com_user_id",
            "include_system",
            "login_type",
            "name",
            "service_account",
            "status",
            "user_id",
        ];
        assert_eq!(named, expected);
    }

    #[test]
    fn the_role_member_limits_nothing() {
        assert!(people(PeopleList::Accounts, "role:member").unwrap().roles.is_empty());
        let found = people(PeopleList::Accounts, "role:member,owner role:auditor").unwrap();
        assert_eq!(found.roles, ["owner", "auditor"]);
    }

    #[test]
    fn the_members_of_a_group_are_not_searched_by_roles_that_they_do_not_show() {
        let Err(Fault::BrokenRule { fields, .. }) = people(PeopleList::Group, "role:owner") else {
            panic!("refused")
        };
        assert_eq!(fields[0].field, "role");
        assert!(people(PeopleList::Group, "status:active name:ada").is_ok());
    }
}
