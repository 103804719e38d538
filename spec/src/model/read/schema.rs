//! Schemas, read as types.

use serde_json::Value;

use super::json::At;
use super::reader::{MAX_DEPTH, Reader};
use crate::model::{Array, NamedType, Shape, Type, TypeAlias};

/// A type, and whether its schema allows null.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub(super) ty: Type,
    pub(super) nullable: bool,
}

impl Read {
    /// The type with null in it, for places that have no presence of their own.
    pub(super) fn inner(self) -> Type {
        match self.ty {
            ty if self.nullable && ty != Type::Any => Type::Nullable(Box::new(ty)),
            ty => ty,
        }
    }
}

/// The result for a schema with a fault.
pub(super) const NOTHING: Read = Read { ty: Type::Any, nullable: false };

impl<'a> Reader<'a> {
    /// A component. It is listed as an alias if it names a type that is no item of its own.
    pub(super) fn component(&mut self, pointer: &str, value: &'a Value, name: &str) {
        let ty = self.schema(pointer, value, name).ty;
        let own = match &ty {
            Type::Text(text) => text.id.as_deref(),
            Type::Map(map) => map.name.0.as_deref(),
            _ => None,
        };
        if own == Some(name) {
            let description = At { pointer, value }.text("description").to_owned();
            self.type_aliases.push(TypeAlias { name: name.to_owned(), description, ty });
        }
    }

    /// The type of the schema at `pointer`. An inline schema that needs a name gets `hint`.
    pub(super) fn schema(&mut self, pointer: &str, value: &Value, hint: &str) -> Read {
        if self.depth >= MAX_DEPTH {
            self.fault(pointer, "the schema nests too deeply", "give its inner parts names under components");
            return NOTHING;
        }
        self.depth += 1;
        let read = self.dispatch(pointer, value, hint);
        self.depth -= 1;
        read
    }

    fn dispatch(&mut self, pointer: &str, value: &Value, hint: &str) -> Read {
        if !value.is_object() {
            self.fault(pointer, "a schema must be an object", "write a schema such as `type: string`");
            return NOTHING;
        }
        if let Some(name) = self.named.get(pointer).cloned() {
            let nullable = match self.nullable.get(pointer) {
                Some(known) => *known,
                // It is still being read: this is a reference from its own inside.
                None => self.lets_null(value, &mut vec![], 0),
            };
            return Read { ty: Type::Named(name), nullable };
        }
        if let Some(target) = value.get("$ref") {
            return self.reference(pointer, target);
        }
        if self.open.iter().any(|open| open == pointer) {
            return self.contains_itself(pointer, value, hint);
        }
        self.open.push(pointer.to_owned());
        let read = self.flat(pointer, value, hint);
        self.open.pop();
        let read = match self.recursive.iter().position(|one| one == pointer) {
            Some(index) => {
                self.recursive.swap_remove(index);
                self.newtype(pointer, value, read)
            }
            None => read,
        };
        if self.named.contains_key(pointer) {
            self.nullable.insert(pointer.to_owned(), read.nullable);
        }
        read
    }

    /// Whether a schema allows null, itself or in one of its alternatives. `seen` are the references that led
    /// to it.
    fn lets_null<'v>(&self, value: &'v Value, seen: &mut Vec<&'v str>, depth: usize) -> bool
    where
        'a: 'v,
    {
        if depth >= MAX_DEPTH {
            return false;
        }
        if let Some(target) = value.get("$ref").and_then(Value::as_str) {
            if seen.contains(&target) {
                return false;
            }
            seen.push(target);
            let bundle: &'a Value = self.bundle;
            let found = target.strip_prefix('#').and_then(|path| bundle.pointer(path));
            return found.is_some_and(|value| self.lets_null(value, seen, depth + 1));
        }
        let at = At { pointer: "", value };
        let single = match at.list("allOf") {
            [one] => Some(one),
            _ => None,
        };
        at.flag("nullable")
            || (at.list("oneOf").iter().chain(at.list("anyOf")).chain(single))
                .any(|one| self.lets_null(one, seen, depth + 1))
    }

    fn reference(&mut self, pointer: &str, target: &Value) -> Read {
        let Some((target, value)) = self.follow(pointer, target) else { return NOTHING };
        let hint = self
            .reserved
            .get(&target)
            .cloned()
            .unwrap_or_else(|| crate::model::pascal(target.rsplit('/').next().unwrap_or_default()));
        self.schema(&target, value, &hint)
    }

    /// The pointer and the value at the end of a chain of references.
    pub(super) fn follow(&mut self, pointer: &str, target: &Value) -> Option<(String, &'a Value)> {
        let mut target = target.as_str().unwrap_or_default().to_owned();
        let mend = "refer to something in this document, as in `#/components/schemas/Group`";
        for _ in 0..MAX_DEPTH {
            let Some(path) = target.strip_prefix('#') else {
                self.fault(pointer, format!("the reference `{target}` leaves the document"), mend);
                return None;
            };
            let bundle = self.bundle;
            let Some(value) = bundle.pointer(path) else {
                self.fault(pointer, format!("the reference `{target}` leads nowhere"), mend);
                return None;
            };
            match value.get("$ref").and_then(Value::as_str) {
                Some(next) => target = next.to_owned(),
                None => return Some((path.to_owned(), value)),
            }
        }
        self.fault(
            pointer,
            "the reference leads back to itself",
            "let one of the schemas in the circle say what it is",
        );
        None
    }

