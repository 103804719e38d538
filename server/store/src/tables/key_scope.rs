//! How the reach of a key is spread over three columns: a word of earlier releases, and two lists that are
//! NULL where the word says it all.

use crate::row::Row;
use crate::{KeyScope, StoreError};
use burgrave_core::authorization::{AllowList, Scope, ScopeName};

/// Reads `scope, scopes, allow_list`. Names that this release doesn't know allow nothing; a list of objects
/// that it can't read reaches none.
pub(crate) fn read(row: &mut Row<'_>) -> Result<Scope, StoreError> {
    let word: KeyScope = row.next()?;
    let (scopes, objects): (Option<Vec<String>>, Option<Vec<String>>) = (row.next()?, row.next()?);
    let listed = scopes.into_iter().flatten().filter_map(|name| name.parse().ok());
    Ok(match word {
        KeyScope::All => Scope::all(),
        KeyScope::ApplicationConnect => Scope::of(ScopeName::ApplicationConnect),
        KeyScope::Listed => Scope::new(listed, objects.map_or(AllowList::Everything, |list| readable(&list))),
    })
}

fn readable(list: &[String]) -> AllowList {
    let all = AllowList::parse(list);
    all.unwrap_or_else(|_| AllowList::Only(list.iter().filter_map(|entry| entry.parse().ok()).collect()))
}

/// What is written to `scope`.
pub(crate) fn word(scope: &Scope) -> KeyScope {
    match (scope.names(), scope.objects()) {
        ([ScopeName::All], AllowList::Everything) => KeyScope::All,
        ([ScopeName::ApplicationConnect], AllowList::Everything) => KeyScope::ApplicationConnect,
        _ => KeyScope::Listed,
    }
}

/// What is written to `scopes`.
pub(crate) fn names(scope: &Scope) -> Option<String> {
    listed(scope, || scope.names().iter().map(ToString::to_string).collect())
}

/// What is written to `allow_list`.
pub(crate) fn objects(scope: &Scope) -> Option<String> {
    listed(scope, || scope.objects().to_strings())
}

fn listed(scope: &Scope, list: impl FnOnce() -> Vec<String>) -> Option<String> {
    (word(scope) == KeyScope::Listed).then(|| serde_json::Value::from(list()).to_string())
}
