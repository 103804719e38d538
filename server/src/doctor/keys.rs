//! The key that secrets are sealed with.

use std::os::unix::fs::PermissionsExt;

use super::Verdict;
use crate::config::{Config, Database};
use crate::run::{key_file, present};

/// Whether the key is there, is the one of the database, and is read by nobody else.
pub(super) fn check(config: &Config, sealed_by: Option<&str>) -> Verdict {
    let file = key_file(config);
    let keys = match present(config) {
        Ok(keys) => keys,
        Err(fault) => return Verdict::fault(fault.to_string(), "restore the file, or set encryption-keys"),
    };
    let known = keys.map(|keys| keys.fingerprints()).unwrap_or_default();
    let given = !config.encryption_keys.0.is_empty();
    if let Some(sealed_by) = sealed_by
        && !known.iter().any(|known| known == sealed_by)
    {
        let has =
            if known.is_empty() { "there is none".into() } else { format!("it has {}", known.join(", ")) };
        return Verdict::fault(
            format!("secrets are sealed with the key of fingerprint {sealed_by}, and {has}"),
            "set encryption-keys to that of the other servers, or restore encryption.key; if it is lost, run \
             `burgrave admin forget-encryption-key`",
        );
    }
    let open = |mode: u32| mode & 0o077 != 0;
    if !given && std::fs::metadata(&file).is_ok_and(|found| open(found.permissions().mode())) {
        return Verdict::fault(
            format!("others may read {}", file.display()),
            format!("chmod 600 {}", file.display()),
        );
    }
    if !given && matches!(config.database, Database::Postgres(_)) {
        return Verdict::warning(
            "the key is in the data folder, where other replicas can't read it",
            "set encryption-keys on all of them",
        );
    }
    match known.first() {
        None => Verdict::Absent("there is none yet; the first start makes it".into()),
        Some(first) => Verdict::Fine(format!("the key has the fingerprint {first}")),
    }
}
