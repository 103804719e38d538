//! From the temporary file into the database, in transactions that are short whatever the size.

use std::io::Read;
use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Create};
use burgrave_core::ids::FileId;
use burgrave_store::{CompletedFile, FILE_PIECE, NewFile};
use tokio::task::spawn_blocking;

use super::TAR;
use super::spool::{Spooled, broken};
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Exemption, Outcome};
use crate::application::{App, Caller, ClientInfo};
use crate::fault::Fault;

/// How many pieces one transaction writes: other writes wait for no more than that.
const PIECES_AT_ONCE: usize = 16;

/// What became of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Uploaded {
    /// It is kept under this id.
    New(FileId),
    /// The caller has uploaded the same bytes before, under this one.
    Known(FileId),
}

/// Keeps the bytes, once for each uploader.
///
/// # Errors
/// `Forbidden`, the storage's, `Internal` when the temporary file can't be read.
pub(crate) async fn upload(
    app: &App,
    caller: Arc<Caller>,
    client: ClientInfo,
    spooled: Spooled,
) -> Result<Uploaded, Fault> {
    let (user, hash) = (caller.user.id, spooled.hash);
    let new = NewFile { id: app.new_id(), created_by: user, media_type: TAR.into(), now: app.now() };
    let new = Authorized::permit(&caller.subject, new)
        .map_err(|_| Fault::Forbidden { detail: "You do not have permission to upload files.".into() })?;
    let known =
        app.store().read(move |reader| async move { reader.file_by_content(user, &hash).await }).await?;
    if let Some(known) = known {
        return Ok(Uploaded::Known(known));
    }
    app.execute(BeginUpload { new: new.clone() }, caller.clone(), client.clone()).await?;
    let (mut file, mut position) = (spooled.file, 0);
    loop {
        let read = move || pieces(&mut file).map(|pieces| (file, pieces));
        let (rest, pieces) =
            spawn_blocking(read).await.map_err(|error| Fault::Internal(error.to_string()))??;
        if pieces.is_empty() {
            break;
        }
        file = rest;
        let count = u32::try_from(pieces.len()).unwrap_or(u32::MAX);
        let add = AddPieces { new: new.clone(), position, pieces };
        app.execute(add, caller.clone(), client.clone()).await?;
        position += count;
    }
    let complete = CompleteUpload { new, hash, size: spooled.size };
    app.execute(complete, caller, client).await
}

/// The next pieces that one transaction takes; none at the end.
fn pieces(file: &mut impl Read) -> Result<Vec<Vec<u8>>, Fault> {
    let mut pieces = Vec::new();
    while pieces.len() < PIECES_AT_ONCE {
        let mut piece = Vec::with_capacity(FILE_PIECE);
        file.by_ref().take(FILE_PIECE as u64).read_to_end(&mut piece).map_err(broken)?;
        if piece.is_empty() {
            break;
        }
        pieces.push(piece);
    }
    Ok(pieces)
}

struct BeginUpload {
    new: Authorized<Create, NewFile>,
}

impl Command for BeginUpload {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Unfinished)
    }

    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        context.insert_file(&self.new).await?;
        Ok(Outcome::unrecorded(()))
    }
}

struct AddPieces {
    new: Authorized<Create, NewFile>,
    /// Of the first of them.
    position: u32,
    pieces: Vec<Vec<u8>>,
}

impl Command for AddPieces {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Unfinished)
    }

    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        for (position, piece) in (self.position..).zip(&self.pieces) {
            context.insert_file_piece(&self.new, position, piece).await?;
        }
        Ok(Outcome::unrecorded(()))
    }
}

struct CompleteUpload {
    new: Authorized<Create, NewFile>,
    hash: [u8; 32],
    size: u64,
}

impl Command for CompleteUpload {
    type Actor = Arc<Caller>;
    type Output = Uploaded;

    fn audit(&self) -> Audit {
        // What came twice at the same time leaves no entry.
        Audit::Exempt(Exemption::Unfinished)
    }

    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<Uploaded>, Fault> {
        let now = context.now;
        Ok(match context.complete_file(&self.new, &self.hash, self.size, now).await? {
            CompletedFile::New => {
                let (size, hash) = (self.size, hex::encode(self.hash));
                let diff = Diff::default().field("size", 0, size).field("hash", "", hash);
                let entry = Entry::new(self.new.id, self.new.id.to_string())
                    .of_operation(operations::UPLOAD_FILE)
                    .diff(diff);
                Outcome::changed(Uploaded::New(self.new.id), entry)
            }
            // The same bytes came twice at the same time: only what was prepared is removed.
            CompletedFile::Known(known) => Outcome::unrecorded(Uploaded::Known(known)),
        })
    }
}
