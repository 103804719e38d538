//! The document for progenitor: an OpenAPI 3.0 specification that has only what progenitor takes.

use serde_json::{Value, json};

use super::alias::{Aliases, Scope};
use super::operation::Operation;
use super::rust::snake;
use super::schemas::Schemas;
use super::{answers, body, helpers, parameters, types};
use crate::model::{self, Api, Type};

/// Methods that every client has, and types that are beside the builders or are named in them.
const RESERVED: &str = "api_version baseurl box byte_stream client client_hooks client_info default err error \
    exec inner into new new_with_client none ok operation_info option request_builder_ext response_value \
    result some string to_string vec with_token";

/// The document, and the part of the text that isn't progenitor's.
pub(super) struct Document {
    pub(super) specification: Value,
    /// The types of identifiers: the component schemas of format `uuid`.
    pub(super) ids: Vec<String>,
    pub(super) aliases: Aliases,
    pub(super) helpers: String,
}

/// Lowers a model.
pub(super) fn lower(api: &Api) -> Document {
    let mut schemas = Schemas::new(api);
    types::lower(&mut schemas);
    let mut methods = Scope::new(snake, RESERVED);
    let mut paths = json!({});
    let mut operations = vec![];
    for given in &api.operations {
        let id = snake(&methods.free(&given.id));
        let (path, entry, about) = operation(given, id, &mut schemas);
        paths[path][given.method.as_str().to_ascii_lowercase()] = entry;
        operations.push(about);
    }
    let ids = api.type_aliases.iter().filter(|one| matches!(one.ty, Type::Text(_)));
    let ids: Vec<String> = ids.map(|one| schemas.name(&one.name)).collect();
    let helpers = helpers::write(&operations, &ids, &mut schemas);
    let version: String = api.version.chars().filter(char::is_ascii_graphic).collect();
    let specification = json!({
        "openapi": "3.0.3",
        "info": { "title": api.title, "version": version },
        "paths": paths,
        "components": { "schemas": schemas.components },
    });
    Document { specification, ids, aliases: schemas.aliases, helpers }
}

/// One operation: its path, its entry in the document, and what the hooks and helpers need to know of it.
fn operation<'a>(
    given: &'a model::Operation,
    id: String,
    schemas: &mut Schemas<'_>,
) -> (String, Value, Operation<'a>) {
    let (mut parameters, path) = parameters::lower(given, &id, schemas);
    let (plan, responses) = answers::lower(given, schemas);
    let mut entry = json!({ "operationId": id, "responses": responses });
    for (key, text) in [("summary", &given.summary), ("description", &given.description)] {
        if !text.is_empty() {
            entry[key] = json!(text);
        }
    }
    let mut content_type = None;
    if let Some(body) = &given.body {
        let (request, sent) = body::lower(body, schemas);
        if sent.is_none() {
            parameters.push(json!({
                "name": "Content-Type", "in": "header", "required": true, "schema": { "type": "string" },
                "description": "The media type of the body.",
            }));
        }
        content_type = sent.filter(|name| request["content"].get(name).is_none());
        entry["requestBody"] = request;
    }
    entry["parameters"] = Value::Array(parameters);
    (path, entry, Operation { id, plan, content_type, accept: answers::accept(given) })
}
