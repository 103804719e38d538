//! The state that a build leaves to the next one: the program's own file.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use serde::Deserialize;

/// The file's name in the template's folder.
const FILE: &str = "terraform.tfstate";
/// The backup of the state that the program writes before it changes the state.
const BACKUP: &str = "terraform.tfstate.backup";

/// Writes the state of the previous build to the file that the program reads. A state in the template's
/// archive is removed.
pub(super) fn write(template: &Path, state: &[u8]) -> io::Result<()> {
    for name in [FILE, BACKUP] {
        match fs::remove_file(template.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    if state.is_empty() { Ok(()) } else { write_private(&template.join(FILE), state) }
}

/// Whether there is a state.
pub(super) fn exists(template: &Path) -> bool {
    template.join(FILE).is_file()
}

/// The current state. If the program was killed while writing it, this is the backup, so that the next build
/// can start from it; if there is none, nothing was created.
pub(super) fn read(template: &Path, before: &[u8]) -> io::Result<Vec<u8>> {
    for name in [FILE, BACKUP] {
        match fs::read(template.join(name)) {
            Ok(state) if is_whole(&state) => return Ok(state),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(before.to_vec())
}

/// Whether it is complete. Its size is not limited here: only the state records what was created.
fn is_whole(state: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Versioned {
        #[serde(rename = "version")]
        _version: u64,
    }
    serde_json::from_slice::<Versioned>(state).is_ok()
}

/// Writes a file that only the user of the process can read.
pub(super) fn write_private(path: &Path, content: &[u8]) -> io::Result<()> {
    private(path)?.write_all(content)
}

/// A new file that only the user of the process can read.
pub(super) fn private(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_that_was_cut_off_gives_way_to_the_one_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
        put(FILE, "from the template");
        write(folder.path(), b"").expect("it can be written");
        assert!(!exists(folder.path()));
        let read =
            || String::from_utf8(read(folder.path(), b"given").expect("it can be read")).expect("a text");
        assert_eq!(read(), "given");
        write(folder.path(), br#"{"version":4}"#).expect("it can be written");
        assert!(exists(folder.path()));
        assert_eq!(read(), r#"{"version":4}"#);
        put(FILE, r#"{"version":4,"resou"#);
        assert_eq!(read(), "given");
        put(BACKUP, r#"{"version":3}"#);
        assert_eq!(read(), r#"{"version":3}"#);
    }
}
