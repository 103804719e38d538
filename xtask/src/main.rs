//! Commands for development: `cargo xtask <command>`.

mod bench;
mod borders;
mod check;
mod files;
mod fuzz;
mod generation;
mod package;
mod regen;
mod specification;

use std::path::PathBuf;
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
    /// Write what is derived from the specification and kept in the tree: spec/openapi.json and
    /// docs/reference/
    Regen {
        /// Compare only: name each file that differs, and write nothing
        #[arg(long)]
        check: bool,
    },
    /// Check the specification against its rules
    Lint {
        /// List the rules instead
        #[arg(long)]
        rules: bool,
    },
    /// Look for cycles between modules, and for arrows against the layers of the server
    Borders,
    /// Run everything that the continuous integration runs, in its order
    Check {
        /// Try longer: 100 kills, ten times the requests of schemathesis, and the fuzzers, a minute each
        #[arg(long)]
        long: bool,
    },
    /// Make a Debian package of the program, in target/debian (needs dpkg-deb)
    Package {
        /// The program; without it, an optimised one is built
        #[arg(long, value_name = "FILE")]
        program: Option<PathBuf>,
    },
    /// Run the fuzzers: a part of `check --long`
    #[command(hide = true)]
    Fuzz,
    /// Measure the server, optimised, and hold the figures to their bars (--help names what can be asked)
    #[command(disable_help_flag = true)]
    Bench {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Time the build script's work: a part of the bench
    #[command(hide = true)]
    Generation,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Regen { check } => regen::run(check),
        Command::Borders => borders::run(),
        Command::Lint { rules: true } => specification::list_rules(),
        Command::Lint { rules: false } => specification::lint(),
        Command::Check { long } => check::run(long),
        Command::Package { program } => package::run(program.as_deref()),
        Command::Fuzz => fuzz::run(),
        Command::Bench { arguments } => bench::run(&arguments),
        Command::Generation => generation::run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
