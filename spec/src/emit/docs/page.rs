use std::path::PathBuf;

use serde_json::{Map, Value};

use super::markdown::{HEADER, finish, paragraph};
use super::operation::Operation;
use super::tag::Tag;
use super::{index, schemas};
use crate::node::value::{array, entries, text};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The reference in Markdown: paths below `docs/reference`, with their texts. A tag without operations has no
/// page.
pub fn docs(bundle: &Value) -> Vec<(PathBuf, String)> {
    let tags = tags(bundle);
    let mut pages = vec![(PathBuf::from("README.md"), index::index(bundle, &tags))];
    for tag in &tags {
        let mut text = format!("{HEADER}# {}\n\n{}", tag.name, paragraph(tag.description));
        for operation in &tag.operations {
            text.push_str(&operation.section(bundle));
        }
        pages.push((PathBuf::from(tag.file()), finish(text)));
    }
    pages.push((PathBuf::from("schemas.md"), finish(schemas::schemas(bundle))));
    pages
}

/// A call of each operation that can be pasted into a shell, by the operation's id, as
/// JSON.
pub fn samples(bundle: &Value) -> String {
    let tags = tags(bundle);
    let operations = tags.iter().flat_map(|tag| &tag.operations);
    let sample = |operation: &Operation<'_>| {
        let id = text(operation.value, "operationId").unwrap_or_default();
        (id.to_owned(), Value::String(operation.sample(bundle)))
    };
    Value::Object(operations.map(sample).collect()).to_string()
}

fn tags(bundle: &Value) -> Vec<Tag<'_>> {
    let mut tags: Vec<Tag<'_>> = Vec::new();
    for tag in array(bundle, "tags") {
        let name = text(tag, "name").unwrap_or_default();
        let operations = operations(bundle, name);
        if !operations.is_empty() {
            tags.push(Tag { name, description: text(tag, "description").unwrap_or_default(), operations });
        }
    }
    tags
}

fn operations<'a>(bundle: &'a Value, tag: &str) -> Vec<Operation<'a>> {
    let mut found = Vec::new();
    for (path, path_item) in entries(bundle, "paths") {
        for (method, value) in path_item.as_object().into_iter().flat_map(Map::iter) {
            if METHODS.contains(&method.as_str())
                && array(value, "tags").first().and_then(Value::as_str) == Some(tag)
            {
                found.push(Operation { path, method, value, path_item });
            }
        }
    }
    let rank = |method: &str| METHODS.iter().position(|known| *known == method);
    found.sort_by(|one, other| one.path.cmp(other.path).then(rank(one.method).cmp(&rank(other.method))));
    found
}
