//! `burgrave admin …`

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::flags::everywhere;

/// The command that has these commands.
pub(super) const NAME: &str = "admin";

/// The flag for a generated password.
const GENERATE: &str = "generate-password";

/// The changes that an operator makes without logging in.
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the help texts say it")]
pub enum AdminCommand {
    /// Create an account.
    CreateUser { username: String, email: String, name: String, owner: bool, generate: bool },
    /// Set a password.
    ResetPassword { user: String, generate: bool },
    /// Make a user an owner.
    GrantOwner { user: String },
    /// Let servers seal with another key than before.
    ForgetEncryptionKey,
    /// Look whether the audit log is as it was written.
    VerifyAudit,
}

pub(super) fn command() -> Command {
    let text = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name("TEXT").action(ArgAction::Set).help(help)
    };
    let generate = || {
        Arg::new(GENERATE).long(GENERATE).action(ArgAction::SetTrue).help(
            "Generate a password and print it; otherwise it is asked for, or read as one line from the input \
             stream",
        )
    };
    let user = || Arg::new("user").value_name("USER").required(true).help("Username or email address");
    let command = |name: &'static str, about: &'static str| {
        Command::new(name).about(about).next_line_help(true).args(everywhere())
    };
    Command::new(NAME)
        .about("Change accounts in the database, while the server may be running")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            command(
                "create-user",
                "Create an active user of the default organization, who logs in with a password",
            )
            .arg(text("username", "Username").required(true))
            .arg(text("email", "Email address").required(true))
            .arg(text("name", "The person's name"))
            .arg(Arg::new("owner").long("owner").action(ArgAction::SetTrue).help("Make the user an owner"))
            .arg(generate()),
        )
        .subcommand(
            command("reset-password", "Set a user's password, and end all sessions and tokens of the user")
                .arg(user())
                .arg(generate()),
        )
        .subcommand(command("grant-owner", "Make a user an owner").arg(user()))
        .subcommand(command(
            "forget-encryption-key",
            "Let the next start seal secrets with another key than before, when that key is lost",
        ))
        .subcommand(
            Command::new("audit")
                .about("Look into the audit log")
                .subcommand_required(true)
                .arg_required_else_help(true)
                .subcommand(command(
                    "verify",
                    "Check the chain of hashes over the audit log, and name the first entry that isn't as it was written",
                )),
        )
}

/// The command, and the flags of its line.
pub(super) fn read(admin: &ArgMatches) -> (AdminCommand, &ArgMatches) {
    match admin.subcommand() {
        Some(("audit", audit)) => match audit.subcommand() {
            Some((_, flags)) => (AdminCommand::VerifyAudit, flags),
            None => unreachable!("clap asks for one of them"),
        },
        Some((name, flags)) => (of_account(name, flags), flags),
        None => unreachable!("clap asks for one of them"),
    }
}

fn of_account(name: &str, flags: &ArgMatches) -> AdminCommand {
    let text = |name: &str| flags.get_one::<String>(name).cloned().unwrap_or_default();
    match name {
        "create-user" => AdminCommand::CreateUser {
            username: text("username"),
            email: text("email"),
            name: text("name"),
            owner: flags.get_flag("owner"),
            generate: flags.get_flag(GENERATE),
        },
        "reset-password" => {
            AdminCommand::ResetPassword { user: text("user"), generate: flags.get_flag(GENERATE) }
        }
        "grant-owner" => AdminCommand::GrantOwner { user: text("user") },
        _ => AdminCommand::ForgetEncryptionKey,
    }
}
