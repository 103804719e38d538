//! What is still to be sent, for metrics.

use crate::application::App;
use crate::fault::Fault;
use crate::metrics::MessageQueue;

/// Messages of one way that are counted at most.
const MOST_COUNTED: u32 = 100_000;

/// The queues of the ways that are set up, and that of routes.
///
/// # Errors
/// The database's.
pub(crate) async fn queues(app: &App) -> Result<Vec<MessageQueue>, Fault> {
    let settings = &app.settings().governance.notifications;
    let ways = [
        (settings.mail.is_some(), "smtp"),
        (settings.webhook.is_some(), "webhook"),
        (true, super::routes::METHOD),
    ];
    let now = app.now();
    let found = app.store().scan(move |reader| async move {
        let mut queues = Vec::new();
        for (_, method) in ways.into_iter().filter(|(set_up, _)| *set_up) {
            let waiting = reader.messages_waiting(method, MOST_COUNTED).await?;
            let oldest = waiting.oldest.and_then(|oldest| (now - oldest).to_std().ok()).unwrap_or_default();
            let oldest_seconds = oldest.as_secs_f64();
            queues.push(MessageQueue { method, messages: waiting.messages, oldest_seconds });
        }
        Ok::<_, Fault>(queues)
    });
    found.await
}
