//! The files of an import's modules go to the server before its result.

use burgrave_wire::drpc::{self, CallFault};
use burgrave_wire::provisioner::file_upload::Type;
use burgrave_wire::provisioner::{ChunkPiece, DataUpload, DataUploadType, FileUpload};
use burgrave_wire::provisionerd::Empty;
use burgrave_wire::yamux::Session;
use burgrave_wire::{FILE_PIECE, MESSAGE, method};
use sha2::{Digest, Sha256};

/// Sends an archive of modules; gives its hash, by which the result names it.
///
/// # Errors
/// The session has ended, or the server doesn't take it.
pub(super) async fn hand_in(session: &Session, archive: &[u8]) -> Result<Vec<u8>, CallFault> {
    let hash = Sha256::digest(archive).to_vec();
    let (mut answers, mut messages) = drpc::call(session, method::UPLOAD_FILE, MESSAGE).await?;
    let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    let said = DataUpload {
        upload_type: DataUploadType::UploadTypeModuleFiles.into(),
        data_hash: hash.clone(),
        file_size: i64::try_from(archive.len()).unwrap_or(i64::MAX),
        chunks: count(archive.chunks(FILE_PIECE).len()),
    };
    answers.message(&FileUpload { r#type: Some(Type::DataUpload(said)) }).await?;
    for (index, data) in archive.chunks(FILE_PIECE).enumerate() {
        let piece =
            ChunkPiece { data: data.to_vec(), full_data_hash: hash.clone(), piece_index: count(index) };
        answers.message(&FileUpload { r#type: Some(Type::ChunkPiece(piece)) }).await?;
    }
    answers.close_send().await?;
    let _: Empty = messages.only().await?;
    answers.end();
    Ok(hash)
}
