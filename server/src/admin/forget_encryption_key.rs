//! `burgrave admin forget-encryption-key`: the way out when the key of the database's secrets is lost.

use super::connection::{AdminConnection, AdminError};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::fault::Fault;
use crate::run::FINGERPRINT;

/// Forgets which key sealed last, so that the next start may seal with its own.
struct ForgetEncryptionKey;

/// Does so, and says whether a key was known.
///
/// # Errors
/// The database's.
pub(crate) async fn forget_encryption_key(admin: &AdminConnection) -> Result<bool, AdminError> {
    admin.execute(ForgetEncryptionKey).await
}

impl Command for ForgetEncryptionKey {
    type Actor = Automatic;
    type Output = bool;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<bool>, Fault> {
        Ok(Outcome::unrecorded(context.delete_setting(FINGERPRINT).await?))
    }
}
