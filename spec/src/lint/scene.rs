//! The specification laid out for the rules: every object once, with its pointer, and the operations.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::fields::{self, Field, Object};
use crate::node::pointer;
pub(super) use crate::node::value::{array, entries, reference, resolve, text};

/// One object of the specification, or a reference in its place.
pub(super) struct Part<'a> {
    pub(super) object: Object,
    pub(super) pointer: String,
    pub(super) value: &'a Value,
}

/// One operation.
pub(super) struct Operation<'a> {
    pub(super) pointer: String,
    pub(super) path_pointer: String,
    pub(super) path: &'a str,
    pub(super) method: &'a str,
    pub(super) value: &'a Value,
    pub(super) path_item: &'a Value,
}

/// Everything that the rules look at.
pub(super) struct Scene<'a> {
    pub(super) bundle: &'a Value,
    pub(super) parts: Vec<Part<'a>>,
    pub(super) operations: Vec<Operation<'a>>,
    places: HashMap<String, usize>,
}

/// The methods that an operation can have here.
pub(super) const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

impl<'a> Scene<'a> {
    pub(super) fn new(bundle: &'a Value) -> Self {
        let mut parts = Vec::new();
        walk(Object::Root, String::new(), bundle, &mut parts);
        let operations = operations(bundle);
        let places = parts.iter().enumerate().map(|(index, part)| (part.pointer.clone(), index)).collect();
        Scene { bundle, parts, operations, places }
    }

    /// All objects of one kind, references in their place left out.
    pub(super) fn all(&self, object: Object) -> impl Iterator<Item = &Part<'a>> {
        self.parts.iter().filter(move |part| part.object == object && reference(part.value).is_none())
    }

    /// The object at a pointer.
    pub(super) fn at(&self, pointer: &str) -> Option<&Part<'a>> {
        self.places.get(pointer).map(|index| &self.parts[*index])
    }

    /// What a value stands for: the target of its reference, followed to the end, or itself.
    pub(super) fn resolve(&self, value: &'a Value) -> &'a Value {
        resolve(self.bundle, value)
    }
}

impl<'a> Operation<'a> {
    /// The extension or field of the operation.
    pub(super) fn get(&self, key: &str) -> Option<&'a Value> {
        self.value.get(key)
    }

    /// The parameters, those of the path first; an operation's own stands for the path's of the same name and
    /// place. Each with the pointer of where it is listed.
    pub(super) fn parameters(&self, scene: &Scene<'a>) -> Vec<(String, &'a Value)> {
        let mut found: Vec<(String, &'a Value)> = Vec::new();
        for (holder, at) in [(self.path_item, &self.path_pointer), (self.value, &self.pointer)] {
            for (index, listed) in array(holder, "parameters").iter().enumerate() {
                let value = scene.resolve(listed);
                if at == &self.pointer {
                    found.retain(|(known_at, known)| {
                        known_at.starts_with(&self.pointer) || !same_parameter(known, value)
                    });
                }
                found.push((format!("{at}/parameters/{index}"), value));
            }
        }
        found
    }

    /// The answers: status, pointer, response.
    pub(super) fn answers(&self, scene: &Scene<'a>) -> Vec<(&'a str, String, &'a Value)> {
        let at = format!("{}/responses", self.pointer);
        entries(self.value, "responses")
            .map(|(status, value)| (status, pointer::join(&at, status), scene.resolve(value)))
            .collect()
    }

    /// The alternatives that let in; the root's when the operation names none.
    pub(super) fn security(&self, bundle: &'a Value) -> &'a [Value] {
        let own = self.value.get("security").or_else(|| bundle.get("security"));
        own.and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// Whether the method changes something (RFC 9110 section 9.2.1).
    pub(super) fn is_unsafe(&self) -> bool {
        self.method != "get"
    }
}

fn same_parameter(one: &Value, other: &Value) -> bool {
    one.get("name") == other.get("name") && one.get("in") == other.get("in")
}

fn operations(bundle: &Value) -> Vec<Operation<'_>> {
    let mut operations = Vec::new();
    for (path, path_item) in entries(bundle, "paths") {
        let path_pointer = pointer::join("/paths", path);
        for (method, value) in path_item.as_object().into_iter().flat_map(Map::iter) {
            if METHODS.contains(&method.as_str()) && value.is_object() {
                let pointer = format!("{path_pointer}/{method}");
                let path_pointer = path_pointer.clone();
                operations.push(Operation { pointer, path_pointer, path, method, value, path_item });
            }
        }
    }
    operations
}

/// Lists an object and those in it. As deep as the tree, which the loader bounds.
fn walk<'a>(object: Object, at: String, value: &'a Value, parts: &mut Vec<Part<'a>>) {
    if let (Some(map), None) = (value.as_object(), reference(value)) {
        let fields = fields::of(object);
        for (key, value) in map {
            let Some((_, field)) = fields.iter().find(|(name, _)| name == key) else { continue };
            match (field, value) {
                (Field::One(inner) | Field::BoolOr(inner), Value::Object(_)) => {
                    walk(*inner, pointer::join(&at, key), value, parts);
                }
                (Field::List(inner), Value::Array(list)) => {
                    for (index, value) in list.iter().enumerate() {
                        walk(*inner, format!("{at}/{key}/{index}"), value, parts);
                    }
                }
                (Field::Named(inner), Value::Object(map)) => {
                    let at = pointer::join(&at, key);
                    for (name, value) in map {
                        walk(*inner, pointer::join(&at, name), value, parts);
                    }
                }
                _ => {}
            }
        }
    }
    parts.push(Part { object, pointer: at, value });
}
