//! `burgrave` as a client: a command for every operation of the specification, sessions with several servers,
//! and what a shell needs.
//!
//! The build writes a table of operations ([`table`]) from the specification; from it, the tree of commands
//! is made when the program starts. This crate shares no code with the server.
//!
//! - `tree`: the commands and their flags. `calls`: from flags to requests, and from answers to the output.
//! - `commands`: those that are no operation. `servers`: where to, and with which token.
//! - `connection`: HTTP, WebSockets and server-sent events. `output`: tables, JSON, YAML, CSV.
//! - `failure`: why a command failed, and the exit code that says so.

mod calls;
mod commands;
mod connection;
mod failure;
mod output;
mod servers;
pub mod table;
mod tree;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{ArgMatches, Command};

pub use failure::codes;
pub use output::columns::{Column, POLISHED};
pub use tree::whole;

use failure::Failure;
use servers::Variables;

/// Runs the command line, with the program's name first, if it is one of a client. `operator` is the program
/// without a client.
pub fn run(arguments: impl IntoIterator<Item = OsString>, operator: Command) -> Option<ExitCode> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let first = arguments.get(1)?.to_str()?;
    if first.starts_with('-') || operator.find_subcommand(first).is_some() {
        return None;
    }
    let tree = whole(operator);
    let matches = match tree.clone().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => error.exit(),
    };
    Some(match dispatch(&matches, tree) {
        Ok(()) | Err(Failure::Pipe) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", failure.words());
            ExitCode::from(failure.code())
        }
    })
}

/// Runs the command that these flags are of.
fn dispatch(matches: &ArgMatches, tree: Command) -> Result<(), Failure> {
    let variables = Variables::of_process();
    let (name, flags) = matches.subcommand().expect("the first argument is a command");
    match name {
        "completions" => commands::completions(flags, tree),
        "man" => commands::man(flags, tree),
        "commands" => commands::list(flags),
        "servers" => commands::servers(flags, &variables),
        "login" => connection::block_on(commands::login(flags, &variables)),
        "logout" => connection::block_on(commands::logout(flags, &variables)),
        "api" => connection::block_on(commands::api(flags, &variables)),
        noun => {
            let (verb, flags) = flags.subcommand().expect("clap asks for a verb");
            let operation = table::noun(noun).and_then(|noun| noun.operation(verb));
            let operation = operation.expect("the tree is made from the table");
            connection::block_on(calls::call(operation, flags, &variables))
        }
    }
}
