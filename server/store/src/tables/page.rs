//! Pages of lists.

use crate::filter::Filter;
use burgrave_core::ids::UserId;

/// Which part of a list is asked for; `Id` identifies what it lists.
#[derive(Debug, Clone, Default)]
pub struct Page<Id = UserId> {
    /// Each must occur in what the list is searched by, in any letter case: of a user in the username, email
    /// or name. None = everything.
    pub words: Vec<String>,
    /// Rows at most; 0 = all.
    pub limit: u32,
    /// Rows to leave out at the beginning.
    pub offset: u32,
    /// Start after this entry in the list's order (a keyset: costs nothing on long lists).
    pub after: Option<Id>,
}

/// A page and how many rows there are in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paged<T> {
    /// The page.
    pub rows: Vec<T>,
    /// The number of matching rows on all pages.
    pub count: u64,
}

impl Page {
    /// The condition for the search, over the joined table `users u`.
    pub(crate) fn search<'a>(&self, filter: &mut Filter<'a>) {
        for word in self.words.iter().filter(|word| !word.is_empty()) {
            let pattern = filter.bind(crate::filter::contains(word));
            let columns = ["u.username_key", "u.email_key", "u.name_key"];
            filter.and(columns.map(|column| format!("{column} LIKE {pattern} ESCAPE '!'")).join(" OR "));
        }
    }

    /// The condition for the keyset of users in username order; `key` is the ordered column.
    pub(crate) fn after<'a>(&self, filter: &mut Filter<'a>, key: &str) {
        if let Some(after) = self.after {
            let place = filter.bind(after);
            filter.and(format!("{key} > (SELECT username_key FROM users WHERE id = {place})"));
        }
    }
}

impl<Id> Page<Id> {
    /// `LIMIT … OFFSET …`, or nothing.
    pub(crate) fn bounds<'a>(&self, filter: &mut Filter<'a>) -> String {
        filter.bounds(self.limit, self.offset)
    }
}
