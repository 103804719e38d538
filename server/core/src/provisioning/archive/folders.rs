//! The folders that an archive's members lie in, whether it has entries for them or not.

use std::collections::BTreeMap;

use super::{ArchiveFault, MOST_MEMBERS};

/// What is known of the members so far: whether each is a folder.
#[derive(Debug, Default)]
pub(super) struct Tree(BTreeMap<String, bool>);

impl Tree {
    /// Adds a member. Gives the folders above it that weren't there yet, outermost first; none of them is the
    /// member.
    pub(super) fn add(&mut self, path: &str, folder: bool) -> Result<Vec<String>, ArchiveFault> {
        let above = path.match_indices('/').map(|(at, _)| &path[..at]);
        let mut new = Vec::new();
        for parent in above {
            if self.insert(parent, true)? {
                new.push(parent.to_owned());
            }
        }
        let first = self.insert(path, folder)?;
        if first || folder { Ok(new) } else { Err(ArchiveFault::Twice(path.to_owned())) }
    }

    /// Whether the path wasn't there.
    fn insert(&mut self, path: &str, folder: bool) -> Result<bool, ArchiveFault> {
        match self.0.get(path) {
            Some(known) if *known != folder => Err(ArchiveFault::Conflict(path.to_owned())),
            Some(_) => Ok(false),
            None if self.0.len() == MOST_MEMBERS => Err(ArchiveFault::ManyMembers),
            None => Ok(self.0.insert(path.to_owned(), folder).is_none()),
        }
    }

    /// Whether the path is a folder that is there.
    pub(super) fn has_folder(&self, path: &str) -> bool {
        self.0.get(path) == Some(&true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_folders_are_told_once() {
        let mut tree = Tree::default();
        assert_eq!(tree.add("a/b/c", false).expect("new"), ["a", "a/b"]);
        assert_eq!(tree.add("a/b/d", false).expect("new"), [""; 0]);
        assert_eq!(tree.add("a/b", true).expect("known"), [""; 0]);
        assert!(tree.has_folder("a/b") && !tree.has_folder("a/b/c") && !tree.has_folder("x"));
        assert!(matches!(tree.add("a/b/c/d", false), Err(ArchiveFault::Conflict(path)) if path == "a/b/c"));
        assert!(matches!(tree.add("a", false), Err(ArchiveFault::Conflict(_))));
        assert!(matches!(tree.add("a/b/d", false), Err(ArchiveFault::Twice(path)) if path == "a/b/d"));
    }
}
