//! The folder of a job, from its first step to its last.

use std::fs::{self, DirBuilder};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use crate::process::{self, Noted};

/// What the names of jobs' folders begin with.
const PREFIX: &str = "burgrave-job-";
/// The template's folder in a job's.
const TEMPLATE: &str = "template";
/// The file in a job's folder that says which process carries the job out.
const OWNER: &str = "owner";
/// Folders of one name at most.
const MOST_NAMESAKES: u32 = 1000;
/// How often the removal of a folder is tried: a program that is being ended may still write into it.
const TRIES: usize = 5;
/// How long it waits between two tries.
const AGAIN_AFTER: Duration = Duration::from_millis(250);

/// A job's folder, which goes when the value goes. Only the user of the process can enter it.
#[derive(Debug)]
pub struct JobFolder {
    path: PathBuf,
}

impl JobFolder {
    /// A new folder in `root`, which is made where it isn't there. The name is the job's; where another
    /// process has a folder of this name, a number follows it.
    ///
    /// # Errors
    /// The folder can't be made.
    pub fn create(root: &Path, name: &str) -> io::Result<Self> {
        private().recursive(true).create(root)?;
        let mut path = root.join(format!("{PREFIX}{name}"));
        for number in 1.. {
            match private().create(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number <= MOST_NAMESAKES => {
                    path = root.join(format!("{PREFIX}{name}-{number}"));
                }
                made => {
                    made?;
                    break;
                }
            }
        }
        let folder = Self { path };
        process::note(&folder.path.join(OWNER), std::process::id())?;
        private().create(folder.template())?;
        Ok(folder)
    }

    /// The folder that a process has left which has ended in the middle of the job; none where it isn't
    /// there, or isn't this user's own.
    #[must_use]
    pub fn left(root: &Path, name: &str) -> Option<Self> {
        place(root, name).map(|path| Self { path })
    }

    /// Whether there is such a folder, and the process that carried the job out has surely ended. Where the
    /// system doesn't tell of processes, none is sure.
    #[must_use]
    pub fn is_deserted(root: &Path, name: &str) -> bool {
        let owner = place(root, name).and_then(|path| Noted::read(&path.join(OWNER)));
        owner.is_some_and(|owner| owner.has_ended())
    }

    /// The names of the jobs that have folders in `root`, whoever works in them.
    ///
    /// # Errors
    /// `root` can't be read.
    pub fn names(root: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(root)? {
            let name = entry?.file_name();
            names.extend(name.to_str().and_then(|name| name.strip_prefix(PREFIX)).map(str::to_owned));
        }
        names.sort_unstable();
        Ok(names)
    }

    /// Where the template's files are.
    #[must_use]
    pub fn template(&self) -> PathBuf {
        self.path.join(TEMPLATE)
    }

    /// The folder itself. What the executor keeps for itself lies in it, beside the template.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the folders of jobs that ended long ago without removing them: what was changed last before
    /// `before`. Gives how many they were.
    ///
    /// # Errors
    /// `root` can't be read. What can't be removed is left for the next time.
    pub fn sweep(root: &Path, before: SystemTime) -> io::Result<usize> {
        let mut removed = 0;
        for entry in fs::read_dir(root)? {
            let entry = entry?;
            let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
            let Ok(about) = entry.metadata() else { continue };
            let old = about.modified().is_ok_and(|changed| changed < before);
            if ours && about.is_dir() && old && fs::remove_dir_all(entry.path()).is_ok() {
                removed += 1;
            }
        }
        Ok(removed)
    }
}

impl Drop for JobFolder {
    fn drop(&mut self) {
        for _ in 0..TRIES {
            match fs::remove_dir_all(&self.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => sleep(AGAIN_AFTER),
                _ => return,
            }
        }
    }
}

/// The folder of this name, where it is this user's own.
fn place(root: &Path, name: &str) -> Option<PathBuf> {
    let path = root.join(format!("{PREFIX}{name}"));
    let about = fs::symlink_metadata(&path).ok()?;
    (about.is_dir() && is_own(&about)).then_some(path)
}

#[cfg(unix)]
fn is_own(about: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(about) == nix::unistd::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_own(_: &fs::Metadata) -> bool {
    true
}

/// Makes a folder that only the user of the process can enter.
pub(crate) fn private_folder(path: &Path) -> io::Result<()> {
    private().create(path)
}

fn private() -> DirBuilder {
    #[allow(unused_mut, reason = "only Unix has modes")]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_its_user_s_own_and_goes_with_the_job() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = JobFolder::create(&root.path().join("jobs"), "a-1").expect("it can be made");
        let path = folder.path().to_owned();
        #[cfg(unix)]
        for path in [folder.path(), &folder.template()] {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(path).expect("it is there").permissions().mode() & 0o777, 0o700);
        }
        let other = JobFolder::create(&root.path().join("jobs"), "a-1").expect("it has another name");
        assert_ne!(other.path(), folder.path());
        fs::write(folder.template().join("main.tf"), "").expect("a file");
        drop(folder);
        assert!(!path.exists());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_is_deserted_when_its_process_has_ended() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = JobFolder::create(root.path(), "a-1").expect("it can be made");
        assert!(!JobFolder::is_deserted(root.path(), "a-1"), "this process runs");
        let owner = folder.path().join(OWNER);
        for (text, deserted) in [("1 0", true), ("4294967295 5", true), ("1 ", false), ("nobody", false)] {
            fs::write(&owner, text).expect("a file");
            assert_eq!(JobFolder::is_deserted(root.path(), "a-1"), deserted, "{text}");
        }
        assert!(!JobFolder::is_deserted(root.path(), "b-1"));
    }

    #[test]
    fn only_old_folders_of_jobs_are_swept() {
        let root = tempfile::tempdir().expect("a folder");
        let kept = JobFolder::create(root.path(), "now").expect("it can be made");
        fs::create_dir(root.path().join("burgrave-other")).expect("a folder");
        fs::write(root.path().join("burgrave-job-file"), "").expect("a file");
        let now = SystemTime::now();
        assert_eq!(JobFolder::names(root.path()).expect("it is there"), ["file", "now"]);
        assert_eq!(JobFolder::sweep(root.path(), now - Duration::from_secs(60)).expect("it is there"), 0);
        assert_eq!(JobFolder::sweep(root.path(), now + Duration::from_secs(60)).expect("it is there"), 1);
        assert!(!kept.path().exists() && root.path().join("burgrave-other").exists());
    }
}
