//! `burgrave database backup`.

use std::path::Path;

use super::Failure;
use crate::config::{Config, Database};

/// Copies the database into a new file, while a server may be using it.
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
    Ok(())
}
