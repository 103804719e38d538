//! What an `init` has found before, put into a job's folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::lock_file::{self, Locked};
use super::{KeptInit, KnownPackages, LOCK, MODULES, PROVIDERS};
use crate::terraform::state::write_private;

/// What was reused.
pub(in crate::terraform) struct Reused {
    /// Addresses and versions of providers.
    pub(in crate::terraform) providers: Vec<(String, String)>,
    /// Whether there were modules.
    pub(in crate::terraform) modules: bool,
}

/// Has the program choose the providers that were chosen before.
pub(in crate::terraform) fn write_lock(template: &Path, lock: &[u8]) -> io::Result<()> {
    if lock.is_empty() { Ok(()) } else { write_private(&template.join(LOCK), lock) }
}

/// Puts it there; nothing, and nothing is changed, where a provider isn't on this machine any more, or isn't
/// the one that it was. `shared` is where providers lie, `used` is noted as the time of their last use.
pub(in crate::terraform) fn reuse(
    template: &Path,
    kept: &KeptInit,
    (shared, platform): (Option<&Path>, &str),
    known: &KnownPackages,
    used: SystemTime,
) -> io::Result<Option<Reused>> {
    let Some(modules) = &kept.modules else { return Ok(None) };
    let Some(locked) = lock_file::read(&kept.lock) else { return Ok(None) };
    let package = |one: &Locked| {
        let folder = shared?.join(one.place(platform));
        let hash = known.hash(&folder).ok()?;
        one.hashes.contains(&hash).then_some((one.place(platform), folder))
    };
    let Some(packages) = locked.iter().map(package).collect::<Option<Vec<_>>>() else { return Ok(None) };
    for part in [PROVIDERS, MODULES] {
        remove(&template.join(part))?;
    }
    let folder = template.join(MODULES);
    fs::create_dir_all(&folder)?;
    let unpacked = crate::unpack(&**modules, &folder).map_err(io::Error::other)?;
    for (place, package) in packages {
        link(&template.join(PROVIDERS).join(place), &package)?;
        // One that can't be noted may go early, and is fetched again then.
        let _ = fs::File::open(&package).and_then(|folder| folder.set_modified(used));
    }
    write_lock(template, &kept.lock)?;
    let providers = locked.into_iter().map(|one| (one.address, one.version)).collect();
    Ok(Some(Reused { providers, modules: unpacked.files > 0 }))
}

fn remove(path: &PathBuf) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn link(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(folder) = from.parent() {
        fs::create_dir_all(folder)?;
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(to.canonicalize()?, from)
    }
    #[cfg(not(unix))]
    {
        let _ = (to, from);
        Err(io::ErrorKind::Unsupported.into())
    }
}
