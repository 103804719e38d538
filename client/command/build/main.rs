//! The table of commands: specification in, Rust out.
//!
//! - `names`: nouns and verbs. `inputs`: parameters and fields. `answers`: kinds of answers, lists and their
//!   pages. `rust`: the text of the table.

mod answers;
mod inputs;
mod names;
mod rust;

use std::path::{Path, PathBuf};
use std::{env, fs, process};

use burgrave_spec::model::Api;
use burgrave_spec::{bundle, load};

fn main() {
    if let Err(problem) = run() {
        eprintln!("{problem}");
        process::exit(1);
    }
}

fn run() -> Result<(), String> {
    let here = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(variable("OUT_DIR")?);
    println!("cargo::rerun-if-env-changed=BURGRAVE_SPEC_DIR");
    let specification = match env::var_os("BURGRAVE_SPEC_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => here.join("../../spec"),
    };
    for part in ["openapi.yaml", "paths", "schemas"] {
        println!("cargo::rerun-if-changed={}", specification.join(part).display());
    }
    println!("cargo::rerun-if-changed={}", here.join("build").display());
    let table = rust::table(&read(&specification)?);
    let path = out.join("operations.rs");
    fs::write(&path, table).map_err(|error| format!("{}: {error}", path.display()))
}

fn read(specification: &Path) -> Result<Api, String> {
    let document = load(specification).map_err(|faults| lines(&faults))?;
    Api::from_bundle(&bundle(&document)).map_err(|faults| lines(&faults))
}

fn lines<T: ToString>(faults: &[T]) -> String {
    faults.iter().map(T::to_string).collect::<Vec<_>>().join("\n")
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|error| format!("{name}: {error}"))
}
