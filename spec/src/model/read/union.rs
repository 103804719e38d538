//! `oneOf` and `anyOf`: enums, and how the alternative of a value is found.

use serde_json::Value;

use super::json::{At, step};
use super::object::named;
use super::reader::Reader;
use super::schema::Read;
use crate::model::{NamedType, Names, Presence, Shape, Tell, Type, UnionVariant, pascal};

/// Keywords beside `oneOf` or `anyOf` that would constrain every alternative.
const BESIDE: [&str; 21] = [
    "properties",
    "additionalProperties",
    "items",
    "enum",
    "oneOf",
    "anyOf",
    "required",
    "format",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

impl Reader<'_> {
    /// The union under `key`.
    pub(super) fn union(&mut self, at: At<'_, '_>, key: &str, hint: &str) -> Read {
        for other in BESIDE {
            if other != key && at.get(other).is_some() {
                self.fault(
                    &at.step(other),
                    format!("`{other}` beside `{key}` can't be expressed"),
                    format!("move it into the alternatives of `{key}`"),
                );
            }
        }
        let name = self.name_of(at, hint);
        let slot = self.types.len();
        self.types.push(None);
        let mut taken = Names::without(["Self"]);
        let mut variants: Vec<UnionVariant> = vec![];
        let mut nullable = at.flag("nullable");
        for (index, value) in at.list(key).iter().enumerate() {
            let pointer = format!("{}/{index}", at.step(key));
            let read = self.schema(&pointer, value, &format!("{name}Option{}", index + 1));
            nullable |= read.nullable;
            if variants.iter().any(|one| one.ty == read.ty) {
                self.fault(&pointer, "two alternatives are the same", "remove one");
            }
            let tags = self.tags_of(at, &pointer, value);
            let rust = taken.give(self.variant_name(value, &read.ty));
            variants.push(UnionVariant { rust, ty: read.ty, tags, json: vec![] });
        }
        let tell =
            match at.get("discriminator").and_then(|one| one.get("propertyName")).and_then(Value::as_str) {
                Some(property) => Tell::Property(property.to_owned()),
                None => Tell::Order,
            };
        self.check_mapping(at, key);
        if key == "oneOf" {
            self.one_of.insert(name.clone());
        }
        self.types[slot] = Some(named(at, name.clone(), Shape::Union { variants, tell }));
        Read { ty: Type::Named(name), nullable }
    }

    fn variant_name(&self, value: &Value, ty: &Type) -> String {
        if let Some(title) = value.get("title").and_then(Value::as_str) {
            return pascal(title);
        }
        match ty {
            Type::Named(name) => name.clone(),
            Type::Boolean => "Boolean".into(),
            Type::Integer(_) => "Integer".into(),
            Type::Number(_) => "Number".into(),
            Type::Text(_) | Type::Binary => "Text".into(),
            Type::Array(_) => "List".into(),
            Type::Map(_) => "Map".into(),
            _ => "Other".into(),
        }
    }

    /// The values of the discriminator that select the alternative at `pointer`.
    fn tags_of(&mut self, at: At<'_, '_>, pointer: &str, value: &Value) -> Vec<String> {
        let Some(discriminator) = at.get("discriminator") else { return vec![] };
        let at_tell = at.step("discriminator");
        let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else {
            self.fault(&at_tell, "a discriminator needs `propertyName`", "name the property");
            return vec![];
        };
        let Some(target) = value.get("$ref").and_then(Value::as_str) else {
            self.fault(
                pointer,
                "an alternative beside a discriminator must be a reference",
                "give it a name under components",
            );
            return vec![];
        };
        let short = target.rsplit('/').next().unwrap_or_default();
        let mapped: Vec<String> = discriminator
            .get("mapping")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .filter(|(_, to)| to.as_str().is_some_and(|to| means(to, target)))
            .map(|(tag, _)| tag.clone())
            .collect();
        if !mapped.is_empty() {
            return mapped;
        }
        let own = self.follow(pointer, &Value::String(target.to_owned())).and_then(|(_, schema)| {
            schema
                .get("properties")?
                .get(property)?
                .get("enum")?
                .as_array()
                .map(|all| all.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>())
        });
        own.filter(|tags| !tags.is_empty()).unwrap_or_else(|| vec![short.to_owned()])
    }

    /// Faults for values of the discriminator that select no alternative.
    fn check_mapping(&mut self, at: At<'_, '_>, key: &str) {
        let Some(mapping) = at.get("discriminator").and_then(|one| one.get("mapping")) else { return };
        let place = step(&at.step("discriminator"), "mapping");
        for (tag, to) in mapping.as_object().into_iter().flatten() {
            let mut targets = at.list(key).iter().filter_map(|one| one.get("$ref")?.as_str());
            if !to.as_str().is_some_and(|to| targets.any(|target| means(to, target))) {
                self.fault(
                    &step(&place, tag),
                    format!("`{tag}` leads to none of the alternatives of `{key}`"),
                    "refer to one of them as it is referred to there, or by its bare name",
                );
            }
        }
    }

    /// Finds the JSON types of each alternative, and whether they distinguish the alternatives. Needs all
    /// types.
    pub(super) fn tell_apart(&mut self, types: &mut [NamedType]) {
        for index in 0..types.len() {
            let Shape::Union { variants, tell } = types[index].shape.clone() else { continue };
            let pointer = types[index].pointer.clone();
            let mut seen: Vec<&'static str> = vec![];
            let mut disjoint = true;
            let mut told = variants.clone();
            for variant in &mut told {
                variant.json = json_types(&variant.ty, types, 0);
                disjoint &= variant.json.iter().all(|kind| !seen.contains(kind));
                seen.extend(&variant.json);
                if let Tell::Property(property) = &tell {
                    self.check_tagged(&pointer, property, variant, types);
                }
            }
            if matches!(tell, Tell::Property(_)) {
                let mut tags: Vec<&String> = told.iter().flat_map(|one| &one.tags).collect();
                tags.sort();
                if tags.windows(2).any(|pair| pair[0] == pair[1]) {
                    self.fault(
                        &pointer,
                        "two alternatives share a value of the discriminator",
                        "give each its own in `mapping`",
                    );
                }
            }
            let tell = if tell == Tell::Order && disjoint { Tell::JsonType } else { tell };
            if tell == Tell::Order && self.one_of.contains(&types[index].name) {
                self.fault(
                    &pointer,
                    "alternatives of `oneOf` share a JSON type, so that a value may fit several",
                    "add a discriminator, or let the alternatives differ in their JSON type",
                );
            }
            types[index].shape = Shape::Union { variants: told, tell };
        }
    }

    fn check_tagged(&mut self, pointer: &str, property: &str, variant: &UnionVariant, types: &[NamedType]) {
        let Type::Named(name) = &variant.ty else {
            self.fault(
                pointer,
                format!(
                    "the alternative `{}` is no object with the discriminator `{property}`",
                    variant.rust
                ),
                "let it be an object that requires the property, or remove the discriminator",
            );
            return;
        };
        let fits = types.iter().find(|one| one.name == *name).is_some_and(|one| match &one.shape {
            Shape::Struct { properties, .. } => properties.iter().any(|one| {
                one.name == property
                    && matches!(one.presence, Presence::Required | Presence::Default(_, false))
            }),
            _ => false,
        });
        if !fits {
            self.fault(
                pointer,
                format!("the alternative `{name}` doesn't require the discriminator `{property}`"),
                "add it to its `properties` and its `required`",
            );
        }
    }
}

