//! Files in JSON: blocks are objects by their labels, and texts are templates.

use serde_json::{Map, Value};

use super::parts::{Parts, VariableBlock, WorkspaceTag};
use super::{Expression, Place, ReadFault};

/// Reads a file. The parser bounds how deep it is. Nothing in it knows its line, so all places are the file's
/// first.
pub(super) fn read(file: &str, text: &str) -> Result<Parts, ReadFault> {
    let document: Value = serde_json::from_str(text).map_err(|error| ReadFault::Syntax {
        place: Place { file: file.to_owned(), line: error.line().max(1) },
        message: error.to_string(),
    })?;
    let source = Source { file };
    let mut parts = Parts::default();
    for (name, block) in labeled(document.get("variable")) {
        parts.variables.push(source.variable(name, block));
    }
    for local in objects(document.get("locals")) {
        parts.locals.extend(local.iter().map(|(name, value)| (name.clone(), source.expression(value))));
    }
    for sources in objects(document.get("data")) {
        for (name, block) in labeled(sources.get("coder_parameter")) {
            let default = block.get("default").map(|value| source.expression(value));
            parts.parameters.push((name.to_owned(), default));
        }
        for (_, block) in labeled(sources.get("coder_workspace_tags")) {
            parts.tags.extend(source.tags(block)?);
        }
    }
    Ok(parts)
}

/// An object, or the objects of a list.
fn objects(value: Option<&Value>) -> impl Iterator<Item = &Map<String, Value>> {
    let listed = value.and_then(Value::as_array).into_iter().flatten();
    listed.chain(value).filter_map(Value::as_object)
}

/// Blocks with one label. The same label may stand for several.
fn labeled(value: Option<&Value>) -> impl Iterator<Item = (&str, &Map<String, Value>)> {
    objects(value).flatten().flat_map(|(name, block)| objects(Some(block)).map(move |block| (&**name, block)))
}

struct Source<'a> {
    file: &'a str,
}

impl Source<'_> {
    fn variable(&self, name: &str, block: &Map<String, Value>) -> VariableBlock {
        let attribute = |name: &str| block.get(name).map(|value| self.expression(value));
        // Types are texts that hold the language's own words.
        let kind = block.get("type").and_then(Value::as_str);
        VariableBlock {
            name: name.to_owned(),
            place: self.place(),
            kind: kind.map(|text| Expression { text: text.to_owned(), place: self.place() }),
            description: attribute("description"),
            default: attribute("default"),
            sensitive: attribute("sensitive"),
        }
    }

    fn tags(&self, block: &Map<String, Value>) -> Result<Vec<WorkspaceTag>, ReadFault> {
        let fault =
            |message: &str| ReadFault::Declaration { place: self.place(), message: message.to_owned() };
        let Some(tags) = block.get("tags") else {
            return Err(fault("\"tags\" attribute is required by coder_workspace_tags"));
        };
        let Some(tags) = tags.as_object() else {
            return Err(fault("\"tags\" attribute is expected to be a key-value map"));
        };
        Ok(tags
            .iter()
            .map(|(key, value)| WorkspaceTag { key: key.clone(), value: self.expression(value) })
            .collect())
    }

    /// A text that is nothing but one interpolation is what it interpolates.
    fn expression(&self, value: &Value) -> Expression {
        let whole = value.as_str().and_then(|text| text.strip_prefix("${")?.strip_suffix('}'));
        let whole = whole.filter(|inner| !inner.contains(['{', '}', '"']));
        let text = whole.map_or_else(|| value.to_string(), |inner| inner.trim().to_owned());
        Expression { text, place: self.place() }
    }

    fn place(&self) -> Place {
        Place { file: self.file.to_owned(), line: 1 }
    }
}
