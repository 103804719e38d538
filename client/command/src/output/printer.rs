//! Answers in a format.

use std::io::Write;

use clap::ArgMatches;
use serde_json::Value;

use super::columns::Column;
use super::table::Table;
use super::{Format, Out, cells, csv, yaml};
use crate::failure::Failure;
use crate::table::Operation;

/// Prints the answers of one command.
pub(crate) struct Printer {
    out: Out,
    format: Format,
    items: Option<&'static str>,
    columns: Vec<Column>,
    table: Table,
    /// Whether something has been printed.
    begun: bool,
}

impl Printer {
    /// For the answers of an operation.
    pub(crate) fn new(operation: &'static Operation, flags: &ArgMatches) -> Self {
        Self::of(Format::of(flags), operation.items, cells::columns(operation))
    }

    /// For a list with these columns.
    pub(crate) fn of(format: Format, items: Option<&'static str>, columns: Vec<Column>) -> Self {
        let table = Table::new(Out::is_terminal());
        Self { out: Out::new(), format, items, columns, table, begun: false }
    }

    /// Prints a whole answer.
    pub(crate) fn answer(&mut self, answer: &Value) -> Result<(), Failure> {
        let list = self.items.and_then(|name| if name.is_empty() { Some(answer) } else { answer.get(name) });
        match (self.format, list.and_then(Value::as_array)) {
            (Format::Json, _) => {
                serde_json::to_writer_pretty(&mut self.out, answer).map_err(std::io::Error::from)?;
                writeln!(self.out)?;
            }
            (Format::Yaml, _) => write!(self.out, "{}", yaml::document(answer))?,
            (Format::Table, None) => self.object(answer)?,
            (Format::Csv, None) => self.rows(std::slice::from_ref(answer))?,
            (Format::Table | Format::Csv, Some(items)) => self.rows(items)?,
        }
        Ok(self.out.flush()?)
    }

    /// Prints one page of a list. [`Printer::end`] follows the last one.
    pub(crate) fn page(&mut self, items: &[Value]) -> Result<(), Failure> {
        match self.format {
            Format::Json => {
                for item in items {
                    let text = serde_json::to_string_pretty(item).map_err(std::io::Error::from)?;
                    let mark = if self.begun { "," } else { "[" };
                    write!(self.out, "{mark}\n  {}", text.replace('\n', "\n  "))?;
                    self.begun = true;
                }
            }
            Format::Yaml => {
                for item in items {
                    write!(self.out, "{}", yaml::item(item))?;
                    self.begun = true;
                }
            }
            Format::Table | Format::Csv => self.rows(items)?,
        }
        Ok(self.out.flush()?)
    }

    /// Ends a list.
    pub(crate) fn end(&mut self) -> Result<(), Failure> {
        match (self.format, self.begun) {
            (Format::Json, true) => writeln!(self.out, "\n]")?,
            (Format::Json | Format::Yaml, false) => writeln!(self.out, "[]")?,
            (Format::Yaml, true) | (Format::Table | Format::Csv, _) => {}
        }
        Ok(self.out.flush()?)
    }

    /// Prints a message as a line, or as a document of YAML, at once.
    pub(crate) fn message(&mut self, message: &Value) -> Result<(), Failure> {
        match self.format {
            Format::Yaml => write!(self.out, "---\n{}", yaml::document(message))?,
            Format::Csv if message.is_object() => self.rows(std::slice::from_ref(message))?,
            Format::Table if message.is_object() && !self.columns.is_empty() => {
                let cells = self.columns.iter().map(|(_, way)| cells::shown(cells::at(message, way)));
                let cells: Vec<_> = cells.filter(|cell| !cell.is_empty()).collect();
                writeln!(self.out, "{}", cells.join("  "))?;
            }
            Format::Table if message.is_string() => writeln!(self.out, "{}", cells::shown(message))?,
            Format::Table | Format::Csv | Format::Json => writeln!(self.out, "{message}")?,
        }
        Ok(self.out.flush()?)
    }

    fn rows(&mut self, items: &[Value]) -> Result<(), Failure> {
        let columns = self.columns_of(items);
        let headings = columns.iter().map(|(heading, _)| heading.clone());
        if self.format == Format::Csv {
            if !std::mem::replace(&mut self.begun, true) {
                write!(self.out, "{}", csv::line(&headings.collect::<Vec<_>>()))?;
            }
            for item in items {
                let cells: Vec<_> =
                    columns.iter().map(|(_, way)| cells::plain(cells::at(item, way))).collect();
                write!(self.out, "{}", csv::line(&cells))?;
            }
            return Ok(());
        }
        let headings: Vec<_> = headings.map(|heading| heading.to_uppercase()).collect();
        let row = |item: &Value| columns.iter().map(|(_, way)| cells::shown(cells::at(item, way))).collect();
        let rows: Vec<Vec<String>> = items.iter().map(row).collect();
        Ok(self.table.page(&mut self.out, &headings, &rows)?)
    }

    /// The columns: those of the operation, or one for items that are no objects, or all that the first has.
    fn columns_of(&self, items: &[Value]) -> Vec<(String, String)> {
        let owned = |(heading, way): &Column| ((*heading).to_owned(), (*way).to_owned());
        match items.first() {
            Some(first) if !first.is_object() => vec![("value".to_owned(), String::new())],
            Some(Value::Object(first)) if self.columns.is_empty() => {
                first.keys().map(|name| (name.clone(), name.clone())).collect()
            }
            _ => self.columns.iter().map(owned).collect(),
        }
    }

    /// Prints an object: a line each property.
    fn object(&mut self, answer: &Value) -> Result<(), Failure> {
        let Value::Object(object) = answer else {
            return Ok(writeln!(self.out, "{}", cells::shown(answer))?);
        };
        let width = object.keys().map(String::len).max().unwrap_or_default();
        for (name, value) in object {
            writeln!(self.out, "{}", format!("{name:width$}  {}", cells::shown(value)).trim_end())?;
        }
        Ok(())
    }
}
