//! The copy of the specification: every operation rewritten, every reference but those to schemas resolved.

use serde_json::{Map, Value, json};

use super::alias::{Aliases, Scope};
use super::answers::{self, Content, ERROR, Plan};
use super::lift::Components;
use super::rust::snake;
use super::{body, fields, flatten, parameters, schemas};
use crate::node::pointer;

/// The HTTP methods that a path item can have.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Methods that the generated client has anyway, and types that stand beside the builders or are named in them.
const RESERVED: [&str; 28] = [
    "",
    "api_version",
    "baseurl",
    "box",
    "byte_stream",
    "client",
    "client_hooks",
    "client_info",
    "default",
    "err",
    "error",
    "exec",
    "inner",
    "into",
    "new",
    "new_with_client",
    "none",
    "ok",
    "operation_info",
    "option",
    "request_builder_ext",
    "response_value",
    "result",
    "some",
    "string",
    "to_string",
    "vec",
    "with_token",
];

/// What the helpers and hooks need to know of one operation.
#[derive(Debug)]
pub(super) struct Operation {
    /// The builder's method, in snake case.
    pub(super) id: String,
    pub(super) plan: Plan,
    /// The content type that the body has, where progenitor sends another.
    pub(super) content_type: Option<String>,
    /// What the client asks for, where progenitor asks for something else.
    pub(super) accept: Option<String>,
}

/// The rewritten copy, and what goes beside progenitor's text.
pub(super) struct Copy {
    pub(super) document: Value,
    pub(super) operations: Vec<Operation>,
    pub(super) aliases: Aliases,
}

/// Makes the copy of a bundled specification.
///
/// # Errors
/// All that the client can't express, one line each, with its operation and its place.
pub(super) fn copy(bundle: &Value) -> Result<Copy, String> {
    let mut document = bundle.clone();
    schemas::name(&mut document);
    let mut aliases = Aliases::default();
    let mut components = components(&document, &mut aliases);
    let mut operations = vec![];
    let mut ids = Scope::new(snake, &RESERVED);
    let mut paths = Map::new();
    let mut faults = vec![];
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, given) in item.as_object().into_iter().flatten() {
            if METHODS.contains(&method.as_str()) {
                let name = given["operationId"]
                    .as_str()
                    .ok_or_else(|| format!("{method} {path} has no operationId"))?;
                let id = snake(&ids.admit(name, &mut Aliases::default()));
                let scene = Scene { document: &document, path, item, given, id: &id };
                let (path, new, operation) = match scene.rewrite(&mut components, &mut aliases) {
                    Ok(rewritten) => rewritten,
                    Err(problem) => {
                        let place = pointer::join(&pointer::join("/paths", path), method);
                        faults.push(format!("operation {name}: {problem} (at {place})"));
                        continue;
                    }
                };
                let entry = paths.entry(path).or_insert_with(|| json!({}));
                entry[method] = new;
                operations.push(operation);
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults.join("\n"));
    }
    three_valued(&mut paths, &mut components);
    components.keep_names_apart();
    let version: String =
        document["info"]["version"].as_str().unwrap_or("0").chars().filter(char::is_ascii_graphic).collect();
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": document["info"]["title"].as_str().unwrap_or("the API"), "version": version },
        "paths": paths,
        "components": { "schemas": components.into_schemas() },
    });
    Ok(Copy { document, operations, aliases })
}

/// The component schemas, made palatable, and the error type.
fn components(document: &Value, aliases: &mut Aliases) -> Components {
    let given = document.pointer("/components/schemas").and_then(Value::as_object);
    let mut schemas: Map<String, Value> = given
        .into_iter()
        .flatten()
        .map(|(name, schema)| {
            let mut schema = flatten::flattened(document, schema).unwrap_or_else(|| schema.clone());
            schemas::normalize(&mut schema, aliases);
            (name.clone(), schema)
        })
        .collect();
    schemas.insert(ERROR.into(), json!({ "type": "object" }));
    Components::new(schemas)
}

