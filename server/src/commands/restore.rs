//! `burgrave database restore`.

use std::path::Path;

use super::Failure;
use crate::config::{Config, Database};
use crate::run::key_file;

/// Puts a copy in the place of the database, which stays beside it.
///
/// # Errors
/// A server that still runs on the folder, a file that is no backup, a full disk.
pub fn restore(config: &Config, from: &Path) -> Result<(), Failure> {
    let Database::Sqlite = config.database else {
        return Err(Failure::NotHere("pg_restore"));
    };
    let report = burgrave_store::restore(from, &config.data)?;
    println!("The database in {} is now the one from {}.", config.data.display(), from.display());
    if let Some(kept) = report.kept {
        println!(
            "What it was before is kept in {}; delete that file when you don't need it.",
            kept.display()
        );
    }
    if config.encryption_keys.0.is_empty() {
        println!(
            "If the copy comes from another data folder, copy that folder's encryption.key to {} before the \
             start.",
            key_file(config).display()
        );
    }
    Ok(())
}
