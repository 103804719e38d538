//! A provider on this machine: a folder, whose hash lock files know (`h1:`, the one of Go's modules).

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// Files of a package at most.
const MOST_FILES: usize = 1000;
/// Packages whose hashes are remembered at most.
const MOST_KNOWN: usize = 1000;

/// Packages that were hashed before: one that hasn't changed since isn't read again.
#[derive(Debug, Clone, Default)]
pub struct KnownPackages(Arc<Mutex<HashMap<PathBuf, (Stamp, String)>>>);

/// What tells a changed package from an unchanged one: of each file its size, its times and its number.
type Stamp = BTreeMap<String, (u64, Option<SystemTime>, (i64, i64, u64))>;

impl KnownPackages {
    /// The hash of a package.
    pub(super) fn hash(&self, folder: &Path) -> io::Result<String> {
        let folder = folder.canonicalize()?;
        let mut stamp = Stamp::new();
        files(&folder, "", &mut stamp)?;
        let known = |map: &HashMap<PathBuf, (Stamp, String)>| {
            map.get(&folder).filter(|(known, _)| *known == stamp).map(|(_, hash)| hash.clone())
        };
        if let Some(hash) = known(&self.0.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(hash);
        }
        let hash = hash(&folder, stamp.keys())?;
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if map.len() >= MOST_KNOWN {
            map.clear();
        }
        map.insert(folder, (stamp, hash.clone()));
        Ok(hash)
    }
}

/// All files of a folder, with slashes in their names.
fn files(folder: &Path, before: &str, into: &mut Stamp) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_str().ok_or_else(|| io::Error::other("a file's name is no text"))?;
        let name = format!("{before}{name}");
        let about = fs::metadata(entry.path())?;
        if about.is_dir() {
            files(&entry.path(), &format!("{name}/"), into)?;
        } else {
            into.insert(name, (about.len(), about.modified().ok(), identity(&about)));
        }
        if into.len() > MOST_FILES {
            return Err(io::Error::other("a provider has too many files"));
        }
    }
    Ok(())
}

#[cfg(unix)]
fn identity(about: &fs::Metadata) -> (i64, i64, u64) {
    use std::os::unix::fs::MetadataExt;
    (about.ctime(), about.ctime_nsec(), about.ino())
}

#[cfg(not(unix))]
fn identity(_: &fs::Metadata) -> (i64, i64, u64) {
    (0, 0, 0)
}

fn hash<'a>(folder: &Path, names: impl Iterator<Item = &'a String>) -> io::Result<String> {
    let (mut all, mut chunk) = (Sha256::new(), vec![0; 64 * 1024]);
    for name in names {
        let (mut file, mut one) = (File::open(folder.join(name))?, Sha256::new());
        loop {
            match file.read(&mut chunk)? {
                0 => break,
                read => one.update(&chunk[..read]),
            }
        }
        all.update(format!("{}  {name}\n", hex::encode(one.finalize())));
    }
    Ok(format!("h1:{}", STANDARD.encode(all.finalize())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_has_the_hash_of_go_s_modules() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("b")).expect("a folder");
        fs::write(folder.path().join("b/c"), "two").expect("a file");
        fs::write(folder.path().join("a"), "one").expect("a file");
        let known = KnownPackages::default();
        // By hand: sha256sum of the two lines that sha256sum writes of the files, as base64.
        let line = |text: &str, name: &str| format!("{}  {name}\n", hex::encode(Sha256::digest(text)));
        let both = format!("{}{}", line("one", "a"), line("two", "b/c"));
        let expected = format!("h1:{}", STANDARD.encode(Sha256::digest(both)));
        assert_eq!(known.hash(folder.path()).expect("it is there"), expected);
        assert_eq!(known.hash(folder.path()).expect("it is known"), expected);
        fs::write(folder.path().join("a"), "One").expect("a file");
        assert_ne!(known.hash(folder.path()).expect("it has changed"), expected);
        assert!(known.hash(&folder.path().join("missing")).is_err());
    }
}
