//! The output stream: a table for people; JSON, YAML and CSV for programs.
//!
//! - `out`: the stream. `format`: which format. `printer`: answers in it. `cells`: values in tables.
//!   `columns`: the columns of the lists that are used most. `table`, `yaml`, `csv`: the formats.

mod cells;
pub(crate) mod columns;
mod csv;
mod format;
mod out;
mod printer;
mod table;
mod yaml;

pub(crate) use format::Format;
pub(crate) use out::Out;
pub(crate) use printer::Printer;
