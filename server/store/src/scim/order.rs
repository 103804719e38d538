//! The order of a list.

use super::{ACTIVE, Kind, MEMBERS, steps};
use crate::engine::{Json, Step};
use burgrave_core::scim::sorting::Sorting;

/// The `ORDER BY` clause. Without a sorting: as they were made, so that new ones don't move the pages before
/// them.
pub(crate) fn order(sorting: Option<&Sorting>, kind: Kind, json: Json) -> String {
    let Some(sorting) = sorting else { return "ORDER BY r.created_at, r.id".into() };
    let way = if sorting.descending { " DESC" } else { "" };
    let value = value(sorting, kind, json);
    format!("ORDER BY ({value}) IS NULL{way}, {value}{way}, r.id{way}")
}

fn value(sorting: &Sorting, kind: Kind, json: Json) -> String {
    let target = &sorting.target;
    let name = target.attribute.map_or("", |attribute| attribute.name);
    match (kind, name, target.sub.map_or("", |sub| sub.name)) {
        (_, "meta", "created") => "r.created_at".into(),
        (_, "meta", "lastModified") => "r.updated_at".into(),
        (_, "meta", _) => "r.id".into(),
        (Kind::User, "userName", _) => "r.username_key".into(),
        (Kind::Group, "displayName", _) => "r.name_key".into(),
        (Kind::User, "active", _) if target.extension.is_none() => format!("({ACTIVE})"),
        (Kind::Group, "members", _) => {
            let value = json.text("e.value", &steps(target)[1..]);
            format!("(SELECT {value} FROM {MEMBERS} ORDER BY e.place LIMIT 1)")
        }
        _ => {
            let mut way = steps(target);
            if target.attribute.is_some_and(|attribute| attribute.multi) {
                way.insert(way.len() - 1, Step::First);
            }
            json.text("r.search", &way)
        }
    }
}
