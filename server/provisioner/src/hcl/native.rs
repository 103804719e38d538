//! Files in the language's own syntax.

use std::ops::Range;
use std::sync::Arc;

use hcl_edit::Span;
use hcl_edit::expr::{Expression as Parsed, ObjectKey};
use hcl_edit::structure::{Block, Body};

use super::lower::Lower;
use super::parts::{Parts, VariableBlock, WorkspaceTag};
use super::place::Lines;
use super::syntax::{self, Attribute};
use super::{Expression, Place, ReadFault};

/// Reads a file. The parser bounds how deep it is.
pub(super) fn read(file: &str, text: &str) -> Result<Parts, ReadFault> {
    let body: Body = hcl_edit::parser::parse_body(text).map_err(|error| ReadFault::Syntax {
        place: Place { file: file.to_owned(), line: error.location().line() },
        message: error.message().to_owned(),
    })?;
    let lines = Lines::of(text);
    let file = Source { file, text, lines: &lines };
    let mut parts = Parts::default();
    for block in body.blocks() {
        let labels: Vec<_> = block.labels.iter().map(|label| label.as_str()).collect();
        match (block.ident.as_str(), &*labels) {
            ("variable", [name]) => parts.variables.push(file.variable(block, name)),
            ("data", ["coder_workspace_tags", _]) => parts.tags.extend(file.tags(block)?),
            _ => {}
        }
        match (block.ident.as_str(), &*labels) {
            ("locals", []) | ("variable" | "module" | "output", [_]) => parts.blocks.push(file.block(block)),
            ("data", [source, _]) if source.starts_with("coder_") => parts.blocks.push(file.block(block)),
            ("data" | "resource" | "ephemeral", [_, _]) => parts.blocks.push(file.empty(block)),
            _ => {}
        }
    }
    Ok(parts)
}

#[derive(Clone, Copy)]
struct Source<'a> {
    file: &'a str,
    text: &'a str,
    lines: &'a Lines,
}

impl Source<'_> {
    fn variable(self, block: &Block, name: &str) -> VariableBlock {
        VariableBlock {
            name: name.to_owned(),
            place: self.place(block.span()),
            kind: self.attribute(block, "type"),
            description: self.attribute(block, "description"),
            default: self.attribute(block, "default"),
            sensitive: self.attribute(block, "sensitive"),
        }
    }

    fn tags(self, block: &Block) -> Result<Vec<WorkspaceTag>, ReadFault> {
        let fault = |place, message: &str| ReadFault::Declaration { place, message: message.to_owned() };
        let Some(tags) = block.body.get_attribute("tags") else {
            return Err(fault(
                self.place(block.span()),
                "\"tags\" attribute is required by coder_workspace_tags",
            ));
        };
        let Parsed::Object(tags) = &tags.value else {
            return Err(fault(
                self.place(tags.span()),
                "\"tags\" attribute is expected to be a key-value map",
            ));
        };
        let tag = |(key, value): (&ObjectKey, &hcl_edit::expr::ObjectValue)| {
            let key = match key {
                ObjectKey::Ident(name) => name.to_string(),
                ObjectKey::Expression(key) => self.expression(key).text.trim_matches('"').to_owned(),
            };
            WorkspaceTag { key, value: self.expression(value.expr()) }
        };
        Ok(tags.iter().map(tag).collect())
    }

    /// A block with all that is in it.
    fn block(self, block: &Block) -> syntax::Block {
        let attribute = |one: &hcl_edit::structure::Attribute| {
            let value = Arc::new(Lower { text: self.text }.expression(&one.value));
            (one.key.as_str().into(), Attribute { value, place: self.place(one.value.span()) })
        };
        syntax::Block {
            attributes: block.body.attributes().map(attribute).collect(),
            blocks: block.body.blocks().map(|inner| self.block(inner)).collect(),
            ..self.empty(block)
        }
    }

    /// A block of which only is known that it is there.
    fn empty(self, block: &Block) -> syntax::Block {
        syntax::Block {
            kind: block.ident.as_str().into(),
            labels: block.labels.iter().map(|label| label.as_str().into()).collect(),
            attributes: Vec::new(),
            blocks: Vec::new(),
            place: self.place(block.span()),
        }
    }

    fn attribute(self, block: &Block, name: &str) -> Option<Expression> {
        block.body.get_attribute(name).map(|attribute| self.expression(&attribute.value))
    }

    fn expression(self, parsed: &Parsed) -> Expression {
        let text = parsed.span().and_then(|span| self.text.get(span)).unwrap_or_default();
        let syntax = Arc::new(Lower { text: self.text }.expression(parsed));
        Expression { text: text.trim().to_owned(), place: self.place(parsed.span()), syntax }
    }

    fn place(self, span: Option<Range<usize>>) -> Place {
        Place::at(self.file, self.lines, span.map_or(0, |span| span.start))
    }
}
