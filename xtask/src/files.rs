//! Generated files that are kept in the tree.

use std::io;
use std::path::{Path, PathBuf};

/// What was found out about one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It has the right contents.
    Same,
    /// It had others, or was missing; unless only compared, it is right now.
    Different,
}

/// Makes sure that a file has these contents: writes it, or with `check` only compares.
pub(crate) fn ensure_file_contents(path: &Path, text: &str, check: bool) -> io::Result<State> {
    match std::fs::read(path) {
        Ok(found) if found == text.as_bytes() => return Ok(State::Same),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    if !check {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(State::Different)
}

/// Makes sure that a file isn't there.
pub(crate) fn ensure_absent(path: &Path, check: bool) -> io::Result<State> {
    if !path.try_exists()? {
        return Ok(State::Same);
    }
    if !check {
        std::fs::remove_file(path)?;
    }
    Ok(State::Different)
}

/// The files right under a folder, sorted; none when there is no such folder.
pub(crate) fn files_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checking_writes_nothing_and_writing_makes_it_the_same() {
        let folder = std::env::temp_dir().join(format!("burgrave-xtask-{}", std::process::id()));
        let path = folder.join("a/b.md");
        assert_eq!(ensure_file_contents(&path, "text", true).unwrap(), State::Different);
        assert!(!path.exists());
        assert_eq!(ensure_file_contents(&path, "text", false).unwrap(), State::Different);
        assert_eq!(ensure_file_contents(&path, "text", true).unwrap(), State::Same);
        assert_eq!(ensure_file_contents(&path, "other", true).unwrap(), State::Different);
        assert_eq!(files_in(&folder.join("a")).unwrap(), std::slice::from_ref(&path));
        assert_eq!(ensure_absent(&path, true).unwrap(), State::Different);
        assert!(path.exists());
        assert_eq!(ensure_absent(&path, false).unwrap(), State::Different);
        assert_eq!(ensure_absent(&path, true).unwrap(), State::Same);
        assert!(files_in(&folder.join("none")).unwrap().is_empty());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
