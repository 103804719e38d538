//! Searching the audit log.

use crate::filter::Filter;
use crate::row::{FromRow, Row};
use crate::visibility::Columns;
use crate::{Reader, StoreError};
use burgrave_core::authorization::Visible;
use chrono::{DateTime, Utc};
use uuid::Uuid;

const COLUMNS: &str = "a.id, a.time, a.user_id, a.organization_id, a.resource_type, a.resource_id, a.resource_target, \
    a.action, a.diff, a.status_code, a.ip_address, a.user_agent, a.request_id, a.additional_fields";

/// Where entries keep what permissions look at.
const ENTRIES: Columns =
    Columns { id: Some("a.id"), owner: None, organization: Some("a.organization_id"), groups: false };

/// An entry as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct AuditRecord {
    pub id: Uuid,
    pub time: DateTime<Utc>,
    pub user_id: Option<Uuid>,
    pub organization_id: Option<Uuid>,
    pub resource_type: String,
    pub resource_id: Uuid,
    pub resource_target: String,
    pub action: String,
    /// JSON object.
    pub diff: String,
    pub status_code: i32,
    pub ip_address: String,
    pub user_agent: String,
    pub request_id: Uuid,
    /// JSON object.
    pub additional_fields: String,
}

/// Which entries a page holds; all of it must match.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only entries that may be read; absent = all.
    pub visible: Option<Visible>,
    /// Only of this organization.
    pub organization: Option<Uuid>,
    /// Only by one of these users.
    pub users: Option<Vec<Uuid>>,
    /// Only of this request.
    pub request: Option<Uuid>,
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
    pub after: Option<(DateTime<Utc>, Uuid)>,
    /// Rows at most.
    pub limit: u32,
    /// Rows to leave out at the beginning.
    pub offset: u32,
}

impl FromRow for AuditRecord {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.next()?,
            time: row.next()?,
            user_id: row.next()?,
            organization_id: row.next()?,
            resource_type: row.next()?,
            resource_id: row.next()?,
            resource_target: row.next()?,
            action: row.next()?,
            diff: row.next()?,
            status_code: row.next()?,
            ip_address: row.next()?,
            user_agent: row.next()?,
            request_id: row.next()?,
            additional_fields: row.next()?,
        })
    }
}

impl AuditFilter {
    /// Everything but the part of the list.
    fn conditions(&self) -> Filter<'_> {
        let mut filter = Filter::default();
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
            ("a.organization_id", self.organization),
            ("a.request_id", self.request),
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
        let mut filter = asked.conditions();
        if let Some((time, id)) = asked.after {
            let (time, id) = (filter.bind(time), filter.bind(id));
            filter.and(format!("(a.time, a.id) < ({time}, {id})"));
        }
        let (limit, offset) = (filter.bind(asked.limit), filter.bind(asked.offset));
        let sql = format!(
            "SELECT {COLUMNS} FROM audit_log a {} ORDER BY a.time DESC, a.id DESC LIMIT {limit} OFFSET {offset}",
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }

    /// How many entries match on all pages.
    pub async fn count_audit_entries(&self, asked: &AuditFilter) -> Result<u64, StoreError> {
        let filter = asked.conditions();
        let (count,) = self
            .one(&format!("SELECT count(*) FROM audit_log a {}", filter.clause()), &filter.values)
            .await?;
        Ok(count)
    }

    /// When an entry was written, if it is among those that may be read.
    pub async fn audit_entry_time(
        &self,
        id: Uuid,
        visible: Option<&Visible>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let mut filter = Filter::default();
        same(&mut filter, "a.id", id);
        ENTRIES.restrict(&mut filter, visible);
        let sql = format!("SELECT a.time FROM audit_log a {}", filter.clause());
        let found: Option<(DateTime<Utc>,)> = self.find(&sql, &filter.values).await?;
        Ok(found.map(|(time,)| time))
    }
}