    /// Gives a name to a schema that contains itself.
    fn contains_itself(&mut self, pointer: &str, value: &Value, hint: &str) -> Read {
        let name = match self.reserved.get(pointer) {
            Some(name) => name.clone(),
            None => self.names.give(hint.to_owned()),
        };
        self.recursive.push(pointer.to_owned());
        self.named.insert(pointer.to_owned(), name.clone());
        Read { ty: Type::Named(name), nullable: self.lets_null(value, &mut vec![], 0) }
    }

    fn newtype(&mut self, pointer: &str, value: &Value, read: Read) -> Read {
        self.recursive.retain(|one| one != pointer);
        let Some(name) = self.named.get(pointer).cloned() else { return read };
        if matches!(&read.ty, Type::Named(inner) if *inner == name) {
            self.fault(pointer, "the schema is nothing but itself", "say what it holds");
            return NOTHING;
        }
        let description = At { pointer, value }.text("description").to_owned();
        self.types.push(Some(NamedType {
            name: name.clone(),
            pointer: pointer.to_owned(),
            description,
            shape: Shape::Newtype(read.ty),
            input: false,
            output: false,
        }));
        Read { ty: Type::Named(name), nullable: read.nullable }
    }

    /// The type of a schema, without its `allOf`.
    fn flat(&mut self, pointer: &str, value: &Value, hint: &str) -> Read {
        let Some(flat) = self.flatten(pointer, value) else { return NOTHING };
        if let Some((pointer, one)) = flat.alone {
            let inner = self.schema(&pointer, &one, hint);
            return Read { nullable: inner.nullable || flat.nullable, ty: inner.ty };
        }
        let at = At { pointer, value: &flat.value };
        for key in ["not", "patternProperties", "const", "if", "prefixItems"] {
            if at.get(key).is_some() {
                self.fault(
                    &at.step(key),
                    format!("`{key}` can't be expressed"),
                    "describe the rule in words and check it in the handler",
                );
            }
        }
        for key in ["oneOf", "anyOf"] {
            if at.get(key).is_some() {
                return self.union(at, key, hint);
            }
        }
        let nullable = flat.nullable;
        let ty = match self.kind_of(at) {
            Some("object") => self.object(at, &flat.origins, hint),
            Some("array") => self.array(at, hint),
            Some("string") => self.string(at, hint),
            Some("integer") => self.integer(at),
            Some("number") => self.number(at),
            Some("boolean") => self.boolean(at),
            _ => Type::Any,
        };
        Read { ty, nullable: nullable && ty_is_not_any(at) }
    }

    /// The declared type, or the one that the other keywords imply.
    fn kind_of(&mut self, at: At<'_, '_>) -> Option<&'static str> {
        const KINDS: [&str; 6] = ["object", "array", "string", "integer", "number", "boolean"];
        match at.get("type") {
            Some(Value::String(declared)) => {
                let known = KINDS.into_iter().find(|kind| kind == declared);
                if known.is_none() {
                    self.fault(
                        &at.step("type"),
                        format!("`{declared}` is no type"),
                        format!("use one of {}", KINDS.join(", ")),
                    );
                }
                known
            }
            Some(_) => {
                self.fault(
                    &at.step("type"),
                    "a schema has one type in OpenAPI 3.0",
                    "use one type, and `nullable: true` for null",
                );
                None
            }
            None if at.get("properties").is_some() || at.get("additionalProperties").is_some() => {
                Some("object")
            }
            None if at.get("items").is_some() => Some("array"),
            None if at.list("enum").iter().any(Value::is_string) => Some("string"),
            None => {
                let bound = [
                    "enum",
                    "format",
                    "pattern",
                    "minLength",
                    "maxLength",
                    "minimum",
                    "maximum",
                    "multipleOf",
                    "minItems",
                    "maxItems",
                    "uniqueItems",
                    "minProperties",
                    "maxProperties",
                    "required",
                ]
                .into_iter()
                .find(|key| at.get(key).is_some());
                if let Some(key) = bound {
                    self.fault(
                        at.pointer,
                        format!("`{key}` stands in a schema without a type"),
                        "add the `type` that it is for",
                    );
                }
                None
            }
        }
    }

    fn array(&mut self, at: At<'_, '_>, hint: &str) -> Type {
        let Some(items) = at.get("items") else {
            self.fault(
                at.pointer,
                "an array needs `items`",
                "say what the array holds; `items: {}` is anything",
            );
            return Type::Any;
        };
        let items = self.schema(&at.step("items"), items, &format!("{hint}Item")).inner();
        Type::Array(Array {
            items: Box::new(items),
            min_items: self.count(at, "minItems"),
            max_items: self.count(at, "maxItems"),
            unique: at.flag("uniqueItems"),
        })
    }
}

fn ty_is_not_any(at: At<'_, '_>) -> bool {
    at.value.as_object().is_some_and(|keys| !keys.is_empty())
}