/// Whether a mapping's value is the alternative: its reference, or the bare name of its component.
fn means(to: &str, target: &str) -> bool {
    to == target || (!to.contains('/') && target.strip_prefix("#/components/schemas/") == Some(to))
}

/// The JSON types that a value of this type can have.
fn json_types(ty: &Type, types: &[NamedType], depth: usize) -> Vec<&'static str> {
    const ALL: [&str; 5] = ["object", "array", "string", "number", "boolean"];
    match ty {
        Type::Boolean => vec!["boolean"],
        Type::Integer(_) | Type::Number(_) => vec!["number"],
        Type::Text(_) | Type::Binary => vec!["string"],
        Type::Array(_) => vec!["array"],
        Type::Map(_) => vec!["object"],
        Type::Any => ALL.to_vec(),
        Type::Boxed(inner) | Type::Nullable(inner) => json_types(inner, types, depth + 1),
        Type::Named(name) => match types.iter().find(|one| one.name == *name).map(|one| &one.shape) {
            Some(Shape::Struct { .. }) => vec!["object"],
            Some(Shape::Enum(_)) => vec!["string"],
            Some(Shape::Newtype(inner)) if depth < 16 => json_types(inner, types, depth + 1),
            Some(Shape::Union { variants, .. }) if depth < 16 => {
                let mut kinds: Vec<_> =
                    variants.iter().flat_map(|one| json_types(&one.ty, types, depth + 4)).collect();
                kinds.sort_unstable();
                kinds.dedup();
                kinds
            }
            _ => ALL.to_vec(),
        },
    }
}
