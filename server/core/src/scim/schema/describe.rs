//! Schemas and resource types as answers (RFC 7643 §6 and §7).

use serde_json::{Map, Value, json};

use super::{Attribute, Kind, ResourceType, Schema};

/// A schema as a resource; `base` is the URL of the mount.
pub fn schema(schema: &Schema, base: &str) -> Map<String, Value> {
    let attributes: Vec<Value> = schema.attributes.iter().map(attribute).collect();
    object(json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
        "id": schema.urn,
        "name": schema.name,
        "description": schema.description,
        "attributes": attributes,
        "meta": {"resourceType": "Schema", "location": format!("{base}/Schemas/{}", schema.urn)},
    }))
}

/// A resource type as a resource; `base` is the URL of the mount.
pub fn resource_type(kind: &ResourceType, base: &str) -> Map<String, Value> {
    let extensions: Vec<Value> =
        kind.extensions.iter().map(|schema| json!({"schema": schema.urn, "required": false})).collect();
    object(json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": kind.name,
        "name": kind.name,
        "description": kind.description,
        "endpoint": kind.endpoint,
        "schema": kind.core.urn,
        "schemaExtensions": extensions,
        "meta": {"resourceType": "ResourceType", "location": format!("{base}/ResourceTypes/{}", kind.name)},
    }))
}

fn attribute(one: &Attribute) -> Value {
    let mut told = object(json!({
        "name": one.name,
        "type": one.kind.as_str(),
        "multiValued": one.multi,
        "description": one.description,
        "required": one.required,
    }));
    if one.kind != Kind::Complex {
        told.insert("caseExact".into(), one.case_exact.into());
    }
    told.insert("mutability".into(), one.mutability.as_str().into());
    told.insert("returned".into(), one.returned.as_str().into());
    told.insert("uniqueness".into(), if one.unique { "server" } else { "none" }.into());
    if !one.canonical.is_empty() {
        told.insert("canonicalValues".into(), one.canonical.into());
    }
    if !one.references.is_empty() {
        told.insert("referenceTypes".into(), one.references.into());
    }
    if !one.sub.is_empty() {
        told.insert("subAttributes".into(), one.sub.iter().map(attribute).collect());
    }
    Value::Object(told)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
