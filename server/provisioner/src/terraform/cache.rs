//! Providers that were downloaded, kept for the jobs that come.
//!
//! The program doesn't expect that another one writes into its cache, so one job at a time initializes.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::Cancellation;

/// The file whose lock says whose turn it is.
const LOCK: &str = ".burgrave-lock";

/// How often a job asks whether it is its turn.
const AGAIN_AFTER: Duration = Duration::from_millis(50);

/// How long a provider that no job uses is kept.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Host, namespace, type, version, platform.
const DEPTH: usize = 5;

/// The cache, while it is a job's turn.
pub(super) struct Turn {
    folder: PathBuf,
    // Closing it ends the turn.
    _lock: File,
}

impl Turn {
    /// Waits for the job's turn; none where it was canceled before.
    pub(super) fn wait(folder: &Path, cancellation: &Cancellation) -> io::Result<Option<Self>> {
        fs::create_dir_all(folder)?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(LOCK))?;
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(Some(Self { folder: folder.to_owned(), _lock: lock })),
                Err(TryLockError::WouldBlock) if cancellation.wait_for(AGAIN_AFTER) => return Ok(None),
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
    }

    /// Notes which providers a job uses, and removes those that none has used for long.
    pub(super) fn end(self, template: &Path, now: SystemTime) {
        let used = leaves(&template.join(".terraform/providers"));
        for used in used.iter().filter_map(|path| path.canonicalize().ok()) {
            if used.starts_with(&self.folder) {
                let _ = File::open(&used).and_then(|folder| folder.set_modified(now));
            }
        }
        for leaf in leaves(&self.folder) {
            let changed = leaf.metadata().and_then(|about| about.modified());
            if changed.is_ok_and(|changed| now.duration_since(changed).is_ok_and(|age| age > KEPT)) {
                self.remove(&leaf);
            }
        }
    }

    /// Removes a provider, and the folders that are empty without it.
    fn remove(&self, leaf: &Path) {
        if fs::remove_dir_all(leaf).is_err() {
            return;
        }
        let above = leaf.ancestors().skip(1).take_while(|path| **path != self.folder);
        // The first one that isn't empty stays, and with it all above it.
        let _ = above.map(fs::remove_dir).take_while(Result::is_ok).count();
    }
}

/// The folders of single providers under a folder.
pub(super) fn leaves(root: &Path) -> Vec<PathBuf> {
    let mut level = vec![root.to_owned()];
    for _ in 0..DEPTH {
        let folders = level.iter().filter_map(|path| fs::read_dir(path).ok());
        let entries = folders.flatten().filter_map(|entry| Some(entry.ok()?.path()));
        level = entries.filter(|path| path.is_dir()).collect();
    }
    level
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_job_at_a_time_and_a_canceled_one_waits_no_longer() {
        let cache = tempfile::tempdir().expect("a folder");
        let goes_on = Cancellation::new();
        let first = Turn::wait(cache.path(), &goes_on).expect("a folder").expect("its turn");
        let canceled = Cancellation::new();
        canceled.cancel();
        assert!(Turn::wait(cache.path(), &canceled).expect("a folder").is_none());
        drop(first);
        assert!(Turn::wait(cache.path(), &goes_on).expect("a folder").is_some());
    }

    #[test]
    fn providers_that_nobody_uses_go() {
        let (cache, job) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let root = cache.path().canonicalize().expect("it is there");
        let provider = |name: &str| root.join(format!("registry.example.com/x/{name}/1.0.0/linux_amd64"));
        for name in ["used", "unused"] {
            fs::create_dir_all(provider(name)).expect("a folder");
        }
        let link = job.path().join(".terraform/providers/registry.example.com/x/used/1.0.0");
        fs::create_dir_all(&link).expect("a folder");
        #[cfg(unix)]
        std::os::unix::fs::symlink(provider("used"), link.join("linux_amd64")).expect("a link");
        let later = SystemTime::now() + KEPT + Duration::from_secs(1);
        let turn = || Turn::wait(&root, &Cancellation::new()).expect("a folder").expect("its turn");
        turn().end(job.path(), SystemTime::now());
        assert!(provider("unused").exists());
        turn().end(job.path(), later);
        assert!(provider("used").exists());
        assert!(!root.join("registry.example.com/x/unused").exists());
    }
}
