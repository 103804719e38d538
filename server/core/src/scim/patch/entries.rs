//! Operations on lists.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::Action;
use super::path::Entries;
use super::set::set;
use crate::scim::document::{self, value_of};
use crate::scim::filter::matches_element;
use crate::scim::schema::Attribute;
use crate::scim::{ScimFault, ScimType};

/// What of a list is meant.
pub(super) struct Entry<'a> {
    pub(super) attribute: &'static Attribute,
    /// The part of its entries.
    pub(super) sub: Option<&'static Attribute>,
    /// Which of its entries; none: all.
    pub(super) chosen: Option<&'a Entries>,
    /// Entries that aren't there are made, by `replace` too.
    pub(super) lenient: bool,
}

/// Changes the list in its holder; a list without entries isn't kept.
pub(super) fn change(
    holder: &mut Map<String, Value>,
    meant: &Entry<'_>,
    action: Action,
    value: Option<Value>,
) -> Result<(), ScimFault> {
    let name = meant.attribute.name;
    let mut list = match holder.get_mut(name).map(Value::take) {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    };
    let primaries: Vec<Value> = list.iter().filter(|entry| entry["primary"] == true).cloned().collect();
    match action {
        Action::Remove => remove(&mut list, meant, value)?,
        Action::Add | Action::Replace => put(&mut list, meant, action, value.unwrap_or_default())?,
    }
    one_primary(&mut list, &primaries);
    if list.is_empty() {
        if meant.attribute.required {
            return Err(ScimFault::mutability(format!(
                "{name} is required: its last entry can't be removed."
            )));
        }
        holder.remove(name);
    } else {
        holder.insert(name.into(), Value::Array(list));
    }
    Ok(())
}

fn remove(list: &mut Vec<Value>, meant: &Entry<'_>, value: Option<Value>) -> Result<(), ScimFault> {
    let chosen =
        |entry: &Value| meant.chosen.is_none_or(|entries| matches_element(&entries.condition, entry));
    match meant.sub {
        // An entry without its value means nothing.
        Some(sub) if sub.required => list.retain(|entry| !chosen(entry)),
        Some(sub) => {
            for entry in list.iter_mut().filter(|entry| chosen(entry)) {
                if let Value::Object(parts) = entry {
                    parts.remove(sub.name);
                }
            }
            list.retain(|entry| entry.as_object().is_none_or(|parts| !parts.is_empty()));
        }
        None => match value.filter(|value| meant.chosen.is_none() && !value.is_null()) {
            Some(value) => remove_named(list, value_of(meant.attribute, value)?),
            None => list.retain(|entry| !chosen(entry)),
        },
    }
    Ok(())
}

/// Entra and authentik name the entries to remove in the value. A present value that matches nothing removes
/// nothing.
fn remove_named(list: &mut Vec<Value>, named: Option<Value>) {
    let Some(Value::Array(gone)) = named else { return };
    let values: HashSet<&str> = gone.iter().filter_map(|entry| entry["value"].as_str()).collect();
    list.retain(|entry| match entry["value"].as_str() {
        Some(value) => !values.contains(value),
        None => !gone.contains(entry),
    });
}

fn put(list: &mut Vec<Value>, meant: &Entry<'_>, action: Action, value: Value) -> Result<(), ScimFault> {
    let Some(entries) = meant.chosen else { return put_all(list, meant, action, value) };
    let mut found = false;
    for entry in list.iter_mut().filter(|entry| matches_element(&entries.condition, entry)) {
        found = true;
        change_entry(entry, meant, action, value.clone())?;
    }
    if found {
        return Ok(());
    }
    if action == Action::Replace && !meant.lenient {
        return Err(ScimFault::new(
            ScimType::NoTarget,
            format!("No entry of {} fulfils the filter.", meant.attribute.name),
        ));
    }
    let mut made = Value::Object(Map::new());
    for (sub, text) in &entries.constants {
        if let (Value::Object(parts), Some(value)) = (&mut made, document::single(sub, text.clone().into())?)
        {
            parts.insert(sub.name.into(), value);
        }
    }
    change_entry(&mut made, meant, Action::Add, value)?;
    list.push(made);
    Ok(())
}

/// The list as a whole, or one part of all its entries.
fn put_all(list: &mut Vec<Value>, meant: &Entry<'_>, action: Action, value: Value) -> Result<(), ScimFault> {
    if meant.sub.is_some() {
        if list.is_empty() {
            list.push(Value::Object(Map::new()));
        }
        return list.iter_mut().try_for_each(|entry| change_entry(entry, meant, action, value.clone()));
    }
    let sent = match value_of(meant.attribute, value)? {
        Some(Value::Array(sent)) => sent,
        _ => Vec::new(),
    };
    if action == Action::Replace {
        *list = sent;
        return Ok(());
    }
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, entry) in list.iter().enumerate() {
        places.entry(name_of(entry)).or_default().push(place);
    }
    for entry in sent {
        let same = places.entry(name_of(&entry)).or_default();
        match same.iter().find(|place| is_again(&list[**place], &entry)) {
            Some(place) => list[*place] = entry,
            None => {
                same.push(list.len());
                list.push(entry);
            }
        }
    }
    Ok(())
}

fn change_entry(entry: &mut Value, meant: &Entry<'_>, action: Action, value: Value) -> Result<(), ScimFault> {
    let Value::Object(parts) = entry else { return Ok(()) };
    if let Some(sub) = meant.sub {
        return set(parts, sub, action, Some(value));
    }
    if let Some(Value::Object(sent)) = document::single(meant.attribute, value)? {
        if action == Action::Replace {
            parts.clear();
        }
        parts.extend(sent);
    }
    Ok(())
}

/// What entries are told apart by first.
fn name_of(entry: &Value) -> String {
    entry["value"].as_str().unwrap_or_default().to_owned()
}

/// The same entry sent once more: equal, or of the same value and type.
fn is_again(known: &Value, entry: &Value) -> bool {
    let same_type =
        known.get("type") == entry.get("type") || known.get("type").is_none() || entry.get("type").is_none();
    known == entry || (known.get("value").is_some() && known.get("value") == entry.get("value") && same_type)
}

/// An entry that becomes primary takes that from the one that was.
fn one_primary(list: &mut [Value], before: &[Value]) {
    if list.iter().filter(|entry| entry["primary"] == true).count() < 2 {
        return;
    }
    for entry in list.iter_mut().filter(|entry| before.contains(entry)) {
        if let Value::Object(parts) = entry {
            parts.insert("primary".into(), false.into());
        }
    }
}
