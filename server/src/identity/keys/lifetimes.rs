//! How long a token may live.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// The longest lifetime of a token of the user that `written` names.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn longest(app: &App, caller: Arc<Caller>, written: String) -> Result<TimeDelta, Fault> {
    let lifetimes = app.settings().lifetimes;
    app.store()
        .read(move |reader| async move {
            Ok(lifetimes.longest(&*find::user(&reader, &caller, &written).await?))
        })
        .await
}
