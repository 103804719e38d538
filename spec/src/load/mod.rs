//! Reads the specification's files into one [`Document`].
//!
//! `openapi.yaml` is the root; each `paths/*.yaml` adds to `paths`, each `schemas/*.yaml` to
//! `components.schemas`, in sorted file order. References between files become `#/components/…`.

mod cycles;
mod document;
mod files;
mod merge;
mod references;
mod scalar;
mod source;
mod surrogates;
mod yaml;

pub use document::Document;
pub use files::load;
