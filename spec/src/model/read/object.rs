//! Objects: structs, maps, and structs with further keys.

use std::collections::HashMap;

use serde_json::Value;

use super::json::At;
use super::reader::Reader;
use super::schema::Read;
use crate::model::{ComponentName, Map, NamedType, Names, Presence, Property, Shape, Type, pascal, snake};

impl Reader<'_> {
    /// An object: a map without named properties, otherwise a struct.
    pub(super) fn object(&mut self, at: At<'_, '_>, origins: &HashMap<String, String>, hint: &str) -> Type {
        if at.map("properties").is_none_or(serde_json::Map::is_empty) && at.list("required").is_empty() {
            return self.map(at, hint);
        }
        let name = self.name_of(at, hint);
        let slot = self.types.len();
        self.types.push(None);
        let properties = self.properties(at, origins, &name);
        let additional = match at.get("additionalProperties") {
            None | Some(Value::Bool(_)) => None,
            Some(schema) => {
                let mut fields =
                    Names::without(properties.iter().map(|one| one.field.trim_start_matches("r#")));
                let read = self.schema(&at.step("additionalProperties"), schema, &format!("{name}Value"));
                Some((fields.give("additional".into()), read.inner()))
            }
        };
        let shape = Shape::Struct {
            properties,
            additional,
            min_properties: self.count(at, "minProperties"),
            max_properties: self.count(at, "maxProperties"),
        };
        self.types[slot] = Some(named(at, name.clone(), shape));
        Type::Named(name)
    }

    /// The Rust name of the schema at this place, remembered for references to it.
    pub(super) fn name_of(&mut self, at: At<'_, '_>, hint: &str) -> String {
        let name = match self.reserved.get(at.pointer) {
            Some(name) => name.clone(),
            None => {
                let title = at.text("title");
                self.names.give(if title.is_empty() { hint.to_owned() } else { pascal(title) })
            }
        };
        self.named.insert(at.pointer.to_owned(), name.clone());
        name
    }

    fn map(&mut self, at: At<'_, '_>, hint: &str) -> Type {
        let mut null_is_empty = false;
        let values = match at.get("additionalProperties") {
            Some(Value::Bool(false)) => {
                self.fault(
                    &at.step("additionalProperties"),
                    "the object has no properties and may have no others, so that it is always empty",
                    "name its `properties`, or leave `additionalProperties` out for free keys",
                );
                return Type::Any;
            }
            None | Some(Value::Bool(true)) => Type::Any,
            Some(schema) => {
                let read = self.schema(&at.step("additionalProperties"), schema, &format!("{hint}Value"));
                null_is_empty = read.nullable && matches!(read.ty, Type::Array(_) | Type::Map(_));
                if null_is_empty { read.ty } else { read.inner() }
            }
        };
        Type::Map(Map {
            name: ComponentName(self.reserved.get(at.pointer).cloned()),
            values: Box::new(values),
            null_is_empty,
            min_properties: self.count(at, "minProperties"),
            max_properties: self.count(at, "maxProperties"),
        })
    }

    fn properties(
        &mut self,
        at: At<'_, '_>,
        origins: &HashMap<String, String>,
        parent: &str,
    ) -> Vec<Property> {
        let required: Vec<&str> = at.list("required").iter().filter_map(Value::as_str).collect();
        let place = at.step("properties");
        let mut fields = Names::default();
        let mut properties = vec![];
        for (name, value) in at.map("properties").into_iter().flatten() {
            let pointer = origins.get(name).cloned().unwrap_or_else(|| super::json::step(&place, name));
            let read = self.schema(&pointer, value, &format!("{parent}{}", pascal(name)));
            let field = fields.give(snake(name));
            properties.push(self.property(At { pointer: &pointer, value }, name, field, read, &required));
        }
        for name in
            required.iter().filter(|name| at.map("properties").is_none_or(|all| !all.contains_key(**name)))
        {
            self.fault(
                &at.step("required"),
                format!("`{name}` is required but is no property"),
                "add it to `properties`",
            );
        }
        properties
    }

    fn property(
        &mut self,
        at: At<'_, '_>,
        name: &str,
        field: String,
        read: Read,
        required: &[&str],
    ) -> Property {
        // Annotations may stand beside the reference (in `allOf: [$ref]`) or at its target.
        let target =
            at.get("$ref").and_then(|target| self.follow(at.pointer, target)).map(|(_, value)| value);
        let write_only = at.flag("writeOnly")
            || target.is_some_and(|one| one.get("writeOnly") == Some(&Value::Bool(true)));
        let read_only =
            at.flag("readOnly") || target.is_some_and(|one| one.get("readOnly") == Some(&Value::Bool(true)));
        let description = match at.text("description") {
            "" => target.and_then(|one| one.get("description")).and_then(Value::as_str).unwrap_or_default(),
            own => own,
        };
        let nullable = read.nullable && read.ty != Type::Any;
        let mut ty = read.ty;
        if let (Type::Text(text), true) = (&mut ty, write_only) {
            text.secret = true;
        }
        let default = at.get("default").or_else(|| target.and_then(|one| one.get("default")));
        let presence = match (required.contains(&name), nullable, default) {
            (true, false, _) => Presence::Required,
            (true, true, _) => Presence::Nullable,
            (false, nullable, Some(value)) if nullable || !value.is_null() => {
                if !(nullable && value.is_null()) {
                    self.check_default(&at.step("default"), value, &ty);
                }
                Presence::Default(value.clone(), nullable)
            }
            (false, true, _) => Presence::Either,
            (false, false, _) => Presence::Optional,
        };
        Property {
            name: name.to_owned(),
            field,
            description: description.to_owned(),
            ty,
            presence,
            read_only,
            write_only,
        }
    }
}

/// A named type, before it is known whether requests or answers contain it.
pub(super) fn named(at: At<'_, '_>, name: String, shape: Shape) -> NamedType {
    NamedType {
        name,
        pointer: at.pointer.to_owned(),
        description: at.text("description").to_owned(),
        shape,
        input: false,
        output: false,
    }
}
