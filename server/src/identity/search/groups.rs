//! The search of groups.

use burgrave_core::search::{self, Key};

use super::values::refused;
use crate::fault::Fault;

/// A plain word must occur in the name or the display name.
const SEARCH: &str = "search";

const KEYS: &[Key] = &[Key::repeated(SEARCH)];

/// The words that must occur in a group's name or display name.
///
/// # Errors
/// `BrokenRule` with everything that is wrong.
pub(crate) fn groups(q: &str) -> Result<Vec<String>, Fault> {
    let search = search::read(q, SEARCH, KEYS);
    if !search.faults.is_empty() {
        return Err(refused("group", search.faults));
    }
    Ok(search.terms.into_iter().map(|(_, word)| word).collect())
}
