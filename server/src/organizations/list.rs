//! Listing organizations.

use burgrave_core::authorization::{Action, Object, Resource};
use burgrave_store::OrganizationRecord;

use crate::application::{App, Caller};
use crate::fault::Fault;

/// Those that the caller may read, by name: all for whom a site role lets, otherwise among their own.
///
/// # Errors
/// The storage's.
pub(crate) async fn list(app: &App, caller: &Caller) -> Result<Vec<OrganizationRecord>, Fault> {
    if caller.may(Action::Read, &Object::site(Resource::Organization)) {
        return app.store().scan(|reader| async move { Ok(reader.organizations(None).await?) }).await;
    }
    let own = caller.subject.memberships.iter().map(|place| place.organization);
    let readable: Vec<_> = own.filter(|id| caller.may(Action::Read, &Object::organization(*id))).collect();
    app.store().scan(move |reader| async move { Ok(reader.organizations(Some(&readable)).await?) }).await
}
