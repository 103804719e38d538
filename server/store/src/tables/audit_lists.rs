//! Searching the audit log.

use super::audit::AuditRecord;
use crate::filter::Filter;
use crate::visibility::Columns;
use crate::{Reader, StoreError};
use burgrave_core::authorization::Visible;
use burgrave_core::ids::{AuditEntryId, OrganizationId, RequestId, UserId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Where entries keep what permissions look at.
const ENTRIES: Columns = Columns {
    id: Some("a.id"),
    owner: None,
    organization: Some("a.organization_id"),
    groups: false,
    lists: None,
};

/// Which entries a page holds; all of it must match.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only entries that may be read; absent = all.
    pub visible: Option<Visible>,
    /// Only of this organization.
    pub organization: Option<OrganizationId>,
    /// Only by one of these users.
    pub users: Option<Vec<UserId>>,
    /// Only of this request.
    pub request: Option<RequestId>,
    /// Only about this resource.
    pub resource: Option<Uuid>,
    /// Only about resources of this whole name, in any case.
    pub target: Option<String>,
    /// Only about this kind of resource.
    pub kind: Option<String>,
    /// Only of this action.
    pub action: Option<String>,
    /// Only builds for this reason.
    pub build_reason: Option<String>,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub until: Option<DateTime<Utc>>,
    /// Only older than this entry.
    pub after: Option<(DateTime<Utc>, AuditEntryId)>,
    /// Rows at most.
    pub limit: u32,
    /// Rows to leave out at the beginning.
    pub offset: u32,
}

impl AuditFilter {
    /// Everything but the part of the list.
    fn conditions<'a>(&'a self, mut filter: Filter<'a>) -> Filter<'a> {
        ENTRIES.restrict(&mut filter, self.visible.as_ref());
        match self.users.as_deref() {
            None => {}
            // Equality with one value lets an index give the order as well.
            Some([id]) => same(&mut filter, "a.user_id", *id),
            Some(ids) => {
                let places = filter.bind_all(ids.iter().copied());
                filter.and(format!("a.user_id IN ({places})"));
            }
        }
        let ids = [
            ("a.organization_id", self.organization.map(Uuid::from)),
            ("a.request_id", self.request.map(Uuid::from)),
            ("a.resource_id", self.resource),
        ];
        for (column, id) in ids {
            if let Some(id) = id {
                same(&mut filter, column, id);
            }
        }
        if let Some(target) = &self.target {
            same(&mut filter, "a.resource_target_key", target.to_lowercase());
        }
        for (column, word) in [("a.resource_type", &self.kind), ("a.action", &self.action)] {
            if let Some(word) = word {
                same(&mut filter, column, word.as_str());
            }
        }
        if let Some(reason) = &self.build_reason {
            same(&mut filter, "a.resource_type", "workspace_build");
            let written = serde_json::json!({ "build_reason": reason }).to_string();
            let place = filter.bind(crate::filter::contains(written.trim_matches(['{', '}'])));
            filter.and(format!("a.additional_fields LIKE {place} ESCAPE '!'"));
        }
        for (operator, time) in [(">=", self.from), ("<", self.until)] {
            if let Some(time) = time {
                let place = filter.bind(time);
                filter.and(format!("a.time {operator} {place}"));
            }
        }
        filter
    }
}

fn same<'a>(filter: &mut Filter<'a>, column: &str, value: impl Into<crate::value::Value<'a>>) {
    let place = filter.bind(value);
    filter.and(format!("{column} = {place}"));
}

impl Reader {
    /// A page of entries, newest first. What it costs doesn't grow with the log.
    pub async fn audit_entries(&self, asked: &AuditFilter) -> Result<Vec<AuditRecord>, StoreError> {
        let mut filter = asked.conditions(self.filter());
        if let Some((time, id)) = asked.after {
            let (time, id) = (filter.bind(time), filter.bind(id));
            filter.and(format!("(a.time, a.id) < ({time}, {id})"));
        }
        let (limit, offset) = (filter.bind(asked.limit), filter.bind(asked.offset));
        let sql = format!(
            "SELECT {} FROM audit_log a {} ORDER BY a.time DESC, a.id DESC LIMIT {limit} OFFSET {offset}",
            AuditRecord::COLUMNS,
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }

    /// How many entries match on all pages; it is not counted beyond `cap`.
    pub async fn count_audit_entries(&self, asked: &AuditFilter, cap: u32) -> Result<u64, StoreError> {
        let mut filter = asked.conditions(self.filter());
        let cap = filter.bind(cap);
        let sql = format!(
            "SELECT count(*) FROM (SELECT a.id FROM audit_log a {} LIMIT {cap}) counted",
            filter.clause()
        );
        let (count,) = self.one(&sql, &filter.values).await?;
        Ok(count)
    }

    /// When an entry was written, if it is among those that may be read.
    pub async fn audit_entry_time(
        &self,
        id: AuditEntryId,
        visible: Option<&Visible>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let mut filter = self.filter();
        same(&mut filter, "a.id", id);
        ENTRIES.restrict(&mut filter, visible);
        let sql = format!("SELECT a.time FROM audit_log a {}", filter.clause());
        let found: Option<(DateTime<Utc>,)> = self.find(&sql, &filter.values).await?;
        Ok(found.map(|(time,)| time))
    }
}
