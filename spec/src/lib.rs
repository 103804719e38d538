//! The contract: reads the OpenAPI specification and writes Rust, JSON and Markdown from it.
//!
//! `load` → `lint` → `bundle` → `model` → `emit`: each fault names its file and line, a JSON pointer and the
//! mend.

mod bundle;
pub mod emit;
mod fault;
mod lint;
mod load;
pub mod model;
mod node;

pub use bundle::{bundle, to_text};
pub use fault::Fault;
pub use lint::{Rule, rules};
pub use load::{Document, load};
pub use node::{Entry, Kind, Map, Node, Place, pointer};

/// Every fault of a specification that loads, sorted by place.
pub fn lint(document: &Document) -> Vec<Fault> {
    lint::lint(document, &bundle(document))
}

/// The same by the rules that hold for every specification, whatever it is for.
pub fn lint_in_general(document: &Document) -> Vec<Fault> {
    lint::lint_in_general(document, &bundle(document))
}
