//! What is printed: lines with a value, its bar, and the figures behind it.

mod json;
mod line;
mod print;
mod statistics;

pub(crate) use json::json;
pub(crate) use line::{Bar, Figures, Line, Unit};
pub(crate) use print::print;
pub(crate) use statistics::{median, spread};
