//! Carries operations out on a document.

use serde_json::{Map, Value};

use super::entries::{self, Entry};
use super::path::{Path, path};
use super::set::set;
use super::{Action, Operation};
use crate::scim::document::{self, Document};
use crate::scim::schema::{Attribute, Kind, ResourceType, Target};
use crate::scim::{ScimFault, ScimType};

/// Carries all operations out; says whether anything differs afterwards. After an error the document is worth
/// nothing.
///
/// # Errors
/// `invalidPath`, `invalidFilter`, `noTarget`, `mutability`, `invalidValue`.
pub fn apply(
    kind: &'static ResourceType,
    document: &mut Document,
    operations: &[Operation],
) -> Result<bool, ScimFault> {
    let before = document.clone();
    for operation in operations {
        match &operation.path {
            Some(written) => {
                at(document, &path(written, kind)?, operation.action, operation.value.clone(), false)?
            }
            None => whole(kind, document, operation)?,
        }
    }
    document::complete(kind, document)?;
    Ok(*document != before)
}

/// Without a path the value's names say what is meant; among them may be whole paths, as Entra writes them.
/// What isn't known, or only the server sets, is passed over.
fn whole(
    kind: &'static ResourceType,
    document: &mut Document,
    operation: &Operation,
) -> Result<(), ScimFault> {
    if operation.action == Action::Remove {
        return Err(ScimFault::new(ScimType::NoTarget, "An operation that removes needs a path."));
    }
    let Some(Value::Object(parts)) = &operation.value else {
        return Err(ScimFault::value("An operation without a path needs an object as its value."));
    };
    for (name, value) in parts {
        // The core schema's attributes may be gathered under its name.
        if name.eq_ignore_ascii_case(kind.core.urn) && value.is_object() {
            let inner = Operation { action: operation.action, path: None, value: Some(value.clone()) };
            for_known(kind, document, &inner)?;
            continue;
        }
        one_of_whole(kind, document, operation.action, name, value)?;
    }
    Ok(())
}

fn for_known(
    kind: &'static ResourceType,
    document: &mut Document,
    inner: &Operation,
) -> Result<(), ScimFault> {
    let parts = inner.value.as_ref().and_then(Value::as_object);
    parts
        .into_iter()
        .flatten()
        .try_for_each(|(name, value)| one_of_whole(kind, document, inner.action, name, value))
}

fn one_of_whole(
    kind: &'static ResourceType,
    document: &mut Document,
    action: Action,
    name: &str,
    value: &Value,
) -> Result<(), ScimFault> {
    let Ok(path) = path(name, kind) else { return Ok(()) };
    let is_read_only = |one: Option<&Attribute>| one.is_some_and(Attribute::is_read_only);
    if is_read_only(path.target.attribute) || is_read_only(path.target.sub) {
        return Ok(());
    }
    at(document, &path, action, Some(value.clone()), true)
}

/// One operation at one place. `lenient`: a filter that matches nothing makes what it describes.
fn at(
    document: &mut Document,
    path: &Path,
    action: Action,
    value: Option<Value>,
    lenient: bool,
) -> Result<(), ScimFault> {
    changeable(&path.target)?;
    let (action, value) = match value {
        // To replace by nothing is to remove.
        None | Some(Value::Null) if action == Action::Replace => (Action::Remove, None),
        None | Some(Value::Null) if action == Action::Add => {
            return Err(ScimFault::value("An operation that adds needs a value."));
        }
        value => (action, value),
    };
    let Target { extension, attribute, .. } = path.target;
    let Some(attribute) = attribute else { return extension_at(document, path, action, value) };
    if action == Action::Remove && is_whole(path, attribute, value.as_ref()) && attribute.required {
        return Err(ScimFault::mutability(format!("{} is required and can't be removed.", attribute.name)));
    }
    match extension {
        None => attribute_at(document, attribute, path, action, value, lenient),
        Some(schema) => {
            let mut parts = match document.remove(schema.urn) {
                Some(Value::Object(parts)) => parts,
                _ => Map::new(),
            };
            attribute_at(&mut parts, attribute, path, action, value, lenient)?;
            if !parts.is_empty() {
                document.insert(schema.urn.into(), Value::Object(parts));
            }
            Ok(())
        }
    }
}

/// Whether all of an attribute is meant: what stands beside a list names entries of it.
fn is_whole(path: &Path, attribute: &Attribute, value: Option<&Value>) -> bool {
    let names_entries = attribute.multi && value.is_some_and(|value| !value.is_null());
    path.target.sub.is_none() && path.entries.is_none() && !names_entries
}

fn changeable(target: &Target) -> Result<(), ScimFault> {
    for one in [target.attribute, target.sub].into_iter().flatten() {
        if one.is_read_only() {
            return Err(ScimFault::mutability(format!("{} is set by the server.", one.name)));
        }
    }
    Ok(())
}

/// An extension as a whole.
fn extension_at(
    document: &mut Document,
    path: &Path,
    action: Action,
    value: Option<Value>,
) -> Result<(), ScimFault> {
    let Some(schema) = path.target.extension else { return Ok(()) };
    let Some(value) = value.filter(|_| action != Action::Remove) else {
        document.remove(schema.urn);
        return Ok(());
    };
    let sent = value
        .as_object()
        .cloned()
        .ok_or_else(|| ScimFault::value(format!("{} must be an object.", schema.urn)))?;
    for (name, value) in sent {
        let Some(attribute) = schema.attributes.iter().find(|one| one.name.eq_ignore_ascii_case(&name))
        else {
            continue;
        };
        let target = Target { extension: Some(schema), attribute: Some(attribute), sub: None };
        at(document, &Path { target, entries: None }, action, Some(value), true)?;
    }
    Ok(())
}

fn attribute_at(
    holder: &mut Map<String, Value>,
    attribute: &'static Attribute,
    path: &Path,
    action: Action,
    value: Option<Value>,
    lenient: bool,
) -> Result<(), ScimFault> {
    if attribute.multi {
        let list = Entry { attribute, sub: path.target.sub, chosen: path.entries.as_ref(), lenient };
        return entries::change(holder, &list, action, value);
    }
    if let Some(sub) = path.target.sub {
        let mut parts = match holder.remove(attribute.name) {
            Some(Value::Object(parts)) => parts,
            _ => Map::new(),
        };
        set(&mut parts, sub, action, value)?;
        if !parts.is_empty() {
            holder.insert(attribute.name.into(), Value::Object(parts));
        }
        return Ok(());
    }
    if attribute.kind == Kind::Complex && action != Action::Remove {
        return merge(holder, attribute, value.unwrap_or_default());
    }
    set(holder, attribute, action, value)
}

/// Sub-attributes that aren't named stay as they are.
fn merge(
    holder: &mut Map<String, Value>,
    attribute: &'static Attribute,
    value: Value,
) -> Result<(), ScimFault> {
    let nulls: Vec<&str> = match &value {
        Value::Object(parts) => {
            parts.iter().filter(|(_, value)| value.is_null()).map(|(name, _)| name.as_str()).collect()
        }
        _ => Vec::new(),
    };
    let gone: Vec<&'static str> =
        nulls.iter().filter_map(|name| attribute.find(name)).map(|sub| sub.name).collect();
    let added = document::single(attribute, value)?;
    let slot = holder.entry(attribute.name).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(parts) = slot {
        if let Some(Value::Object(added)) = added {
            parts.extend(added);
        }
        parts.retain(|name, _| !gone.contains(&name.as_str()));
        if parts.is_empty() {
            holder.remove(attribute.name);
        }
    }
    Ok(())
}
