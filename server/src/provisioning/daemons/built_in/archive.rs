//! The template's archive, from the database into the job's folder: piece by piece, judged on the way.

use std::io::BufReader;
use std::path::PathBuf;

use burgrave_core::ids::FileId;
use burgrave_core::provisioning::archive::ArchiveFault;
use burgrave_provisioner::unpack;
use slog::warn;
use tokio::task::spawn_blocking;

use super::super::worker::End;
use crate::application::App;
use crate::provisioning::files::{Pieces, feed};

/// Unpacks the archive into a folder.
///
/// # Errors
/// `Failed` with what is wrong with the archive; `Trouble` when it can't be read from the database.
pub(super) async fn unpack_into(app: &App, file: FileId, folder: PathBuf) -> Result<(), End> {
    let known = app.store().read(move |reader| async move { reader.file(file).await }).await?;
    if known.is_none() {
        return Err(End::failed("The template's archive is gone. Upload it again and make a new version."));
    }
    let (sender, pieces) = Pieces::channel();
    let unpacking = spawn_blocking(move || unpack(BufReader::new(pieces), &folder));
    let fed = feed(app.store(), file, sender).await;
    let unpacked = unpacking.await;
    fed?;
    match unpacked {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(fault)) => {
            if let ArchiveFault::Io(cause) = &fault {
                warn!(app.log(), "an archive can't be unpacked"; "cause" => %cause);
            }
            Err(End::failed(fault.to_string()))
        }
        Err(_) => Err(End::failed("The template's archive can't be read.")),
    }
}
