//! Reads away what a refused request still sends.

use std::time::Duration;

use dropshot::Body;
use http_body_util::BodyExt;
use hyper::body::Body as _;

use super::engine::Engine;

/// How much is read away, in bytes; whoever sends more may see a broken connection instead of the answer.
const BYTES: u64 = 16 * 1024 * 1024;

/// How long that may take.
const TIME: Duration = Duration::from_secs(5);

/// Reads the rest of an unwanted body, beside the answer: a connection that is closed with unread data in
/// it takes the answer with it.
///
/// `more` bytes are read away beyond the usual, of a caller who may send as many.
pub(super) fn drain(engine: &Engine, mut body: Body, more: u64) {
    if body.is_end_stream() {
        return;
    }
    // Where many are drained already, this one isn't: its client may see a broken connection.
    let Ok(permit) = engine.drains.clone().try_acquire_owned() else { return };
    let closing = engine.closing.clone();
    engine.tasks.spawn(async move {
        let _permit = permit;
        let all = async {
            let mut left = BYTES.saturating_add(more);
            while let Some(Ok(frame)) = body.frame().await {
                left = left.saturating_sub(frame.data_ref().map_or(0, |data| data.len() as u64));
                if left == 0 {
                    break;
                }
            }
        };
        tokio::select! {
            _ = tokio::time::timeout(TIME, all) => {}
            () = closing.cancelled() => {}
        }
    });
}
