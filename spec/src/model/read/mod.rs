//! Reads a bundle into the model. Nothing panics: what can't be expressed is a fault, and reading continues.

mod audit;
mod body;
mod boxes;
mod defaults;
mod extensions;
mod flatten;
mod json;
mod object;
mod operation;
mod parameters;
mod paths;
mod reach;
mod reader;
mod scalar;
mod schema;
mod security;
mod shared;
mod union;
mod words;

use serde_json::Value;

use super::{Api, ModelFault};

impl Api {
    /// The model of a bundled specification (OpenAPI 3.0.3).
    ///
    /// # Errors
    /// All that can't be expressed in Rust, with its JSON pointer and what to write instead.
    pub fn from_bundle(bundle: &Value) -> Result<Api, Vec<ModelFault>> {
        reader::Reader::new(bundle).api()
    }
}
