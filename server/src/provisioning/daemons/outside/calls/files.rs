//! Files of a template's modules, which a daemon hands in before the result of an import. They are held
//! against their hash while they come.

use std::io::BufReader;
use std::time::Duration;

use burgrave_provisioner::hcl::ModuleFiles;
use burgrave_wire::drpc::{Answers, CallFault, Messages};
use burgrave_wire::provisioner::file_upload::Type;
use burgrave_wire::provisioner::{DataUpload, DataUploadType, FileUpload};
use burgrave_wire::provisionerd::{Empty, FileRequest};
use burgrave_wire::{FILE_PIECE, MESSAGE, TRY_AGAIN};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc::Sender;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::Daemon;
use super::modules::read;
use crate::provisioning::files::Pieces;

/// Bytes of a file at most.
const MOST: i64 = 100 * 1024 * 1024;

/// How long a file may take to come.
const LONGEST: Duration = Duration::from_secs(300);

/// How long one message of it may take to come.
const PIECE: Duration = Duration::from_secs(30);

/// How long an upload waits for others; daemons wait longer for its end.
const WAIT: Duration = Duration::from_secs(20);

/// What is said of one that goes no further.
const SILENT: &str = "the upload took too long";

const _: () = assert!(FILE_PIECE < MESSAGE);

pub(super) async fn upload(
    daemon: &Daemon,
    mut messages: Messages,
    mut answers: Answers,
) -> Result<(), CallFault> {
    let said = match announced(&mut messages).await? {
        Ok(said) => said,
        Err(why) => return answers.fail(0, &why).await,
    };
    // Those that wait for a place keep no other call of theirs from going on.
    let Ok(Ok(place)) = timeout(WAIT, daemon.uploads.acquire()).await else {
        return answers.fail(TRY_AGAIN, "Too many files are being uploaded. Try again.").await;
    };
    let room = daemon.heavy.acquire().await.map_err(|_| CallFault::Broken)?;
    let (sender, pieces) = Pieces::channel();
    // Whole modules are far more than is kept of them.
    let reading = spawn_blocking(move || ModuleFiles::of_tar(BufReader::new(pieces)));
    let checked = timeout(LONGEST, check(&mut messages, said, sender)).await;
    let checked = checked.unwrap_or_else(|_| Ok(Err("the upload took too long".into())))?;
    let files = read(daemon, reading.await);
    drop((room, place));
    match checked {
        Ok(hash) => {
            daemon.handed_in.keep(hash, files);
            answers.message(&Empty {}).await?;
            answers.done().await
        }
        Err(why) => answers.fail(0, &why).await,
    }
}

/// What the first message says of the file.
async fn announced(messages: &mut Messages) -> Result<Result<DataUpload, String>, CallFault> {
    let Some(first) = next(messages).await? else { return Ok(Err(SILENT.into())) };
    let Some(Type::DataUpload(said)) = first.r#type else {
        return Ok(Err("the first message must say what is uploaded".into()));
    };
    Ok(may_be(&said).map(|()| said))
}

/// The next message; none where it doesn't come in time.
async fn next(messages: &mut Messages) -> Result<Option<FileUpload>, CallFault> {
    timeout(PIECE, messages.only()).await.ok().transpose()
}

/// Passes the pieces on, and holds them against what was said of them; gives their hash.
async fn check(
    messages: &mut Messages,
    said: DataUpload,
    sender: Sender<Vec<u8>>,
) -> Result<Result<Vec<u8>, String>, CallFault> {
    let (mut size, mut hash) = (0_i64, Sha256::new());
    for index in 0..said.chunks {
        let Some(piece) = next(messages).await? else { return Ok(Err(SILENT.into())) };
        let Some(Type::ChunkPiece(piece)) = piece.r#type else {
            return Ok(Err(format!("piece {index} is missing")));
        };
        if piece.piece_index != index || piece.full_data_hash != said.data_hash {
            return Ok(Err(format!("piece {index} is another one")));
        }
        size += i64::try_from(piece.data.len()).unwrap_or(i64::MAX);
        if size > said.file_size {
            break;
        }
        hash.update(&piece.data);
        // What can't be read any further is still held against its hash.
        let _ = sender.send(piece.data).await;
    }
    let whole = size == said.file_size && hash.finalize()[..] == said.data_hash[..];
    Ok(if whole {
        Ok(said.data_hash)
    } else {
        Err("the pieces aren't the file whose size and hash were said".into())
    })
}

fn may_be(said: &DataUpload) -> Result<(), String> {
    match DataUploadType::try_from(said.upload_type) {
        Ok(DataUploadType::UploadTypeModuleFiles) => {}
        _ => return Err(format!("unsupported upload type: {}", said.upload_type)),
    }
    if said.data_hash.len() != 32 {
        return Err("the hash must have 32 bytes".into());
    }
    if !(0..=MOST).contains(&said.file_size) || said.chunks < 0 {
        return Err(format!("a file may have {MOST} bytes at most"));
    }
    Ok(())
}

/// Files are not kept as they came, so there is none to be had.
pub(super) async fn download(mut messages: Messages, mut answers: Answers) -> Result<(), CallFault> {
    let asked: FileRequest = messages.only().await?;
    let why = match asked.file_id.parse::<uuid::Uuid>() {
        Ok(id) => format!("there is no file {id}"),
        Err(error) => format!("parse file id: {error}"),
    };
    let error = burgrave_wire::provisioner::FailedFile { error: why.clone() };
    answers.message(&FileUpload { r#type: Some(Type::Error(error)) }).await?;
    answers.fail(0, &why).await
}
