//! A page of the audit log.

use std::sync::Arc;

use burgrave_core::authorization::{Action, Object, Resource};
use burgrave_store::{AuditFilter, Paged, Reader};
use uuid::Uuid;

use super::{EntryView, query, view};
use crate::application::{App, Caller};
use crate::fault::Fault;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// The search.
    pub(crate) q: String,
    /// Entries at most.
    pub(crate) limit: u32,
    /// Entries to leave out at the beginning.
    pub(crate) offset: u32,
    /// Only what is older than this entry.
    pub(crate) after: Option<Uuid>,
}

/// The entries that match, as far as the caller may read them, newest first.
///
/// # Errors
/// `Forbidden` for those who read no audit log; `BrokenRule` for a search that can't be read; `UnknownFilter` for an entry
/// to go on after that isn't there.
pub(crate) async fn list(app: &App, caller: Arc<Caller>, wanted: Wanted) -> Result<Paged<EntryView>, Fault> {
    let visible = visible(&caller)?;
    app.store()
        .scan(move |reader| async move {
            let found = query::read(&reader, &caller, &wanted.q).await?;
            let after = place(&reader, visible.as_deref(), wanted.after).await?;
            let filter = AuditFilter { visible, after, limit: wanted.limit, offset: wanted.offset, ..found };
            let entries = reader.audit_entries(&filter).await?;
            Ok(Paged {
                rows: view::with_names(&reader, entries).await?,
                count: reader.count_audit_entries(&filter).await?,
            })
        })
        .await
}

/// The organizations whose entries the caller may read; none = every entry.
fn visible(caller: &Caller) -> Result<Option<Vec<Uuid>>, Fault> {
    if caller.may(Action::Read, &Object::site(Resource::AuditLog)) {
        return Ok(None);
    }
    let places = caller.subject.memberships.iter().map(|place| place.organization);
    let readable = |id: &Uuid| caller.may(Action::Read, &Object::within(Resource::AuditLog, *id));
    let organizations: Vec<Uuid> = places.filter(readable).collect();
    if organizations.is_empty() {
        let detail = "You do not have permission to read the audit log.".into();
        return Err(Fault::Forbidden { detail });
    }
    Ok(Some(organizations))
}

/// Where an entry stands, if the caller may see it.
async fn place(
    reader: &Reader,
    visible: Option<&[Uuid]>,
    after: Option<Uuid>,
) -> Result<Option<(chrono::DateTime<chrono::Utc>, Uuid)>, Fault> {
    let Some(id) = after else { return Ok(None) };
    let seen = |place: Option<Uuid>| {
        visible.is_none_or(|visible| place.is_some_and(|place| visible.contains(&place)))
    };
    match reader.audit_entry(id).await? {
        Some(entry) if seen(entry.organization_id) => Ok(Some((entry.time, entry.id))),
        _ => Err(Fault::unknown_filter("after_id", "must be an entry of the list")),
    }
}
