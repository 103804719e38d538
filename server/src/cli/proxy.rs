//! `burgrave proxy`

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};
use url::Url;

/// What the command line says of a proxy beside its settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyCommand {
    /// Where the server is reached.
    pub server: Url,
    /// The file that has the token of the proxy.
    pub token_file: PathBuf,
    /// The wildcard host of its apps; empty for none.
    pub wildcard_hostname: String,
}

/// Settings of the server that the program of a proxy has, too.
pub(super) const SETTINGS: [&str; 5] =
    ["address", "access-url", "relay-url", "drain-time", "outgoing-certificates"];

pub(super) fn command(settings: impl IntoIterator<Item = Arg>) -> Command {
    Command::new("proxy")
        .about("Run the program of a workspace proxy, which needs no database")
        .next_line_help(true)
        .arg(
            Arg::new("server")
                .long("server")
                .value_name("URL")
                .required(true)
                .value_parser(url)
                .help("Where the server is reached"),
        )
        .arg(
            Arg::new("token-file")
                .long("token-file")
                .value_name("FILE")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("File with the token of the proxy, as it was shown when the proxy was made"),
        )
        .arg(
            Arg::new("wildcard-hostname")
                .long("wildcard-hostname")
                .value_name("HOST")
                .default_value("")
                .hide_default_value(true)
                .value_parser(wildcard)
                .help("Wildcard host of its apps, as *.oslo.example.com. Empty: apps have no hosts of their own"),
        )
        .args(settings)
}

pub(super) fn read(flags: &ArgMatches) -> ProxyCommand {
    let there = "clap has made sure that it is there";
    ProxyCommand {
        server: flags.get_one::<Url>("server").cloned().expect(there),
        token_file: flags.get_one::<PathBuf>("token-file").cloned().expect(there),
        wildcard_hostname: flags.get_one::<String>("wildcard-hostname").cloned().unwrap_or_default(),
    }
}

fn url(text: &str) -> Result<Url, String> {
    match burgrave_core::proxies::unfit_url(text) {
        Some(unfit) => Err(unfit.to_owned()),
        None => Url::parse(text).map_err(|fault| fault.to_string()),
    }
}

fn wildcard(text: &str) -> Result<String, String> {
    burgrave_core::proxies::unfit_wildcard(text)
        .map_or_else(|| Ok(text.to_owned()), |unfit| Err(unfit.to_owned()))
}