/// Gives the optional fields of everything that requests are made of their three states.
fn three_valued(paths: &mut Map<String, Value>, components: &mut Components) {
    let mut bodies: Vec<(String, &mut Value)> = paths
        .values_mut()
        .flat_map(|item| item.as_object_mut().into_iter().flatten())
        .filter_map(|(_, operation)| {
            let name = operation["operationId"].as_str().unwrap_or_default().to_owned();
            let content = operation.get_mut("requestBody")?.get_mut("content")?.as_object_mut()?;
            let media = content.values_mut().next()?;
            Some((format!("{name}_body"), media.get_mut("schema")?))
        })
        .collect();
    for name in fields::reached(components, bodies.iter().map(|(_, schema)| &**schema)) {
        if let Some(mut schema) = components.get(&name).cloned() {
            fields::mark(&mut schema, &name, components);
            components.set(&name, schema);
        }
    }
    for (hint, schema) in &mut bodies {
        fields::mark(schema, hint, components);
    }
}

/// One operation where it stands.
struct Scene<'a> {
    document: &'a Value,
    path: &'a str,
    item: &'a Value,
    given: &'a Value,
    id: &'a str,
}

impl Scene<'_> {
    fn rewrite(
        &self,
        components: &mut Components,
        aliases: &mut Aliases,
    ) -> Result<(String, Value, Operation), String> {
        let given: Vec<&Value> = [self.item, self.given]
            .into_iter()
            .filter_map(|holder| holder.get("parameters")?.as_array())
            .flatten()
            .collect();
        let mut parameters =
            parameters::rewrite(self.document, self.path, self.id, &given, components, aliases)?;
        let mut operation = json!({ "operationId": self.id });
        for key in ["summary", "description"] {
            if let Some(text) = self.given.get(key) {
                operation[key] = text.clone();
            }
        }
        let mut body =
            self.given.get("requestBody").map(|body| body::rewrite(self.document, body)).unwrap_or_default();
        if body.chosen {
            parameters.list.push(json!({
                "name": "Content-Type", "in": "header", "required": true, "schema": { "type": "string" },
                "description": "The media type of the body.",
            }));
        }
        if let Some(request) = body.request.take() {
            operation["requestBody"] = self.palatable(request, aliases);
        }
        operation["parameters"] = Value::Array(parameters.list);
        let found = self.answers(aliases);
        let accept = found.iter().find(|one| matches!(one.content, Content::Json(_)) && one.status < 300);
        let accept = accept.and_then(|one| one.media_type.clone()).filter(|name| name != "application/json");
        let (plan, responses) = answers::plan(self.id, found, components);
        operation["responses"] = responses;
        let about = Operation { id: self.id.to_owned(), plan, content_type: body.content_type, accept };
        Ok((parameters.path, operation, about))
    }

    fn answers(&self, aliases: &mut Aliases) -> Vec<answers::Success> {
        let none = Map::new();
        let responses = self.given.get("responses").and_then(Value::as_object).unwrap_or(&none);
        let mut found = answers::successes(self.document, responses);
        for one in &mut found {
            if let Content::Json(schema) = &mut one.content {
                self.palatable_schema(schema, aliases);
            }
        }
        found
    }

    fn palatable(&self, mut request: Value, aliases: &mut Aliases) -> Value {
        let content = request.get_mut("content").and_then(Value::as_object_mut);
        for (name, media) in content.into_iter().flatten() {
            if name == "application/json" || name == "application/x-www-form-urlencoded" {
                self.palatable_schema(&mut media["schema"], aliases);
            }
        }
        request
    }

    fn palatable_schema(&self, schema: &mut Value, aliases: &mut Aliases) {
        if let Some(flat) = flatten::flattened(self.document, schema) {
            *schema = flat;
        }
        schemas::normalize(schema, aliases);
    }
}
