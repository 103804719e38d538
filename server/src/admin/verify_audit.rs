//! `burgrave admin audit verify`: whether the audit log is as it was written.

use super::connection::{AdminConnection, AdminError};
use crate::identity::audit::chain::{Verdict, verify};

/// Checks the chain; gives what to tell the operator.
///
/// # Errors
/// The first entry that isn't as it was written; the database's.
pub(crate) async fn verify_audit(admin: &AdminConnection) -> Result<String, AdminError> {
    match verify(admin.store()).await? {
        Verdict::Empty => Ok("The audit log has no entries in its chain yet.".into()),
        Verdict::Whole { first, last, hash, deleted } => {
            let mut text =
                format!("The audit log is as it was written, from entry {first} to entry {last}.\n");
            if deleted > 0 {
                text.push_str(&format!(
                    "{deleted} of them were old and are deleted; their hashes are kept.\n"
                ));
            }
            text.push_str(&format!("Hash of the last: {hash}"));
            Ok(text)
        }
        Verdict::Broken { sequence, id, why } => {
            let id = id.map(|id| format!(" ({id})")).unwrap_or_default();
            Err(AdminError::Rule(format!("entry {sequence}{id} of the audit log is broken: {why}")))
        }
    }
}
