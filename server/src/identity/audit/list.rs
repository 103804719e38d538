//! A page of the audit log.

use std::sync::Arc;

use burgrave_core::authorization::{Action, ByRoles, Resource, Visible};
use burgrave_core::ids::AuditEntryId;
use burgrave_store::{AuditFilter, Paged, Reader};
use chrono::{DateTime, Utc};

use super::{EntryView, query, view};
use crate::application::{App, Caller};
use crate::fault::Fault;

/// Matching entries are counted up to this number: what a count costs doesn't grow with the log.
pub(crate) const COUNT_CAP: u32 = 2000;

/// A search of the audit log.
#[derive(Debug, Clone, Default)]
pub(crate) struct AuditSearch {
    /// The search.
    pub(crate) q: String,
    /// Entries at most.
    pub(crate) limit: u32,
    /// Entries to leave out at the beginning.
    pub(crate) offset: u32,
    /// Only what is older than this entry.
    pub(crate) after: Option<AuditEntryId>,
}

/// The entries that match, as far as the caller may read them, newest first.
///
/// # Errors
/// `Forbidden` for those who read no audit log; `BrokenRule` for a search that can't be read; `UnknownFilter`
/// for an entry to go on after that isn't there.
pub(crate) async fn list(
    app: &App,
    caller: Arc<Caller>,
    wanted: AuditSearch,
) -> Result<Paged<EntryView>, Fault> {
    let visible = visible(&caller)?;
    app.store()
        .scan(move |reader| async move {
            let found = query::read(&reader, &caller, &wanted.q).await?;
            let after = place(&reader, visible.as_ref(), wanted.after).await?;
            let filter = AuditFilter { visible, after, limit: wanted.limit, offset: wanted.offset, ..found };
            let entries = reader.audit_entries(&filter).await?;
            Ok(Paged {
                rows: view::with_names(&reader, entries).await?,
                count: reader.count_audit_entries(&filter, COUNT_CAP).await?,
            })
        })
        .await
}

/// Which entries the caller may read; none = every entry.
///
/// # Errors
/// `Forbidden` where it is none of them, whether or not the log has entries.
fn visible(caller: &Caller) -> Result<Option<Visible>, Fault> {
    let visible = caller.visible(Action::Read, Resource::AuditLog);
    let by_roles = match &visible.by_roles {
        ByRoles::Everything => true,
        ByRoles::Some { organizations, .. } => !organizations.is_empty(),
    };
    if !by_roles || visible.reached.as_ref().is_some_and(Vec::is_empty) {
        let detail = "You do not have permission to read the audit log.".into();
        return Err(Fault::Forbidden { detail });
    }
    Ok((!visible.is_everything()).then_some(visible))
}

/// Where an entry stands, if the caller may see it.
async fn place(
    reader: &Reader,
    visible: Option<&Visible>,
    after: Option<AuditEntryId>,
) -> Result<Option<(DateTime<Utc>, AuditEntryId)>, Fault> {
    let Some(id) = after else { return Ok(None) };
    match reader.audit_entry_time(id, visible).await? {
        Some(time) => Ok(Some((time, id))),
        None => Err(Fault::unknown_filter("after_id", "must be an entry of the list")),
    }
}
