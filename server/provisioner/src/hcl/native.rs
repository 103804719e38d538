//! Files in the language's own syntax.

use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::expr::{Expression as Parsed, ObjectKey};
use hcl_edit::structure::{Block, Body};

use super::parts::{Parts, VariableBlock, WorkspaceTag};
use super::{Expression, Place, ReadFault};

/// Reads a file. The parser bounds how deep it is.
pub(super) fn read(file: &str, text: &str) -> Result<Parts, ReadFault> {
    let body: Body = hcl_edit::parser::parse_body(text).map_err(|error| ReadFault::Syntax {
        place: Place { file: file.to_owned(), line: error.location().line() },
        message: error.message().to_owned(),
    })?;
    let file = Source { file, text };
    let mut parts = Parts::default();
    for block in body.blocks() {
        let labels: Vec<_> = block.labels.iter().map(|label| label.as_str()).collect();
        match (block.ident.as_str(), &*labels) {
            ("variable", [name]) => parts.variables.push(file.variable(block, name)),
            ("locals", []) => {
                let locals = block.body.attributes();
                parts.locals.extend(locals.map(|one| (one.key.to_string(), file.expression(&one.value))));
            }
            ("data", ["coder_parameter", name]) => {
                parts.parameters.push(((*name).to_owned(), file.attribute(block, "default")));
            }
            ("data", ["coder_workspace_tags", _]) => parts.tags.extend(file.tags(block)?),
            _ => {}
        }
    }
    Ok(parts)
}

#[derive(Clone, Copy)]
struct Source<'a> {
    file: &'a str,
    text: &'a str,
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

    fn attribute(self, block: &Block, name: &str) -> Option<Expression> {
        block.body.get_attribute(name).map(|attribute| self.expression(&attribute.value))
    }

    fn expression(self, parsed: &Parsed) -> Expression {
        let text = parsed.span().and_then(|span| self.text.get(span)).unwrap_or_default();
        Expression { text: text.trim().to_owned(), place: self.place(parsed.span()) }
    }

    fn place(self, span: Option<Range<usize>>) -> Place {
        Place::at(self.file, self.text, span.map_or(0, |span| span.start))
    }
}
