//! How a database is opened of which nothing may change.
//!
//! A connection that only reads still makes the log and its index where they are missing, leaves them behind,
//! and writes into the index which state it reads.

use super::folder::{beside, refused};
use crate::StoreError;
use std::fmt::Write;
use std::path::Path;

/// The name (<https://www.sqlite.org/uri.html>) under which a connection changes no file.
///
/// # Errors
/// `Refused` when the log holds changes and has no index, which would have to be made first.
pub(super) fn unchanging(database: &Path) -> Result<String, StoreError> {
    let path = std::path::absolute(database).map_err(|error| refused(database, "has no name", &error))?;
    let log = std::fs::metadata(beside(database, "-wal")).map(|found| found.len()).ok();
    let options = match (log, beside(database, "-shm").is_file()) {
        // The file is all that there is. A server that starts now begins by writing into a new log.
        (None, _) | (Some(0), false) => "immutable=1",
        // If nobody has the database open, an index is made in memory.
        (Some(_), true) => "mode=ro&readonly_shm=1",
        (Some(_), false) => {
            let text = format!(
                "{} has a log without its index (-wal and no -shm), as after a copy of the files; start the \
                 server on it once",
                database.display()
            );
            return Err(StoreError::Refused(text));
        }
    };
    Ok(format!("file://{}?{options}", encoded(&path)))
}

/// A path as it stands in a URI.
fn encoded(path: &Path) -> String {
    let mut text = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/.-_".contains(byte) {
            text.push(char::from(*byte));
        } else {
            write!(text, "%{byte:02X}").expect("memory takes everything");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_have_any_character() {
        assert_eq!(encoded(Path::new("/a b/50%?#/x.db")), "/a%20b/50%25%3F%23/x.db");
    }
}
