//! Lists the migrations: each file `migrations/NNNN_name.sql` is one, and its number the version.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

const FOLDER: &str = "migrations";

fn main() {
    println!("cargo::rerun-if-changed={FOLDER}");
    if let Err(problem) = run() {
        eprintln!("{problem}");
        process::exit(1);
    }
}

fn run() -> Result<(), String> {
    let folder = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join(FOLDER);
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        files.push(entry.map_err(|error| format!("{}: {error}", folder.display()))?.path());
    }
    files.sort();
    let (mut steps, mut before) = (Vec::<String>::new(), 0);
    for file in &files {
        let (version, step) = migration(before, file)?;
        steps.push(step);
        before = version;
    }
    let list = PathBuf::from(variable("OUT_DIR")?).join("migrations.rs");
    fs::write(&list, format!("&[\n{}]\n", steps.concat()))
        .map_err(|error| format!("{}: {error}", list.display()))
}

/// One entry of the list with its number, which has to be higher than that of the one before: two that were
/// written at the same time may have the same.
fn migration(before: i64, file: &Path) -> Result<(i64, String), String> {
    let parts = file
        .file_name()
        .and_then(|name| name.to_str()?.strip_suffix(".sql")?.split_once('_'))
        .and_then(|(version, name)| Some((version.parse::<i64>().ok()?, name)));
    let Some((version, name)) = parts else {
        return Err(format!("{}: name a migration NNNN_name.sql", file.display()));
    };
    if version <= before {
        return Err(format!("{}: there is a migration of this number already", file.display()));
    }
    let text = file.display().to_string();
    let step = format!("Migration {{ version: {version}, name: {name:?}, text: include_str!({text:?}) }},\n");
    Ok((version, step))
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|error| format!("{name}: {error}"))
}
