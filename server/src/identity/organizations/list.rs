//! Listing organizations.

use burgrave_core::authorization::{Action, Resource};
use burgrave_store::{OrganizationFilter, OrganizationRecord};

use crate::application::{App, Caller};
use crate::fault::Fault;

/// Those that the caller may read, by name.
///
/// # Errors
/// The storage's.
pub(crate) async fn list(app: &App, caller: &Caller) -> Result<Vec<OrganizationRecord>, Fault> {
    let visible = Some(caller.visible(Action::Read, Resource::Organization));
    let asked = OrganizationFilter { visible, ..OrganizationFilter::default() };
    app.store().scan(move |reader| async move { Ok(reader.organizations(&asked).await?) }).await
}
