//! Small specifications.

use burgrave_spec::model::{Api, ModelFault, NamedType, Property, Shape};
use serde_json::{Value, json};

/// A specification with these schemas, and one operation that takes and gives `Root`.
pub(super) fn with_schemas(schemas: Value) -> Value {
    let body = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Root"}}});
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Small", "version": "1"},
        "paths": {"/root": {"put": {
            "operationId": "putRoot",
            "tags": ["Roots"],
            "requestBody": {"required": true, "content": body},
            "responses": {"200": {"description": "The root.", "content": body}},
        }}},
        "components": {"schemas": schemas},
    })
}

/// A specification with one operation at `path`, made of these keys.
pub(super) fn with_operation(path: &str, method: &str, operation: Value) -> Value {
    let mut whole =
        json!({"operationId": "act", "tags": ["Acts"], "responses": {"204": {"description": "Done."}}});
    for (key, value) in operation.as_object().expect("an object") {
        whole[key] = value.clone();
    }
    json!({"openapi": "3.0.3", "info": {"title": "Small", "version": "1"}, "paths": {path: {method: whole}}})
}

pub(super) fn model(bundle: &Value) -> Api {
    Api::from_bundle(bundle).expect("it can be expressed")
}

pub(super) fn faults(bundle: &Value) -> Vec<ModelFault> {
    Api::from_bundle(bundle).expect_err("it can't be expressed")
}

pub(super) fn named<'a>(api: &'a Api, name: &str) -> &'a NamedType {
    api.named(name).unwrap_or_else(|| panic!("no type {name} among {:?}", names(api)))
}

pub(super) fn names(api: &Api) -> Vec<&str> {
    api.types.iter().map(|one| one.name.as_str()).collect()
}

pub(super) fn properties<'a>(api: &'a Api, name: &str) -> &'a [Property] {
    match &named(api, name).shape {
        Shape::Struct { properties, .. } => properties,
        other => panic!("{name} is no struct but {other:?}"),
    }
}

/// `field: Type` of each property.
pub(super) fn fields(api: &Api, name: &str) -> Vec<String> {
    properties(api, name).iter().map(|one| format!("{}: {}", one.field, one.rust())).collect()
}
