//! What an `init` has left in a job's folder.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use burgrave_core::provisioning::archive::{MOST_DEPTH, MOST_FILE_BYTES, MOST_MEMBERS};
use tar::{Builder, EntryType, Header};

use super::{BACKEND, KeptInit, LOCK, MODULES, MOST_LOCK, MOST_MODULES, PROVIDERS};
use crate::terraform::cache::leaves;

/// What is worth keeping; nothing where it can't be read. `shared` is where providers lie that the next job
/// finds too.
pub(in crate::terraform) fn found(template: &Path, shared: Option<&Path>) -> Option<KeptInit> {
    let lock = match File::open(template.join(LOCK)) {
        Ok(file) => limited(file, MOST_LOCK)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(_) => return None,
    };
    // A state that is kept elsewhere has to be found by each job, and a provider of the job's own goes with
    // it.
    let again = template.join(BACKEND).exists() || !are_shared(template, shared);
    let modules = if again { None } else { modules(&template.join(MODULES)) };
    Some(KeptInit { lock, modules })
}

fn limited(file: impl Read, most: usize) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    file.take(most as u64 + 1).read_to_end(&mut content).ok()?;
    (content.len() <= most).then_some(content)
}

fn are_shared(template: &Path, shared: Option<&Path>) -> bool {
    let shared = shared.and_then(|folder| folder.canonicalize().ok());
    leaves(&template.join(PROVIDERS)).iter().all(|leaf| {
        let real = leaf.canonicalize().ok();
        real.zip(shared.as_ref()).is_some_and(|(real, shared)| real.starts_with(shared))
    })
}

/// The modules as an archive; none where they are too large, or more than files and folders.
fn modules(folder: &Path) -> Option<Vec<u8>> {
    let mut archive = Archive { tar: Builder::new(Vec::new()), members: 0, bytes: 0 };
    if folder.is_dir() {
        archive.add(folder, &PathBuf::new(), 0)?;
    }
    let archive = archive.tar.into_inner().ok()?;
    (archive.len() <= MOST_MODULES).then_some(archive)
}

struct Archive {
    tar: Builder<Vec<u8>>,
    members: usize,
    bytes: u64,
}

impl Archive {
    /// Adds what is in the folder, in the order of its names, so that the same modules are the same archive.
    fn add(&mut self, folder: &Path, name: &Path, depth: usize) -> Option<()> {
        let mut entries: Vec<_> = fs::read_dir(folder).ok()?.collect::<Result<_, _>>().ok()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let (kind, name) = (entry.file_type().ok()?, name.join(entry.file_name()));
            // The history of a module's source is of no use here.
            if kind.is_dir() && entry.file_name() == ".git" {
                continue;
            }
            self.members += 1;
            if self.members > MOST_MEMBERS || depth >= MOST_DEPTH {
                return None;
            }
            if kind.is_dir() {
                self.append(&name, EntryType::Directory, 0o700, &[])?;
                self.add(&entry.path(), &name, depth + 1)?;
            } else if kind.is_file() {
                let about = entry.metadata().ok()?;
                self.bytes += about.len();
                if about.len() > MOST_FILE_BYTES || self.bytes > MOST_MODULES as u64 {
                    return None;
                }
                let mode = if is_executable(&about) { 0o700 } else { 0o600 };
                self.append(&name, EntryType::Regular, mode, &fs::read(entry.path()).ok()?)?;
            } else {
                return None;
            }
        }
        Some(())
    }

    fn append(&mut self, name: &Path, kind: EntryType, mode: u32, content: &[u8]) -> Option<()> {
        let mut header = Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(content.len() as u64);
        header.set_mode(mode);
        self.tar.append_data(&mut header, name, content).ok()
    }
}

fn is_executable(about: &fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o100 != 0
    }
    #[cfg(not(unix))]
    {
        let _ = about;
        false
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn modules_are_kept_without_their_history_and_links_are_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let put = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("one")).expect("a folder");
            fs::write(path, text).expect("a file");
        };
        put(LOCK, "# nothing");
        put(".terraform/modules/modules.json", "{}");
        put(".terraform/modules/a/main.tf", "locals {}");
        put(".terraform/modules/a/.git/HEAD", "x");
        let kept = found(folder.path(), None).expect("it can be read");
        assert_eq!(kept.lock, b"# nothing");
        let archive = kept.modules.expect("they can be kept");
        let target = tempfile::tempdir().expect("a folder");
        crate::unpack(&*archive, target.path()).expect("an archive");
        assert!(target.path().join("a/main.tf").is_file() && target.path().join("modules.json").is_file());
        assert!(!target.path().join("a/.git").exists());
        std::os::unix::fs::symlink("main.tf", folder.path().join(".terraform/modules/a/link"))
            .expect("a link");
        assert_eq!(found(folder.path(), None).expect("it can be read").modules, None);
    }

    #[test]
    fn a_provider_of_the_job_and_a_state_elsewhere_have_to_be_found_again() {
        let (folder, shared) =
            (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let place = folder.path().join(PROVIDERS).join("host/space/type/1.0.0");
        let package = shared.path().join("package");
        for path in [&place, &package] {
            fs::create_dir_all(path).expect("a folder");
        }
        std::os::unix::fs::symlink(&package, place.join("linux_amd64")).expect("a link");
        let kept = || found(folder.path(), Some(shared.path())).expect("it can be read").modules;
        assert!(kept().is_some());
        fs::create_dir(place.join("linux_arm64")).expect("a folder");
        assert!(kept().is_none());
        fs::remove_dir(place.join("linux_arm64")).expect("it is there");
        fs::write(folder.path().join(BACKEND), "{}").expect("a file");
        assert!(kept().is_none());
    }
}
