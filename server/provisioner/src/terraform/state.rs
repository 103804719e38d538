//! What a build leaves to the next one: the program's own file.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use serde::Deserialize;

/// The file's name in the template's folder.
const FILE: &str = "terraform.tfstate";
/// What the program keeps of the state before it changes it.
const BACKUP: &str = "terraform.tfstate.backup";

/// Puts the state of the build before where the program looks for it. A state that came with the template is
/// nobody's.
pub(super) fn write(template: &Path, state: &[u8]) -> io::Result<()> {
    for name in [FILE, BACKUP] {
        match fs::remove_file(template.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    if state.is_empty() { Ok(()) } else { write_private(&template.join(FILE), state) }
}

/// Whether there is one.
pub(super) fn exists(template: &Path) -> bool {
    template.join(FILE).is_file()
}

/// The state as it is now. Where the program was killed while it wrote, it is the one before, so that the
/// next build has something to begin with; where there is none, nothing was made.
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

/// Whether it was written to its end. How large it may be is for others to say: what was made is known by it
/// alone.
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
