//! Files in JSON: blocks are objects by their labels, and texts are templates.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::lower;
use super::parts::{Parts, VariableBlock, WorkspaceTag};
use super::syntax::{Attribute, Block, Syntax};
use super::{Expression, Place, ReadFault, value};

/// What stands in the blocks that are read as blocks of their own. All else there is an attribute.
const INNER: [&str; 9] = [
    "option",
    "validation",
    "dynamic",
    "content",
    "prebuilds",
    "expiration_policy",
    "scheduling",
    "schedule",
    "lifecycle",
];

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
        parts.variables.push(source.variable(name, block)?);
    }
    for kind in ["variable", "module", "output"] {
        for (name, block) in labeled(document.get(kind)) {
            parts.blocks.push(source.block(kind, &[name], block)?);
        }
    }
    for locals in objects(document.get("locals")) {
        parts.blocks.push(source.block("locals", &[], locals)?);
    }
    for kind in ["data", "resource", "ephemeral"] {
        for (of, block) in objects(document.get(kind)).flatten() {
            for (name, block) in labeled(Some(block)) {
                let empty = Map::new();
                let known = kind == "data" && of.starts_with("coder_");
                let block = if known { block } else { &empty };
                parts.blocks.push(source.block(kind, &[of, name], block)?);
            }
        }
    }
    for sources in objects(document.get("data")) {
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
    fn variable(&self, name: &str, block: &Map<String, Value>) -> Result<VariableBlock, ReadFault> {
        let attribute = |name: &str| block.get(name).map(|value| self.expression(value)).transpose();
        // Types are texts that hold the language's own words.
        let kind = block.get("type").and_then(Value::as_str);
        Ok(VariableBlock {
            name: name.to_owned(),
            place: self.place(),
            kind: kind.map(|text| Expression {
                text: text.to_owned(),
                place: self.place(),
                syntax: Arc::new(Syntax::Literal(text.into())),
            }),
            description: attribute("description")?,
            default: attribute("default")?,
            sensitive: attribute("sensitive")?,
        })
    }

    fn tags(&self, block: &Map<String, Value>) -> Result<Vec<WorkspaceTag>, ReadFault> {
        let Some(tags) = block.get("tags") else {
            return Err(self.fault("\"tags\" attribute is required by coder_workspace_tags"));
        };
        let Some(tags) = tags.as_object() else {
            return Err(self.fault("\"tags\" attribute is expected to be a key-value map"));
        };
        tags.iter()
            .map(|(key, value)| Ok(WorkspaceTag { key: key.clone(), value: self.expression(value)? }))
            .collect()
    }

    /// A block of which is known which of its members are blocks.
    fn block(&self, kind: &str, labels: &[&str], body: &Map<String, Value>) -> Result<Block, ReadFault> {
        let mut block = Block {
            kind: kind.into(),
            labels: labels.iter().map(|label| (*label).into()).collect(),
            attributes: Vec::new(),
            blocks: Vec::new(),
            place: self.place(),
        };
        let blocks = !matches!(kind, "module" | "locals");
        for (name, value) in body {
            match &**name {
                // What it says is said in the language's own words, and is read as such.
                "type" if kind == "variable" => {
                    let text = value.as_str().unwrap_or("any");
                    let syntax = lower::expression(text).map_err(|message| self.fault(&message))?;
                    block.attributes.push((name.as_str().into(), self.attribute(syntax)));
                }
                "dynamic" if blocks => {
                    for (label, inner) in labeled(Some(value)) {
                        block.blocks.push(self.block(name, &[label], inner)?);
                    }
                }
                inner if blocks && INNER.contains(&inner) => {
                    for body in objects(Some(value)) {
                        block.blocks.push(self.block(name, &[], body)?);
                    }
                }
                _ => {
                    let syntax = self.syntax(value)?;
                    block.attributes.push((name.as_str().into(), self.attribute(syntax)));
                }
            }
        }
        Ok(block)
    }

    fn attribute(&self, syntax: Syntax) -> Attribute {
        Attribute { value: Arc::new(syntax), place: self.place() }
    }

    /// A text that is nothing but one gap is what stands in the gap.
    fn expression(&self, value: &Value) -> Result<Expression, ReadFault> {
        let whole = value.as_str().and_then(|text| text.strip_prefix("${")?.strip_suffix('}'));
        let whole = whole.filter(|inner| !inner.contains(['{', '}', '"']));
        let text = whole.map_or_else(|| value.to_string(), |inner| inner.trim().to_owned());
        Ok(Expression { text, place: self.place(), syntax: Arc::new(self.syntax(value)?) })
    }

    fn syntax(&self, value: &Value) -> Result<Syntax, ReadFault> {
        let template = |text: &str| lower::template(text).map_err(|message| self.fault(&message));
        Ok(match value {
            Value::String(text) => template(text)?,
            Value::Array(all) => {
                Syntax::List(all.iter().map(|one| self.syntax(one)).collect::<Result<_, _>>()?)
            }
            Value::Object(all) => {
                let member = |(key, value): (&String, _)| Ok((template(key)?, self.syntax(value)?));
                Syntax::Map(all.iter().map(member).collect::<Result<_, ReadFault>>()?)
            }
            plain => {
                let plain = value::Value::from_json(plain).map_err(|message| self.fault(&message))?;
                Syntax::Literal(plain)
            }
        })
    }

    fn fault(&self, message: &str) -> ReadFault {
        ReadFault::Declaration { place: self.place(), message: message.to_owned() }
    }

    fn place(&self) -> Place {
        Place { file: self.file.to_owned(), line: 1 }
    }
}
