//! From the database back to people, piece by piece.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::sync::Arc;

use burgrave_core::ids::FileId;
use burgrave_core::provisioning::archive::tar_to_zip;
use burgrave_store::FILE_PIECE;
use futures::stream::{BoxStream, Stream, StreamExt, TryStreamExt, try_unfold};
use tokio::task::spawn_blocking;

use super::readable::readable;
use super::spool::broken;
use crate::application::{App, Caller};
use crate::fault::Fault;

/// The kind of archive that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As it is kept.
    Tar,
    /// Packed anew.
    Zip,
}

/// An archive on its way out.
pub(crate) struct Download {
    /// Bytes.
    pub(crate) size: u64,
    /// All of it, in pieces.
    pub(crate) pieces: BoxStream<'static, Result<Vec<u8>, Fault>>,
}

/// The archive.
///
/// # Errors
/// `Hidden`; `BrokenRule` when it can't be made a zip archive.
pub(crate) async fn download(
    app: &App,
    caller: Arc<Caller>,
    id: FileId,
    form: Form,
) -> Result<Download, Fault> {
    let file = app.store().read(move |reader| async move { readable(&reader, &caller, id).await }).await?;
    let pieces = kept(app.clone(), file.id);
    match form {
        Form::Tar => Ok(Download { size: file.size, pieces: pieces.boxed() }),
        Form::Zip => zipped(pieces).await,
    }
}

/// The pieces as they are kept.
fn kept(app: App, id: FileId) -> impl Stream<Item = Result<Vec<u8>, Fault>> + Send + 'static {
    try_unfold((app, 0_u32), move |(app, position)| async move {
        let piece =
            app.store().read(move |reader| async move { reader.file_piece(id, position).await }).await?;
        Ok(piece.map(|piece| (piece, (app, position + 1))))
    })
}

/// The zip archive of the same members.
async fn zipped(pieces: impl Stream<Item = Result<Vec<u8>, Fault>> + Send) -> Result<Download, Fault> {
    let mut tar = tempfile::tempfile().map_err(broken)?;
    let mut pieces = std::pin::pin!(pieces);
    while let Some(piece) = pieces.try_next().await? {
        tar = blocking(move || tar.write_all(&piece).map(|()| tar).map_err(broken)).await?;
    }
    let (zip, size) = blocking(move || packed(tar)).await?;
    let pieces = try_unfold(zip, |zip| async move {
        let (piece, zip) = blocking(move || piece_of(zip)).await?;
        Ok((!piece.is_empty()).then_some((piece, zip)))
    });
    Ok(Download { size, pieces: pieces.boxed() })
}

fn packed(mut tar: File) -> Result<(File, u64), Fault> {
    tar.rewind().map_err(broken)?;
    let zip = tempfile::tempfile().map_err(broken)?;
    let mut zip = BufWriter::new(zip);
    tar_to_zip(BufReader::new(tar), &mut zip).map_err(|fault| Fault::BrokenRule {
        message: "The archive can't be made a zip archive.".into(),
        detail: Some(fault.to_string()),
        fields: Vec::new(),
    })?;
    let mut zip = zip.into_inner().map_err(|error| broken(error.into_error()))?;
    let size = zip.seek(std::io::SeekFrom::End(0)).map_err(broken)?;
    zip.rewind().map_err(broken)?;
    Ok((zip, size))
}

fn piece_of(mut zip: File) -> Result<(Vec<u8>, File), Fault> {
    let mut piece = Vec::with_capacity(FILE_PIECE);
    Read::by_ref(&mut zip).take(FILE_PIECE as u64).read_to_end(&mut piece).map_err(broken)?;
    Ok((piece, zip))
}

/// Runs what waits for the disk where nothing else waits.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    spawn_blocking(work).await.map_err(|error| Fault::Internal(error.to_string()))?
}
