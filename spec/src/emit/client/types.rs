//! The named types of the model, as named schemas.

use serde_json::{Map, Value, json};

use super::alias::Scope;
use super::rust::{pascal, snake};
use super::schemas::{Schemas, native, nullable};
use crate::model::{NamedType, Presence, Property, Shape, Type, Variant};

/// Lowers all of them.
pub(super) fn lower(schemas: &mut Schemas<'_>) {
    let api = schemas.api;
    for one in &api.types {
        let schema = shape(one, schemas);
        insert(&one.name, schema, &one.description, schemas);
    }
    for one in &api.type_aliases {
        insert(&one.name, schemas.unnamed(&one.ty), &one.description, schemas);
    }
}

fn insert(rust: &str, schema: Value, description: &str, schemas: &mut Schemas<'_>) {
    schemas.components.insert(schemas.name(rust), schemas.described(schema, description));
}

fn shape(named: &NamedType, schemas: &mut Schemas<'_>) -> Value {
    match &named.shape {
        Shape::Struct { properties, additional, .. } => {
            let further = additional.as_ref().map_or(json!(true), |(_, values)| schemas.of(values));
            object(named, properties, further, schemas)
        }
        Shape::Enum(variants) => {
            let mut scope = Scope::new(pascal, "Self");
            let admit = |one: &Variant| scope.admit(&one.value, &mut schemas.aliases);
            json!({ "type": "string", "enum": variants.iter().map(admit).collect::<Vec<_>>() })
        }
        Shape::Union { variants, .. } => {
            json!({ "oneOf": variants.iter().map(|one| schemas.of(&one.ty)).collect::<Vec<_>>() })
        }
        Shape::Newtype(ty) => schemas.of(ty),
    }
}

fn object(owner: &NamedType, properties: &[Property], further: Value, schemas: &mut Schemas<'_>) -> Value {
    let mut scope = Scope::new(snake, "");
    let mut lowered = Map::new();
    let mut required = vec![];
    for one in properties {
        let schema = property(owner, one, schemas);
        let name = scope.admit(&one.name, &mut schemas.aliases);
        if matches!(one.presence, Presence::Required | Presence::Nullable) {
            required.push(name.clone());
        }
        lowered.insert(name, schema);
    }
    json!({
        "type": "object", "properties": lowered, "required": required, "additionalProperties": further,
    })
}

/// A field. In requests, one that may be absent or null has three states, and an empty list is not the same
/// as none; typify knows neither.
fn property(owner: &NamedType, one: &Property, schemas: &mut Schemas<'_>) -> Value {
    let (may_be_absent, may_be_null) = match one.presence {
        Presence::Required => (false, false),
        Presence::Nullable => (false, true),
        Presence::Optional | Presence::Default(_, false) => (true, false),
        Presence::Either | Presence::Default(_, true) => (true, true),
    };
    let is_collection = match &one.ty {
        Type::Map(map) => map.name.0.is_none(),
        other => matches!(other, Type::Array(_)),
    };
    let path = match (owner.input && may_be_absent, may_be_null, is_collection) {
        (true, true, _) => Some("burgrave_client::Field"),
        (true, false, true) => Some("std::option::Option"),
        _ => None,
    };
    let hint = format!("{}_{}", schemas.name(&owner.name), one.name);
    let schema = match path {
        Some(path) => native(path, Some(schemas.argument(&one.ty, &hint, &one.description))),
        None if may_be_null => nullable(schemas.of(&one.ty)),
        None => schemas.of(&one.ty),
    };
    schemas.described(schema, &one.description)
}
