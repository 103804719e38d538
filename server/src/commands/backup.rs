//! `burgrave database backup`.

use std::path::Path;

use super::Failure;
use crate::config::{Config, Database};
use crate::run::key_file;

/// Copies the database into a new file, while a server may be using it. Secrets in it are sealed with a key
/// that is not in it: where that key is a file of the data folder, a message says to copy it as well.
///
/// # Errors
/// No database, a file that is there already, a full disk.
pub fn backup(config: &Config, to: &Path) -> Result<(), Failure> {
    let Database::Sqlite = config.database else {
        return Err(Failure::NotHere("pg_dump"));
    };
    let report = burgrave_store::backup(&config.data, to)?;
    println!(
        "The database in {} was copied to {} ({} bytes).",
        config.data.display(),
        to.display(),
        report.bytes
    );
    let key = key_file(config);
    if key.is_file() {
        println!(
            "The copy does not hold the encryption key {}: copy that file as well, and keep it apart from \
             the copy. Without it, the secrets of the copy can't be read.",
            key.display()
        );
    }
    Ok(())
}
