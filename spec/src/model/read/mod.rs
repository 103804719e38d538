//! The bundle read into the model. Nothing here panics: what can't be expressed becomes a fault and reading goes on.

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
    /// The model of one bundled specification (OpenAPI 3.0.3), or everything in it that can't be expressed.
    ///
    /// # Errors
    /// Each shape that has no Rust equivalent here, with its JSON pointer and what to write instead.
    pub fn from_bundle(bundle: &Value) -> Result<Api, Vec<ModelFault>> {
        reader::Reader::new(bundle).api()
    }
}
