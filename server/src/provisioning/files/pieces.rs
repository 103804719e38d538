//! An upload from the database, piece by piece, for what reads it in a thread of its own.

use std::io::{self, Read};

use burgrave_core::ids::FileId;
use burgrave_store::{Store, StoreError};
use tokio::sync::mpsc;

/// Pieces that wait to be read at most.
const AHEAD: usize = 2;

/// Reads the pieces as fast as they are taken.
///
/// # Errors
/// The storage's.
pub(crate) async fn feed(
    store: &Store,
    file: FileId,
    sender: mpsc::Sender<Vec<u8>>,
) -> Result<(), StoreError> {
    for position in 0_u32.. {
        let piece = store.read(move |reader| async move { reader.file_piece(file, position).await }).await?;
        let Some(piece) = piece else { break };
        // Whoever has seen enough of an archive takes no more.
        if sender.send(piece).await.is_err() {
            break;
        }
    }
    Ok(())
}

/// Pieces as one stream of bytes, for what waits in a thread of its own.
pub(crate) struct Pieces {
    receiver: mpsc::Receiver<Vec<u8>>,
    piece: io::Cursor<Vec<u8>>,
}

impl Pieces {
    /// What takes the pieces, and the stream that they become.
    pub(crate) fn channel() -> (mpsc::Sender<Vec<u8>>, Self) {
        let (sender, receiver) = mpsc::channel(AHEAD);
        (sender, Self { receiver, piece: io::Cursor::default() })
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
