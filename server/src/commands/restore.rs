//! `burgrave database restore`.

use std::path::Path;

use super::Failure;
use crate::config::{Config, Database};

/// Puts a copy in the place of the database.
///
/// # Errors
/// A server that still runs on the folder, a file that is no backup, a full disk.
pub fn restore(config: &Config, from: &Path) -> Result<(), Failure> {
    let Database::Sqlite = config.database else {
        return Err(Failure::NotHere("pg_restore"));
    };
    burgrave_store::restore(from, &config.data)?;
    println!("The database in {} is now the one from {}.", config.data.display(), from.display());
    Ok(())
}
