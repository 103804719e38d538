//! The template's archive, from the database into the job's folder: piece by piece, judged on the way.

use std::io::{self, BufReader, Read};
use std::path::PathBuf;

use burgrave_core::ids::FileId;
use burgrave_core::provisioning::archive::ArchiveFault;
use burgrave_provisioner::unpack;
use slog::warn;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::end::End;
use crate::application::App;

/// Pieces that wait to be unpacked at most.
const AHEAD: usize = 2;

/// Unpacks the archive into a folder.
///
/// # Errors
/// `Failed` with what is wrong with the archive; `Trouble` when it can't be read from the database.
pub(super) async fn unpack_into(app: &App, file: FileId, folder: PathBuf) -> Result<(), End> {
    let known = app.store().read(move |reader| async move { reader.file(file).await }).await?;
    if known.is_none() {
        return Err(End::failed("The template's archive is gone. Upload it again and make a new version."));
    }
    let (sender, receiver) = mpsc::channel(AHEAD);
    let unpacking = spawn_blocking(move || unpack(BufReader::new(Pieces::new(receiver)), &folder));
    let fed = feed(app, file, sender).await;
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

/// Reads the pieces as fast as they are taken.
async fn feed(app: &App, file: FileId, sender: mpsc::Sender<Vec<u8>>) -> Result<(), End> {
    for position in 0_u32.. {
        let piece =
            app.store().read(move |reader| async move { reader.file_piece(file, position).await }).await?;
        let Some(piece) = piece else { break };
        // Whoever has seen enough of an archive takes no more.
        if sender.send(piece).await.is_err() {
            break;
        }
    }
    Ok(())
}

/// Pieces as one stream of bytes, for what waits in a thread of its own.
struct Pieces {
    receiver: mpsc::Receiver<Vec<u8>>,
    piece: io::Cursor<Vec<u8>>,
}

impl Pieces {
    fn new(receiver: mpsc::Receiver<Vec<u8>>) -> Self {
        Self { receiver, piece: io::Cursor::default() }
    }
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.piece.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            match self.receiver.blocking_recv() {
                Some(piece) => self.piece = io::Cursor::new(piece),
                None => return Ok(0),
            }
        }
    }
}
