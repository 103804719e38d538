//! What receivers haven't got yet.

use crate::application::App;
use crate::fault::Fault;

/// What waits for a receiver.
#[derive(Debug, Clone)]
pub(crate) struct Backlog {
    /// Which one.
    pub(crate) receiver: &'static str,
    /// Entries that it hasn't got.
    pub(crate) entries: u64,
    /// How long the first of them has stood in the chain.
    pub(crate) oldest_seconds: f64,
}

/// What waits for each receiver that is set up.
///
/// # Errors
/// The database's.
pub(crate) async fn backlogs(app: &App) -> Result<Vec<Backlog>, Fault> {
    let (names, now) = (app.settings().governance.audit.receivers(), app.now());
    let found = app.store().read(move |reader| async move {
        let mut backlogs = Vec::new();
        if names.is_empty() {
            return Ok(backlogs);
        }
        let end = reader.audit_chain_end().await?.map_or(0, |end| end.sequence());
        for receiver in names {
            let received = reader.audit_received(receiver).await?;
            let since = reader.audit_waiting_since(received).await?;
            let oldest = since.and_then(|since| (now - since).to_std().ok()).unwrap_or_default();
            backlogs.push(Backlog {
                receiver,
                entries: u64::try_from(end - received).unwrap_or_default(),
                oldest_seconds: oldest.as_secs_f64(),
            });
        }
        Ok::<_, Fault>(backlogs)
    });
    found.await
}
