//! Reading one account.

use std::sync::Arc;

use super::UserView;
use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// The account that `written` names.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn get(app: &App, caller: Arc<Caller>, written: String) -> Result<UserView, Fault> {
    app.store()
        .read(move |reader| async move {
            let found = find::user(&reader, &caller, &written).await?.into_inner();
            match caller.organizations().filter(|_| found.id == caller.user.id) {
                Some(own) => Ok(UserView { user: found, organizations: own.to_vec() }),
                None => Ok(UserView::of(&reader, found).await?),
            }
        })
        .await
}
