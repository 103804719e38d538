//! `burgrave admin …`.

use burgrave_store::LoginType;
use slog::Logger;

use super::runtime::{Workers, runtime};
use super::{Failure, password};
use crate::admin::{self, AdminConnection, AdminError, NewAccount, Reset};
use crate::cli::AdminCommand;
use crate::config::Config;

/// Does what the operator asks for, on the database, while a server may be using it.
///
/// # Errors
/// A password that can't be read, and the faults of the command.
pub fn admin(command: &AdminCommand, config: &Config, log: &Logger) -> Result<(), Failure> {
    let runtime = runtime(Workers::One)?;
    // Opened first, so that the password is prompted for only when it can be set.
    let connection = runtime.block_on(AdminConnection::open(config, log))?;
    let done = perform(&runtime, &connection, command);
    runtime.block_on(connection.close());
    println!("{}", done?);
    Ok(())
}

/// Gives what to tell the operator.
fn perform(
    runtime: &tokio::runtime::Runtime,
    connection: &AdminConnection,
    command: &AdminCommand,
) -> Result<String, Failure> {
    match command {
        AdminCommand::CreateUser { username, email, name, owner, generate } => {
            let wanted = NewAccount {
                username: username.clone(),
                email: email.clone(),
                name: name.clone(),
                owner: *owner,
            };
            let password = password::obtain(*generate)?;
            runtime.block_on(admin::create_user(connection, wanted, &password.text))?;
            let what = if *owner { "The owner" } else { "The user" };
            Ok(format!("{what} {username} was created.{}", password.told()))
        }
        AdminCommand::ResetPassword { user, generate } => {
            let password = password::obtain(*generate)?;
            let reset = runtime.block_on(admin::reset_password(connection, user, &password.text))?;
            Ok(format!("{}{}", said(&reset), password.told()))
        }
        AdminCommand::ForgetEncryptionKey => {
            let known = runtime.block_on(admin::forget_encryption_key(connection))?;
            let done = "The key is forgotten: the next start seals with its own, and can't read what was \
                        sealed before.";
            Ok(if known { done } else { "No key was known; nothing was changed." }.to_owned())
        }
        AdminCommand::VerifyAudit => Ok(runtime.block_on(admin::verify_audit(connection))?),
        AdminCommand::GrantOwner { user } => {
            let username = runtime.block_on(admin::grant_owner(connection, user))?;
            Ok(format!("{username} is an owner now."))
        }
    }
}

fn said(reset: &Reset) -> String {
    let mut text = format!(
        "{} has a new password, and all sessions and tokens of the account have ended.",
        reset.username
    );
    if let Some(before) = reset.logged_in_by {
        let before = if before == LoginType::None { "nothing" } else { before.as_str() };
        text.push_str(&format!("\nThe account logs in with the password now; until now it was {before}."));
    }
    if reset.suspended {
        text.push_str(
            "\nThe account is suspended: an owner or user admin must activate it before it can log in.",
        );
    }
    text
}

impl From<AdminError> for Failure {
    fn from(refusal: AdminError) -> Self {
        Self::Admin(refusal.to_string())
    }
}
