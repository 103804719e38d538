//! Types of the model as schemas. Bounds, patterns and defaults stay out: a client that checked them itself
//! could not talk to a server whose bounds have moved.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::alias::{Aliases, Scope};
use super::rust::pascal;
use crate::model::{self, Api, Format, Text, Type, TypeAlias};

/// The name of the schema that stands for the runtime's error type.
pub(super) const ERROR: &str = "BurgraveErrorResponse";

/// The named schemas of a document, and the names that are taken in it.
pub(super) struct Schemas<'a> {
    pub(super) api: &'a Api,
    /// The names of the model's types in the document.
    names: HashMap<&'a str, String>,
    /// The descriptions of components, by reference.
    descriptions: HashMap<String, &'a str>,
    scope: Scope,
    pub(super) components: Map<String, Value>,
    pub(super) aliases: Aliases,
}

impl<'a> Schemas<'a> {
    /// Names for all types of the model: components keep theirs, as far as Rust can tell them apart.
    pub(super) fn new(api: &'a Api) -> Self {
        // progenitor writes `Default::default()`, and everything else with its path.
        let mut scope = Scope::new(pascal, "Self Default");
        let mut names = HashMap::from_iter([(ERROR, scope.free(ERROR))]);
        let mut descriptions = HashMap::new();
        let types = api.types.iter().map(|one| (&one.name, one.component(), &one.description));
        let named = |one: &'a TypeAlias| (&one.name, Some(one.name.clone()), &one.description);
        for (rust, key, description) in types.chain(api.type_aliases.iter().map(named)) {
            let name = pascal(&scope.free(key.as_ref().unwrap_or(rust)));
            descriptions.extend(key.map(|_| (pointer(&name), description.as_str())));
            names.insert(rust.as_str(), name);
        }
        let components = Map::from_iter([(ERROR.to_owned(), json!({ "type": "object" }))]);
        Self { api, names, descriptions, scope, components, aliases: Aliases::default() }
    }

    /// The name of a type of the model in the document.
    pub(super) fn name(&self, rust: &str) -> String {
        self.names.get(rust).map_or(rust, String::as_str).to_owned()
    }

    /// The schema of a type: a reference if it has a name.
    pub(super) fn of(&self, ty: &Type) -> Value {
        match (name_of(ty), ty) {
            (Some(name), _) => reference(&self.name(name)),
            // typify finds types that contain themselves, and boxes them.
            (None, Type::Boxed(inner)) => self.of(inner),
            (None, Type::Nullable(inner)) => nullable(self.of(inner)),
            (None, ty) => self.unnamed(ty),
        }
    }

    /// The schema of a type, whether it has a name or not.
    pub(super) fn unnamed(&self, ty: &Type) -> Value {
        match ty {
            Type::Boolean => json!({ "type": "boolean" }),
            Type::Integer(integer) if integer.narrow => json!({ "type": "integer", "format": "int32" }),
            Type::Integer(_) => json!({ "type": "integer" }),
            Type::Number(_) => json!({ "type": "number" }),
            Type::Text(one) => text(one),
            Type::Binary => json!({ "type": "string", "format": "binary" }),
            Type::Array(array) => json!({ "type": "array", "items": self.of(&array.items) }),
            Type::Map(model::Map { values, null_is_empty, .. }) => {
                let values = if *null_is_empty { nullable(self.of(values)) } else { self.of(values) };
                json!({ "type": "object", "additionalProperties": values })
            }
            Type::Any => json!({}),
            Type::Named(_) | Type::Boxed(_) | Type::Nullable(_) => self.of(ty),
        }
    }

    /// The schema of a type that is the parameter of another Rust type. typify reads it as JSON Schema, in
    /// which null is a type. A map without a name gets one like `hint`, and the description.
    pub(super) fn argument(&mut self, ty: &Type, hint: &str, description: &str) -> Value {
        match ty {
            Type::Array(array) => {
                let items = self.argument(&array.items, &format!("{hint}_item"), "");
                json!({ "type": "array", "items": items })
            }
            Type::Nullable(inner) => {
                json!({ "oneOf": [self.argument(inner, hint, description), { "type": "null" }] })
            }
            // typify doesn't look into the types of other crates.
            Type::Boxed(inner) => native("std::boxed::Box", Some(self.argument(inner, hint, description))),
            Type::Map(map) if map.name.0.is_none() => reference(&self.lift(hint, ty, description)),
            other => self.of(other),
        }
    }

    /// Gives a type without a name one like `hint`, which is returned.
    pub(super) fn lift(&mut self, hint: &str, ty: &Type, description: &str) -> String {
        let name = pascal(&self.scope.free(&pascal(hint)));
        self.components.insert(name.clone(), self.described(self.of(ty), description));
        name
    }

    /// The schema with a description, unless it refers to a type that has the same.
    pub(super) fn described(&self, schema: Value, description: &str) -> Value {
        let target = schema.get("$ref").and_then(Value::as_str);
        let known = target.and_then(|target| self.descriptions.get(target));
        if description.is_empty() || known == Some(&description) {
            return schema;
        }
        let mut schema = if target.is_some() { json!({ "allOf": [schema] }) } else { schema };
        schema["description"] = json!(description);
        schema
    }
}

/// The name of a type in the model.
fn name_of(ty: &Type) -> Option<&str> {
    match ty {
        Type::Named(name) => Some(name),
        Type::Text(text) => text.id.as_deref(),
        Type::Map(map) => map.name.0.as_deref(),
        Type::Boxed(inner) => name_of(inner),
        _ => None,
    }
}

fn pointer(name: &str) -> String {
    format!("#/components/schemas/{name}")
}

fn reference(name: &str) -> Value {
    json!({ "$ref": pointer(name) })
}

fn text(text: &Text) -> Value {
    match text.format {
        Format::Plain if text.secret => native("burgrave_client::Secret", None),
        Format::Uuid => json!({ "type": "string", "format": "uuid" }),
        Format::DateTime => json!({ "type": "string", "format": "date-time" }),
        Format::Date => json!({ "type": "string", "format": "date" }),
        _ => json!({ "type": "string" }),
    }
}

/// The schema with null among its values.
pub(super) fn nullable(mut schema: Value) -> Value {
    // Keywords beside a reference, and null beside the type of another crate, are ignored.
    if schema.get("$ref").is_some() || schema.get("x-rust-type").is_some() {
        schema = json!({ "allOf": [schema] });
    }
    schema["nullable"] = json!(true);
    schema
}

/// A schema for which typify writes the type at `path`, with a parameter or without.
pub(super) fn native(path: &str, argument: Option<Value>) -> Value {
    let library = path.split("::").next();
    let parameters = Vec::from_iter(argument);
    let native = json!({ "crate": library, "version": "*", "path": path, "parameters": parameters });
    json!({ "type": "string", "x-rust-type": native })
}
