//! Parameters as progenitor takes them: scalars, exploded lists, and texts.

use serde_json::{Value, json};

use super::alias::Scope;
use super::rust::snake;
use super::schemas::{Schemas, native};
use crate::model::{Location, Operation, Parameter, Shape, Style, Type};

/// The parameters of the operation whose method is `id`, and its path with the names that they have in the
/// document. Cookies are left out: the client sends its credential by header.
pub(super) fn lower(operation: &Operation, id: &str, schemas: &mut Schemas<'_>) -> (Vec<Value>, String) {
    let mut scope = Scope::new(snake, "body client self");
    let mut path = operation.path.clone();
    let mut list = vec![];
    for one in &operation.parameters {
        let place = match one.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => continue,
        };
        let name = scope.admit(&one.name, &mut schemas.aliases);
        if one.location == Location::Path {
            path = path.replace(&format!("{{{}}}", one.name), &format!("{{{name}}}"));
        }
        let schema = schema(one, &format!("{id}_{}", snake(&name)), schemas);
        let (required, description) = (one.required, &one.description);
        list.push(json!({
            "name": name, "in": place, "required": required, "description": description, "schema": schema,
        }));
    }
    (list, path)
}

fn schema(one: &Parameter, hint: &str, schemas: &mut Schemas<'_>) -> Value {
    match (one.style, &one.ty) {
        (Style::Json, ty) => {
            native("burgrave_client::JsonText", Some(schemas.argument(ty, hint, &one.description)))
        }
        (Style::Joined(','), Type::Array(array)) => {
            let items = schemas.argument(&array.items, &format!("{hint}_item"), "");
            native("burgrave_client::CommaSeparated", Some(items))
        }
        // The caller writes what has no type: a list with another separator, and one of several scalars.
        (Style::Joined(_), _) => json!({ "type": "string" }),
        (Style::Plain, ty) if is_union(ty, schemas) => json!({ "type": "string" }),
        (Style::Plain | Style::Exploded, ty) => schemas.of(ty),
    }
}

fn is_union(ty: &Type, schemas: &Schemas<'_>) -> bool {
    let Type::Named(name) = ty else { return false };
    schemas.api.named(name).is_some_and(|named| matches!(named.shape, Shape::Union { .. }))
}
