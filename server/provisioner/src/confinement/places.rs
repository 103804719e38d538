//! What stays open of folders in which something is hidden: rules can only open a folder with all that is in
//! it, so a folder that holds something hidden is opened entry by entry.

use std::fs;
use std::path::{Path, PathBuf};

/// Entries of one folder that are opened one by one at most; the others stay closed.
const MOST_ENTRIES: usize = 10_000;

/// Places that are hidden, by their real paths.
pub(super) struct Hidden(Vec<PathBuf>);

impl Hidden {
    pub(super) fn of<P: AsRef<Path>>(places: impl IntoIterator<Item = P>) -> Self {
        // What isn't there needs no hiding, and folders above it can be opened as a whole.
        let there = places.into_iter().filter(|place| place.as_ref().symlink_metadata().is_ok());
        Self(there.map(|place| real(place.as_ref())).collect())
    }

    /// Whether the place is hidden, or lies in a hidden one.
    pub(super) fn covers(&self, place: &Path) -> bool {
        self.0.iter().any(|hidden| place.starts_with(hidden))
    }

    /// The largest folders, and files, that hold everything of these places but what is hidden.
    pub(super) fn leave_open<'a>(&self, places: impl Iterator<Item = &'a Path>) -> Vec<PathBuf> {
        let mut open = Vec::new();
        for place in places {
            if let Ok(place) = place.canonicalize() {
                self.visit(place, &mut open);
            }
        }
        open
    }

    fn visit(&self, place: PathBuf, open: &mut Vec<PathBuf>) {
        if self.covers(&place) || open.iter().any(|known| place.starts_with(known)) {
            return;
        }
        if !self.0.iter().any(|hidden| hidden.starts_with(&place)) {
            open.push(place);
            return;
        }
        let Ok(entries) = fs::read_dir(&place) else { return };
        for entry in entries.flatten().take(MOST_ENTRIES) {
            // Where a link leads is open or hidden by itself.
            if entry.file_type().is_ok_and(|kind| !kind.is_symlink()) {
                self.visit(entry.path(), open);
            }
        }
    }
}

/// The real path, as far as there is one.
pub(super) fn real(place: &Path) -> PathBuf {
    if let Ok(path) = place.canonicalize() {
        return path;
    }
    match (place.parent(), place.file_name()) {
        (Some(parent), Some(name)) if parent != Path::new("") => real(parent).join(name),
        (Some(_), Some(name)) => real(Path::new(".")).join(name),
        _ => place.to_owned(),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn all_but_what_is_hidden_stays_open() {
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path().canonicalize().expect("it is there");
        for folder in ["home/data", "home/src/deep", "other"] {
            fs::create_dir_all(root.join(folder)).expect("a folder");
        }
        fs::write(root.join("home/.pgpass"), "").expect("a file");
        fs::write(root.join("home/.profile"), "").expect("a file");
        std::os::unix::fs::symlink(root.join("home/data"), root.join("home/link")).expect("a link");
        let hidden = Hidden::of([root.join("home/data"), root.join("home/.pgpass"), root.join("nowhere/x")]);
        let both = [root.join("home"), root.join("other"), root.join("home/src/deep"), root.join("missing")];
        let mut open = hidden.leave_open(both.iter().map(PathBuf::as_path));
        open.sort();
        assert_eq!(open, [root.join("home/.profile"), root.join("home/src"), root.join("other")]);
        assert!(hidden.covers(&root.join("home/data/burgrave.db")));
        assert!(!hidden.covers(&root.join("home/database")));
        assert!(hidden.leave_open([root.join("home/data")].iter().map(PathBuf::as_path)).is_empty());
    }
}
