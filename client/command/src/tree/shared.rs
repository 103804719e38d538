//! Flags of every command that talks to a server.

use clap::{Arg, ArgAction, value_parser};

/// Ids of the flags. None is that of an input, which has a colon in it.
pub(crate) const SERVER: &str = "@server";
pub(crate) const OUTPUT: &str = "@output";
pub(crate) const JSON: &str = "@json";
pub(crate) const TIMEOUT: &str = "@timeout";

/// All of them.
pub(super) fn all() -> Vec<Arg> {
    let mut flags = vec![server(), timeout()];
    flags.extend(output());
    flags.into_iter().map(|flag| flag.global(true)).collect()
}

pub(super) fn server() -> Arg {
    Arg::new(SERVER)
        .long("server")
        .value_name("NAME|URL")
        .help("Server to talk to: a name of `burgrave servers`, or a URL")
        .long_help(
            "Server to talk to: a name of `burgrave servers`, or a URL. Without it that of BURGRAVE_URL, or \
             else the current one",
        )
        .help_heading("Server and output")
}

pub(super) fn timeout() -> Arg {
    Arg::new(TIMEOUT)
        .long("timeout")
        .value_name("SECONDS")
        .default_value("60")
        .hide_default_value(true)
        .value_parser(value_parser!(u64).range(1..=86_400))
        .help("Longest silence of the server, in seconds [default: 60]")
        .help_heading("Server and output")
}

pub(super) fn output() -> [Arg; 2] {
    [
        Arg::new(OUTPUT)
            .long("output")
            .short('o')
            .value_name("FORMAT")
            .value_parser(["table", "json", "yaml", "csv"])
            .help("Format of the answer: a table on a terminal, else JSON")
            .help_heading("Server and output"),
        Arg::new(JSON)
            .long("json")
            .action(ArgAction::SetTrue)
            .conflicts_with(OUTPUT)
            .help("The same as --output json")
            .help_heading("Server and output"),
    ]
}
