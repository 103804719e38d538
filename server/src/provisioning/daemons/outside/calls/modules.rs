//! What is kept of the modules of an import: the files of the language, for parameters while they are chosen.

use std::sync::{Arc, Mutex, PoisonError};

use burgrave_core::provisioning::archive::ArchiveFault;
use burgrave_provisioner::hcl::ModuleFiles;
use sha2::{Digest, Sha256};
use slog::warn;
use tokio::task::{JoinError, spawn_blocking};

use super::Daemon;
use crate::provisioning::work::JobAttempt;

/// Files of modules that have come before the result of their import, by the hash of what was handed in.
#[derive(Default)]
pub(in super::super) struct HandedIn(Mutex<Option<(Vec<u8>, Arc<ModuleFiles>)>>);

impl HandedIn {
    /// Keeps files in the place of those that came before.
    pub(super) fn keep(&self, hash: Vec<u8>, files: ModuleFiles) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((hash, Arc::new(files)));
    }

    /// Their import has ended: a result that is said again is answered without them.
    pub(super) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The files.
    fn of(&self, hash: &[u8]) -> Option<Arc<ModuleFiles>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|(kept, _)| kept == hash).map(|(_, files)| files.clone())
    }
}

/// The files of an import's modules, which came with its result or before it. Where they can't be had, the
/// import goes on without: its parameters are known all the same.
pub(super) async fn of_import(
    daemon: &Daemon,
    attempt: JobAttempt,
    archive: Vec<u8>,
    hash: &[u8],
) -> Arc<ModuleFiles> {
    let lacking = |why: &str| {
        warn!(daemon.app.log(), "an import goes on without the files of its modules"; "job" => %attempt.job,
            "why" => why);
        Arc::default()
    };
    if archive.is_empty() && hash.is_empty() {
        return Arc::default();
    }
    if archive.is_empty() {
        return daemon.handed_in.of(hash).unwrap_or_else(|| lacking("they haven't come in this session"));
    }
    if !hash.is_empty() && Sha256::digest(&archive)[..] != *hash {
        return lacking("they have another hash than was said");
    }
    Arc::new(read(daemon, spawn_blocking(move || ModuleFiles::of_tar(&*archive)).await))
}

/// What was read of an archive; nothing where that isn't one.
pub(super) fn read(
    daemon: &Daemon,
    read: Result<Result<ModuleFiles, ArchiveFault>, JoinError>,
) -> ModuleFiles {
    let why = match read {
        Ok(Ok(files)) => return files,
        Ok(Err(fault)) => fault.to_string(),
        Err(_) => "reading it broke off".to_owned(),
    };
    warn!(daemon.app.log(), "the archive of a template's modules can't be read"; "daemon" => %daemon.id,
        "why" => why);
    ModuleFiles::default()
}
