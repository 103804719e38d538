//! Archives that people upload.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx, Incoming, Outgoing, StreamError};
use burgrave_api::{
    DownloadFileAnswer, DownloadFileFormat, DownloadFileParams, Files, UploadFileAnswer, UploadResponse,
};
use bytes::Bytes;
use futures::StreamExt;
use slog::Logger;

use super::requests;
use crate::application::Caller;
use crate::fault::Fault;
use crate::provisioning::files::{self, Form, Spool, TAR, Uploaded, ZIP};
use crate::service::Service;

impl Files for Service {
    async fn upload_file(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        mut body: Incoming,
    ) -> Result<UploadFileAnswer, ApiError> {
        let mut spool = Spool::new()?;
        while let Some(piece) = body.next().await? {
            spool.write(&piece).await?;
        }
        let spooled =
            if body.content_type() == TAR { spool.finish().await? } else { spool.finish_as_tar().await? };
        Ok(match files::upload(self, caller, requests::client(cx), spooled).await? {
            Uploaded::New(hash) => UploadFileAnswer::Created(UploadResponse { hash }),
            Uploaded::Known(hash) => UploadFileAnswer::Ok(UploadResponse { hash }),
        })
    }

    async fn download_file(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: DownloadFileParams,
    ) -> Result<DownloadFileAnswer, ApiError> {
        let (form, content_type) = match params.format {
            None | Some(DownloadFileFormat::Tar) => (Form::Tar, TAR),
            Some(DownloadFileFormat::Zip) => (Form::Zip, ZIP),
        };
        let found = files::download(self, caller, params.file, form).await?;
        let log = cx.log.clone();
        let pieces =
            found.pieces.map(move |piece| piece.map(Bytes::from).map_err(|fault| interrupted(&log, &fault)));
        let body = Outgoing::new(Some(found.size), pieces);
        Ok(DownloadFileAnswer::Ok { body, content_type: content_type.into() })
    }
}

/// Logs why an archive was cut off: the status has been sent already.
fn interrupted(log: &Logger, fault: &Fault) -> StreamError {
    slog::error!(log, "an archive could not be sent to its end"; "cause" => format!("{fault:?}"));
    "the archive can't be read on".into()
}
