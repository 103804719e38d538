//! The house's own commands: `cargo xtask <command>`.

mod check;
mod files;
mod regen;
mod specification;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The house's own commands", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write what is derived from the specification and kept in the tree: spec/openapi.json and docs/reference/
    Regen {
        /// Compare only: name each file that differs, and write nothing
        #[arg(long)]
        check: bool,
    },
    /// Hold the specification against the house's rules
    Lint {
        /// List the rules instead
        #[arg(long)]
        rules: bool,
    },
    /// Run everything that the continuous integration runs, in its order
    Check,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Regen { check } => regen::run(check),
        Command::Lint { rules: true } => specification::list_rules(),
        Command::Lint { rules: false } => specification::lint(),
        Command::Check => check::run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
