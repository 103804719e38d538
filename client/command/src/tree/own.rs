//! The commands that are no operation.

use std::path::PathBuf;

use clap::{Arg, ArgAction, Command, value_parser};

use super::shared;

/// All of them.
pub(super) fn commands() -> Vec<Command> {
    vec![login(), logout(), servers(), api(), list(), completions(), man()]
}

fn command(name: &'static str, about: &'static str) -> Command {
    Command::new(name).about(about).next_line_help(false)
}

fn switch(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

fn login() -> Command {
    command("login", "Log in to a server, and keep the session for later commands")
        .long_about(
            "Log in to a server, and keep the session for later commands. Without flags it names the page on \
             which a browser makes a key, opens it where it can, and asks for the key. Then this server is \
             the current one.",
        )
        .arg(
            Arg::new("url").value_name("URL").help("The server; without it BURGRAVE_URL, or the current one"),
        )
        .arg(
            Arg::new("name")
                .long("name")
                .value_name("NAME")
                .help("Name to keep it under; without it, that of its host"),
        )
        .arg(
            Arg::new("email")
                .long("email")
                .value_name("EMAIL")
                .conflicts_with("token-stdin")
                .help("Log in with this address and a password, which is asked for"),
        )
        .arg(switch("password-stdin", "Read the password from the input stream").requires("email"))
        .arg(switch("token-stdin", "Read a token from the input stream"))
        .arg(switch("no-browser", "Only name the page, and open no browser"))
        .arg(shared::timeout())
}

fn logout() -> Command {
    command("logout", "End the session at the server, and forget it here")
        .arg(shared::server())
        .arg(switch("local", "Only forget it here, without asking the server"))
        .arg(shared::timeout())
}

fn servers() -> Command {
    command("servers", "List the servers with a session; `use` chooses the current one")
        .args(shared::output())
        .subcommand(
            command("use", "Make a server the current one")
                .arg(Arg::new("name").value_name("NAME").required(true).help("Its name")),
        )
}

fn api() -> Command {
    command("api", "Send any request, and print the raw answer")
        .arg(
            Arg::new("method")
                .value_name("METHOD")
                .required(true)
                .ignore_case(true)
                .value_parser(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
                .help("HTTP method"),
        )
        .arg(
            Arg::new("path")
                .value_name("PATH")
                .required(true)
                .help("Path from the root of the server, with or without a query"),
        )
        .arg(
            Arg::new("field")
                .long("field")
                .short('f')
                .value_name("NAME=TEXT")
                .action(ArgAction::Append)
                .help(
                    "Field of the body, or of the query where there is no body; NAME:=JSON for other values",
                ),
        )
        .arg(
            Arg::new("body")
                .long("body")
                .value_name("@FILE|-|JSON")
                .help("The whole body: a file, the input stream (-), or text"),
        )
        .arg(
            Arg::new("content-type")
                .long("content-type")
                .value_name("TYPE")
                .default_value("application/json")
                .help("Type of the body"),
        )
        .arg(shared::server())
        .arg(shared::timeout())
}

fn list() -> Command {
    command("commands", "List all commands of operations, a line each")
        .arg(Arg::new("noun").value_name("NOUN").help("Only those of this noun"))
}

fn completions() -> Command {
    command("completions", "Write the completions of a shell").arg(
        Arg::new("shell")
            .value_name("SHELL")
            .required(true)
            .value_parser(["bash", "zsh", "fish"])
            .help("The shell"),
    )
}

fn man() -> Command {
    command("man", "Write the manual: a page to the output stream, or all pages into a folder").arg(
        Arg::new("folder")
            .value_name("FOLDER")
            .value_parser(value_parser!(PathBuf))
            .help("Folder for a page each command"),
    )
}
