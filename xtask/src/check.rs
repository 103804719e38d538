//! `cargo xtask check`: everything that the continuous integration runs, in its order.

use std::env;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::{borders, fuzz, regen, specification};

/// What a step does.
enum Step {
    /// `cargo` with these arguments.
    Cargo(&'static [&'static str]),
    /// `cargo xtask regen --check`, in this process.
    Regen,
    /// `cargo xtask borders`, in this process.
    Borders,
    /// The fuzzers.
    Fuzz,
    /// `cargo deny`: left out where it isn't installed, unless this is the continuous integration.
    Deny(&'static [&'static str]),
}

const STEPS: [(&str, Step); 6] = [
    ("fmt", Step::Cargo(&["fmt", "--all", "--check"])),
    ("clippy", Step::Cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])),
    ("regen --check", Step::Regen),
    ("borders", Step::Borders),
    ("deny", Step::Deny(&["deny", "--locked", "check", "licenses", "bans", "sources"])),
    // All but the bench, which nothing here runs: clippy has seen it.
    ("test", Step::Cargo(&["test", "--locked"])),
];

/// What `--long` adds. The tests look at [`LONG`] themselves.
const LONG_STEPS: [(&str, Step); 1] = [("fuzz", Step::Fuzz)];

/// Has tests that repeat something repeat it oftener.
const LONG: &str = "BURGRAVE_TESTS_LONG";

/// Set by continuous integration services and by `.ci/run`.
const CI: &str = "CI";

/// Runs each step and prints its time; ends at the first that fails.
pub(crate) fn run(long: bool) -> Result<(), String> {
    let start = Instant::now();
    let more = if long { LONG_STEPS.as_slice() } else { &[] };
    for (name, step) in STEPS.iter().chain(more) {
        println!("== {name}");
        let begun = Instant::now();
        let done = match step {
            Step::Cargo(arguments) => cargo(arguments, long),
            Step::Regen => regen::run(true),
            Step::Borders => borders::run(),
            Step::Fuzz => fuzz::run(),
            Step::Deny(arguments) => deny(arguments),
        };
        done.map_err(|message| {
            format!("{message}\n== {name} failed after {:.1} s", begun.elapsed().as_secs_f64())
        })?;
        println!("== {name}: {:.1} s", begun.elapsed().as_secs_f64());
    }
    println!("== all: {:.1} s", start.elapsed().as_secs_f64());
    Ok(())
}

fn deny(arguments: &[&str]) -> Result<(), String> {
    let installed = Command::new("cargo-deny")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if installed {
        return cargo(arguments, false);
    }
    let mend = "cargo install --locked cargo-deny@0.20.2";
    if env::var_os(CI).is_some() {
        return Err(format!("cargo-deny is not installed; {mend}"));
    }
    println!("left out: cargo-deny is not installed ({mend})");
    Ok(())
}

fn cargo(arguments: &[&str], long: bool) -> Result<(), String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let command = format!("cargo {}", arguments.join(" "));
    let mut run = Command::new(cargo);
    if long {
        run.env(LONG, "1");
    }
    let status = run
        .args(arguments)
        .current_dir(specification::root())
        .status()
        .map_err(|error| format!("`{command}` didn't start: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{command}` failed")) }
}
