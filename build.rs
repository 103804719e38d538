//! The one build script of `server/api` and `client`: specification in, Rust out.
//!
//! It runs in the folder of the crate that is built. `BURGRAVE_SPEC_DIR` names another specification.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

use burgrave_spec::model::Api;
use burgrave_spec::{Document, Fault, bundle, emit, lint, lint_in_general, load, to_text};

fn main() {
    if let Err(problem) = run() {
        // The compiler's way of building shows this; a backtrace would only hide it.
        eprintln!("{problem}");
        process::exit(1);
    }
}

fn run() -> Result<(), String> {
    let here = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(variable("OUT_DIR")?);
    let package = variable("CARGO_PKG_NAME")?;
    println!("cargo::rerun-if-env-changed=BURGRAVE_SPEC_DIR");
    let specification = match env::var_os("BURGRAVE_SPEC_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => root(&here)?.join("spec"),
    };
    let name = if package == "burgrave-client" { "client" } else { "api" };
    let (openapi, samples) = generate(&package, &specification, &out.join(name), lint)?;
    write(&out.join("openapi.json"), &openapi)?;
    write(&out.join("samples.json"), &samples)?;
    fixtures(&package, &root(&here)?.join("server/api/tests/fixtures"), &out.join("fixtures"))?;
    if package != "burgrave-client" {
        return Ok(());
    }
    // The client has some of its own.
    fixtures(&package, &here.join("tests/fixtures"), &out.join("fixtures"))
}

/// The small specifications of other shapes that the generator's tests compile and talk to.
fn fixtures(package: &str, from: &Path, to: &Path) -> Result<(), String> {
    println!("cargo::rerun-if-changed={}", from.display());
    let Ok(folders) = fs::read_dir(from) else { return Ok(()) };
    fs::create_dir_all(to).map_err(|error| format!("{}: {error}", to.display()))?;
    for folder in folders {
        let folder = folder.map_err(|error| format!("{}: {error}", from.display()))?.path();
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Those are refused on purpose: a test holds their faults.
        if !folder.is_dir() || name == "refused" {
            continue;
        }
        let (openapi, _) = generate(package, &folder, &to.join(&name), lint_in_general)?;
        write(&to.join(format!("{name}.json")), &openapi)?;
    }
    Ok(())
}

/// Writes `to`.rs from the specification in `from`, and gives its bundle and the samples of
/// calls.
fn generate(
    package: &str,
    from: &Path,
    to: &Path,
    lint: fn(&Document) -> Vec<Fault>,
) -> Result<(String, String), String> {
    for part in ["openapi.yaml", "paths", "schemas"] {
        println!("cargo::rerun-if-changed={}", from.join(part).display());
    }
    let document = load(from).map_err(|faults| lines(&faults))?;
    let faults = lint(&document);
    if !faults.is_empty() {
        return Err(lines(&faults));
    }
    let bundled = bundle(&document);
    let api = Api::from_bundle(&bundled).map_err(|faults| lines(&faults))?;
    let rust = match package {
        "burgrave-client" => emit::client(&api).map_err(|faults| lines(&faults))?,
        _ => emit::server(&api),
    };
    write(&to.with_extension("rs"), &rust)?;
    Ok((to_text(&bundled), emit::samples(&bundled)))
}

/// The folder of the workspace: the next one above that has a `spec`.
fn root(here: &Path) -> Result<PathBuf, String> {
    let mut above = here.ancestors().filter(|folder| folder.join("spec/openapi.yaml").is_file());
    above.next().map(Path::to_owned).ok_or_else(|| format!("no spec/openapi.yaml above {}", here.display()))
}

fn lines<T: ToString>(faults: &[T]) -> String {
    faults.iter().map(T::to_string).collect::<Vec<_>>().join("\n")
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|error| format!("{name}: {error}"))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
