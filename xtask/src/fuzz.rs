//! The fuzzers of `server/fuzz`: libFuzzer, built by the stable compiler, which instruments for it without
//! the sanitizers. There is no unsafe code here that they could find anything in.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::specification;

/// What each target gets, in seconds.
const SECONDS: u32 = 60;

/// The longest input, in bytes.
const LONGEST: u32 = 4096;

/// Tells libFuzzer which code an input has reached. It is what `cargo fuzz` asks for too.
const INSTRUMENTS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 -Cdebug-assertions -Coverflow-checks \
    --cfg fuzzing";

/// Builds the targets and runs each for its time, from its seeds. What it finds stays in
/// `target/fuzz/<target>`.
pub(crate) fn run() -> Result<(), String> {
    let root = specification::root();
    let host = host()?;
    build(&root, &host)?;
    for target in targets(&root)? {
        let found = root.join("target/fuzz/found").join(&target);
        std::fs::create_dir_all(&found).map_err(|error| format!("{}: {error}", found.display()))?;
        let program = root.join("target/fuzz").join(&host).join("release").join(format!("fuzz-{target}"));
        println!("-- {target}: {SECONDS} s");
        let status = Command::new(&program)
            .arg(&found)
            .arg(root.join("server/fuzz/seeds").join(&target))
            .arg(format!("-max_total_time={SECONDS}"))
            .arg(format!("-max_len={LONGEST}"))
            .arg(format!("-artifact_prefix={}/fault-", found.display()))
            .args(["-verbosity=0", "-print_final_stats=1", "-timeout=10"])
            .status()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        if !status.success() {
            let mend = format!("copy the input from {} to server/fuzz/seeds/{target}", found.display());
            return Err(format!("the fuzzer of {target} found something; {mend}, and mend it"));
        }
    }
    Ok(())
}

/// A target of the compiler is named, so that the flags don't count for build scripts.
fn build(root: &Path, host: &str) -> Result<(), String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args([
            "build",
            "--release",
            "--locked",
            "--package",
            "burgrave-fuzz",
            "--features",
            "libfuzzer",
            "--bins",
        ])
        .args(["--target", host, "--target-dir"])
        .arg(root.join("target/fuzz"))
        .env("RUSTFLAGS", INSTRUMENTS)
        // What they run is small; the optimiser's time is better spent on trying.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .current_dir(root)
        .status()
        .map_err(|error| format!("the fuzzers were not built: {error}"))?;
    if status.success() { Ok(()) } else { Err("the fuzzers could not be built".to_owned()) }
}

/// The names of the targets: those of the folders of seeds.
fn targets(root: &Path) -> Result<Vec<String>, String> {
    let seeds: PathBuf = root.join("server/fuzz/seeds");
    let folders = std::fs::read_dir(&seeds).map_err(|error| format!("{}: {error}", seeds.display()))?;
    let mut names: Vec<String> =
        folders.filter_map(|folder| folder.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    Ok(names)
}

/// What the compiler calls this machine.
fn host() -> Result<String, String> {
    let output = Command::new("rustc").arg("-vV").output().map_err(|error| format!("rustc: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc -vV names no host".to_owned())
}
