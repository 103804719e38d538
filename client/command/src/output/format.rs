//! Formats of answers.

use clap::ArgMatches;

use super::Out;
use crate::tree::{JSON, OUTPUT};

/// A format of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub(crate) enum Format {
    Table,
    Json,
    Yaml,
    Csv,
}

impl Format {
    /// The one that is asked for: without a flag, a table for people and JSON for programs.
    pub(crate) fn of(flags: &ArgMatches) -> Self {
        if flags.get_flag(JSON) {
            return Format::Json;
        }
        match flags.get_one::<String>(OUTPUT).map(String::as_str) {
            Some("table") => Format::Table,
            Some("yaml") => Format::Yaml,
            Some("csv") => Format::Csv,
            Some(_) => Format::Json,
            None if Out::is_terminal() => Format::Table,
            None => Format::Json,
        }
    }
}
