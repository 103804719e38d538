//! A group's list of members as rows: what is read of them, and what of them a new list changes.

use std::collections::HashMap;

use burgrave_core::ids::GroupId;
use burgrave_core::scim::document::Document;
use burgrave_core::scim::index;
use burgrave_core::scim::patch::Reach;
use burgrave_core::scim::schema::GROUPS;
use burgrave_store::{Reader, ScimMemberChanges, ScimMemberRecord, ScimMemberRow};
use serde_json::Value;

use crate::fault::Fault;

/// The attribute.
const LIST: &str = "members";

/// The entries that a change can touch.
pub(super) async fn known(
    reader: &Reader,
    group: GroupId,
    touched: &Reach,
) -> Result<Vec<ScimMemberRecord>, Fault> {
    Ok(match touched {
        Reach::All => reader.scim_members(&[group]).await?,
        Reach::Named(keys) if keys.is_empty() => Vec::new(),
        Reach::Named(keys) => {
            reader.scim_members_named(group, &keys.iter().cloned().collect::<Vec<_>>()).await?
        }
    })
}

/// Puts the entries of one group into its document.
///
/// # Errors
/// `Internal` when an entry is no JSON: only this server writes it.
pub(super) fn join(
    mut document: Document,
    members: impl IntoIterator<Item = ScimMemberRecord>,
) -> Result<Document, Fault> {
    let entries = members.into_iter().map(|member| {
        let read = serde_json::from_str::<Value>(&member.entry);
        read.map_err(|error| Fault::Internal(format!("a member of a SCIM group: {error}")))
    });
    let entries: Vec<Value> = entries.collect::<Result<_, _>>()?;
    if !entries.is_empty() {
        document.insert(LIST.into(), entries.into());
    }
    Ok(document)
}

/// The document without its members, and their entries.
pub(super) fn split(mut document: Document) -> (Document, Vec<Value>) {
    match document.shift_remove(LIST) {
        Some(Value::Array(entries)) => (document, entries),
        _ => (document, Vec::new()),
    }
}

/// What makes these rows the list `wanted`. An entry that stays keeps its place, so that what is written
/// follows what is different; only a list in another order is rewritten from where it differs. `next` is the
/// place behind the last of the group.
pub(super) fn changes(known: &[ScimMemberRecord], wanted: &[Value], mut next: i64) -> ScimMemberChanges {
    let wanted: Vec<(&Value, String)> = wanted.iter().map(|entry| (entry, entry.to_string())).collect();
    let mut coming = counted(wanted.iter().map(|(_, text)| text.as_str()));
    let mut staying = counted(known.iter().map(|member| member.entry.as_str()));
    let mut changes = ScimMemberChanges::default();
    let (mut old, mut new) = (known.iter().peekable(), wanted.iter().peekable());
    while let Some(member) = old.peek().copied() {
        let stays = coming.get(member.entry.as_str()).is_some_and(|left| *left > 0);
        match new.peek().copied() {
            Some((_, text)) if *text == member.entry => {
                take(&mut coming, text);
                take(&mut staying, text);
                old.next();
                new.next();
            }
            // Another entry in this one's place.
            Some((entry, text)) if !stays && staying.get(text.as_str()).is_none_or(|left| *left == 0) => {
                changes.put.push(row(member.place, entry, text));
                take(&mut coming, text);
                take(&mut staying, &member.entry);
                old.next();
                new.next();
            }
            _ if !stays => {
                changes.gone.push(member.place);
                take(&mut staying, &member.entry);
                old.next();
            }
            _ => break,
        }
    }
    changes.gone.extend(old.map(|member| member.place));
    for (entry, text) in new {
        changes.put.push(row(next, entry, text));
        next += 1;
    }
    changes
}

/// How often each text occurs.
fn counted<'a>(texts: impl Iterator<Item = &'a str>) -> HashMap<&'a str, usize> {
    let mut counts = HashMap::new();
    texts.for_each(|text| *counts.entry(text).or_insert(0) += 1);
    counts
}

fn take(counts: &mut HashMap<&str, usize>, text: &str) {
    if let Some(left) = counts.get_mut(text) {
        *left -= 1;
    }
}

fn row(place: i64, entry: &Value, text: &str) -> ScimMemberRow {
    let value = index::entry(&GROUPS, LIST, entry);
    let key = value["value"].as_str().map(str::to_owned);
    ScimMemberRow {
        place,
        user: key.as_deref().and_then(|key| key.parse().ok()),
        key,
        entry: text.to_owned(),
        value: value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;
    use std::collections::BTreeMap;

    fn entries(names: &[u8]) -> Vec<Value> {
        names.iter().map(|name| json!({"value": name.to_string()})).collect()
    }

    fn rows(names: &[u8]) -> Vec<ScimMemberRecord> {
        let places = (0..).map(|place| place * 3);
        let row = |(place, entry): (i64, Value)| ScimMemberRecord {
            group_id: GroupId::nil(),
            place,
            entry: entry.to_string(),
        };
        places.zip(entries(names)).map(row).collect()
    }

    fn next(names: &[u8]) -> i64 {
        rows(names).last().map_or(0, |member| member.place + 1)
    }

    /// Places that go, and names with their places that come.
    fn changed(before: &[u8], after: &[u8]) -> (Vec<i64>, Vec<(i64, String)>) {
        let found = changes(&rows(before), &entries(after), next(before));
        let put = found.put.into_iter().map(|row| (row.place, row.key.unwrap_or_default()));
        (found.gone, put.collect())
    }

    #[test]
    fn what_stays_is_not_written() {
        let put = |place, name: &str| (place, name.to_owned());
        assert_eq!(changed(&[1, 2, 3], &[1, 2, 3]), (vec![], vec![]));
        assert_eq!(changed(&[1, 2, 3], &[1, 2, 3, 4]), (vec![], vec![put(7, "4")]));
        assert_eq!(changed(&[1, 2, 3], &[1, 3]), (vec![3], vec![]));
        assert_eq!(changed(&[1, 2, 3], &[1, 9, 3]), (vec![], vec![put(3, "9")]));
        assert_eq!(changed(&[1, 2, 3], &[]), (vec![0, 3, 6], vec![]));
        assert_eq!(changed(&[], &[5, 5]), (vec![], vec![put(0, "5"), put(1, "5")]));
        assert_eq!(changed(&[1, 2, 3], &[1, 3, 2]), (vec![3, 6], vec![put(7, "3"), put(8, "2")]));
    }

    proptest! {
        #[test]
        fn the_rows_become_the_list(before in prop::collection::vec(0u8..6, 0..9), after in prop::collection::vec(0u8..6, 0..9)) {
            let found = changes(&rows(&before), &entries(&after), next(&before));
            let mut list: BTreeMap<i64, String> =
                rows(&before).into_iter().map(|member| (member.place, member.entry)).collect();
            for place in found.gone {
                prop_assert!(list.remove(&place).is_some());
            }
            list.extend(found.put.into_iter().map(|row| (row.place, row.entry)));
            let wanted: Vec<String> = entries(&after).iter().map(Value::to_string).collect();
            prop_assert_eq!(list.into_values().collect::<Vec<_>>(), wanted);
        }
    }
}
