//! One attribute of a document is set.

use serde_json::{Map, Value};

use super::Action;
use crate::scim::ScimFault;
use crate::scim::document;
use crate::scim::schema::{Attribute, Mutability, Returned};

/// A value that is no list.
pub(super) fn set(
    holder: &mut Map<String, Value>,
    attribute: &'static Attribute,
    action: Action,
    value: Option<Value>,
) -> Result<(), ScimFault> {
    let kept = match value.filter(|_| action != Action::Remove) {
        Some(value) => document::value_of(attribute, value)?,
        None => None,
    };
    match kept {
        // What is never given back isn't kept either.
        Some(_) if attribute.returned == Returned::Never && attribute.mutability == Mutability::WriteOnly => {
        }
        Some(value) => {
            holder.insert(attribute.name.into(), value);
        }
        None => {
            holder.remove(attribute.name);
        }
    }
    Ok(())
}
