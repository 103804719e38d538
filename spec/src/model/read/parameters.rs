//! Parameters of the path item and of the operation, whose own replace those with the same name and place.

use serde_json::Value;

use super::json::At;
use super::reader::Reader;
use crate::model::{Location, Names, Parameter, Shape, Style, Type, pascal, snake};

impl<'a> Reader<'a> {
    /// The parameters of one operation, path parameters first.
    pub(super) fn parameters(
        &mut self,
        at: At<'_, 'a>,
        item: &'a Value,
        variables: &[String],
        name: &str,
    ) -> Vec<Parameter> {
        let item_pointer = at.pointer.rsplit_once('/').map_or("", |(before, _)| before).to_owned();
        let shared = At { pointer: &item_pointer, value: item };
        let mut found: Vec<(String, &'a Value)> = vec![];
        for source in [shared, at] {
            let place = source.step("parameters");
            for (index, value) in source.list("parameters").iter().enumerate() {
                let pointer = format!("{place}/{index}");
                let (pointer, value) = match value.get("$ref") {
                    Some(target) => match self.follow(&pointer, target) {
                        Some(found) => found,
                        None => continue,
                    },
                    None => (pointer, value),
                };
                let key = |value: &Value| (value.get("name").cloned(), value.get("in").cloned());
                match found.iter_mut().find(|(_, before)| key(before) == key(value)) {
                    Some((before, _)) if before.starts_with(&place) => {
                        self.fault(&pointer, "the parameter is declared twice", "remove one");
                    }
                    Some(before) => *before = (pointer, value),
                    None => found.push((pointer, value)),
                }
            }
        }
        let mut parameters: Vec<Parameter> =
            found.iter().filter_map(|(pointer, value)| self.parameter(At { pointer, value }, name)).collect();
        parameters.sort_by_key(|one| {
            (one.location, variables.iter().position(|variable| *variable == one.name).unwrap_or(usize::MAX))
        });
        let mut fields = Names::default();
        for parameter in &mut parameters {
            parameter.field = fields.give(snake(&parameter.name));
        }
        parameters
    }

    fn parameter(&mut self, at: At<'_, '_>, operation: &str) -> Option<Parameter> {
        let name = at.text("name");
        if name.is_empty() {
            self.fault(at.pointer, "the parameter has no name", "name it");
            return None;
        }
        let location = match at.text("in") {
            "path" => Location::Path,
            "query" => Location::Query,
            // OpenAPI ignores these headers: content and security describe them.
            "header"
                if ["accept", "content-type", "authorization"]
                    .iter()
                    .any(|one| name.eq_ignore_ascii_case(one)) =>
            {
                return None;
            }
            "header" => Location::Header,
            "cookie" => Location::Cookie,
            _ => {
                self.fault(
                    &at.step("in"),
                    "`in` must be path, query, header or cookie",
                    "say where the parameter travels",
                );
                return None;
            }
        };
        let required = at.flag("required");
        if location == Location::Path && !required {
            self.fault(at.pointer, "a path parameter must be required", "add `required: true`");
        }
        let (pointer, schema, json) = self.parameter_schema(at)?;
        let read = self.schema(&pointer, schema, &format!("{operation}{}", pascal(name)));
        // There is no null in parameters: they are present or absent.
        let ty = read.ty;
        let style = if json { Style::Json } else { self.style(at, location, &ty)? };
        let default = match schema.get("default") {
            Some(value) if !required => {
                self.check_default(&format!("{pointer}/default"), value, &ty);
                Some(value.clone())
            }
            _ => None,
        };
        let description = match at.text("description") {
            "" => schema.get("description").and_then(Value::as_str).unwrap_or_default(),
            own => own,
        };
        Some(Parameter {
            name: name.to_owned(),
            field: String::new(),
            location,
            required,
            description: description.to_owned(),
            style,
            ty,
            default,
            empty_is_absent: at.flag("allowEmptyValue"),
            object: self.word(at, "x-object"),
            secret: at.flag("x-secret"),
        })
    }

    fn parameter_schema<'v>(&mut self, at: At<'_, 'v>) -> Option<(String, &'v Value, bool)> {
        if let Some(schema) = at.get("schema") {
            return Some((at.step("schema"), schema, false));
        }
        let content = at.map("content").filter(|content| content.len() == 1);
        match content.and_then(|content| content.iter().next()) {
            Some((media, value)) if media == "application/json" => match value.get("schema") {
                Some(schema) => {
                    Some((format!("{}/application~1json/schema", at.step("content")), schema, true))
                }
                None => {
                    self.fault(&at.step("content"), "the parameter's content has no schema", "add one");
                    None
                }
            },
            Some((media, _)) => {
                self.fault(
                    &at.step("content"),
                    format!("a parameter can't be `{media}`"),
                    "use `application/json`, or a `schema`",
                );
                None
            }
            None => {
                self.fault(
                    at.pointer,
                    "the parameter has no schema",
                    "add `schema`, or `content` with one media type",
                );
                None
            }
        }
    }

    fn style(&mut self, at: At<'_, '_>, location: Location, ty: &Type) -> Option<Style> {
        let plain = if matches!(location, Location::Query | Location::Cookie) { "form" } else { "simple" };
        let style = if at.text("style").is_empty() { plain } else { at.text("style") };
        match self.scalar_of(ty, 0) {
            Some(true) => return Some(Style::Plain),
            Some(false) => {}
            None => {
                self.fault(
                    at.pointer,
                    "an object, or a list of lists or objects, can't be written as plain text",
                    "use `content: {application/json: {schema: …}}`",
                );
                return None;
            }
        }
        let explode = at.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
        match (style, explode, location) {
            // An exploded list in cookies has one cookie an item; their names begin with that of the
            // parameter.
            ("form", true, Location::Query | Location::Cookie) => Some(Style::Exploded),
            ("form", false, Location::Query) | ("simple", _, Location::Path | Location::Header) => {
                Some(Style::Joined(','))
            }
            ("spaceDelimited", _, Location::Query) => Some(Style::Joined(' ')),
            ("pipeDelimited", _, Location::Query) => Some(Style::Joined('|')),
            _ => {
                self.fault(
                    &at.step("style"),
                    format!("the style `{style}` can't be expressed here"),
                    format!("use `{plain}`"),
                );
                None
            }
        }
    }

    /// `Some(true)` for a scalar, `Some(false)` for a list of scalars, otherwise none.
    fn scalar_of(&self, ty: &Type, depth: usize) -> Option<bool> {
        match ty {
            Type::Boolean | Type::Integer(_) | Type::Number(_) | Type::Text(_) => Some(true),
            Type::Array(array) => {
                (depth == 0 && self.scalar_of(&array.items, 1) == Some(true)).then_some(false)
            }
            Type::Named(name) => {
                match self.types.iter().flatten().find(|one| one.name == *name).map(|one| &one.shape) {
                    Some(Shape::Enum(_)) => Some(true),
                    Some(Shape::Union { variants, .. }) if depth < 4 => variants
                        .iter()
                        .all(|one| self.scalar_of(&one.ty, depth + 1) == Some(true))
                        .then_some(true),
                    _ => None,
                }
            }
            Type::Any | Type::Map(_) | Type::Binary | Type::Boxed(_) | Type::Nullable(_) => None,
        }
    }
}
