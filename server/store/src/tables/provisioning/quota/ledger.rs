//! The ledger: what each build cost, or would have cost. Entries are only added.

use crate::filter::Filter;
use crate::table::table;
use crate::{Reader, StoreError};
use burgrave_core::ids::{LedgerEntryId, OrganizationId, TemplateId, UserId, WorkspaceBuildId, WorkspaceId};
use burgrave_core::provisioning::build::Transition;
use chrono::{DateTime, Datelike, Utc};
use uuid::Uuid;

table! {
    QUOTA_LEDGER = "quota_ledger" as "l";

    read
    /// An entry. Names are those of now; they are absent for what is gone for good.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct LedgerRecord {
        pub id: LedgerEntryId,
        pub at: DateTime<Utc>,
        pub organization_id: OrganizationId,
        pub owner_id: UserId,
        pub template_id: TemplateId,
        pub workspace_id: WorkspaceId,
        pub build_id: WorkspaceBuildId,
        pub transition: Transition,
        pub cost: i64,
        pub previous_cost: i64,
        pub consumed_before: i64,
        /// -1 where quotas weren't enforced.
        pub budget: i64,
        pub permitted: bool,
    }
    joined {
        pub owner_name: Option<String> = "u.username",
        pub template_name: Option<String> = "t.name",
        pub workspace_name: Option<String> = "w.name",
    }

    write
    pub(super) struct NewLedgerEntry {
        key { pub(super) id: LedgerEntryId }
        columns {
            pub(super) at: DateTime<Utc>,
            pub(super) organization_id: OrganizationId,
            pub(super) owner_id: UserId,
            pub(super) template_id: TemplateId,
            pub(super) workspace_id: WorkspaceId,
            pub(super) build_id: WorkspaceBuildId,
            pub(super) transition: Transition,
            pub(super) cost: i64,
            pub(super) previous_cost: i64,
            pub(super) consumed_before: i64,
            pub(super) budget: i64,
            pub(super) permitted: bool,
        }
        derived |new| { month: i64 = i64::from(new.at.year()) * 12 + i64::from(new.at.month0()) }
    }
}

/// Which entries of an organization's ledger are meant; what is absent doesn't limit.
#[derive(Debug, Clone, Copy, Default)]
pub struct LedgerFilter {
    /// Only builds of this owner's workspaces.
    pub owner: Option<UserId>,
    /// Only builds from this template.
    pub template: Option<TemplateId>,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub until: Option<DateTime<Utc>>,
    /// Only what comes after this entry: time and id.
    pub after: Option<(DateTime<Utc>, LedgerEntryId)>,
    /// Rows that are left out before the first.
    pub offset: u32,
    /// Rows at most; 0 = all.
    pub limit: u32,
}

impl LedgerFilter {
    pub(super) fn conditions(&self, filter: &mut Filter<'_>, organization: OrganizationId) {
        let ids = [
            ("l.organization_id", Some(Uuid::from(organization))),
            ("l.owner_id", self.owner.map(Uuid::from)),
            ("l.template_id", self.template.map(Uuid::from)),
        ];
        for (column, id) in ids {
            if let Some(id) = id {
                let place = filter.bind(id);
                filter.and(format!("{column} = {place}"));
            }
        }
        for (operator, time) in [(">=", self.from), ("<", self.until)] {
            if let Some(time) = time {
                let place = filter.bind(time);
                filter.and(format!("l.at {operator} {place}"));
            }
        }
        if let Some((at, id)) = self.after {
            let (at, id) = (filter.bind(at), filter.bind(id));
            filter.and(format!("(l.at, l.id) > ({at}, {id})"));
        }
    }
}

impl Reader {
    /// Entries of an organization's ledger, the oldest first.
    pub async fn quota_ledger(
        &self,
        organization: OrganizationId,
        asked: &LedgerFilter,
    ) -> Result<Vec<LedgerRecord>, StoreError> {
        let mut filter = self.filter();
        asked.conditions(&mut filter, organization);
        let bounds = filter.bounds(asked.limit, asked.offset);
        let sql = format!(
            "SELECT {} FROM quota_ledger l LEFT JOIN users u ON u.id = l.owner_id LEFT JOIN templates t ON \
             t.id = l.template_id LEFT JOIN workspaces w ON w.id = l.workspace_id {} ORDER BY l.at, \
             l.id{bounds}",
            LedgerRecord::COLUMNS,
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }

    /// How many entries there are on all pages, counted up to `cap`.
    pub async fn count_quota_ledger(
        &self,
        organization: OrganizationId,
        asked: &LedgerFilter,
        cap: u32,
    ) -> Result<u64, StoreError> {
        let mut filter = self.filter();
        LedgerFilter { after: None, ..*asked }.conditions(&mut filter, organization);
        let cap = filter.bind(cap);
        let sql = format!(
            "SELECT count(*) FROM (SELECT l.id FROM quota_ledger l {} LIMIT {cap}) counted",
            filter.clause()
        );
        let (count,) = self.one(&sql, &filter.values).await?;
        Ok(count)
    }

    /// When an entry was made that the filter doesn't leave out, whatever its page.
    pub async fn quota_ledger_time(
        &self,
        organization: OrganizationId,
        asked: &LedgerFilter,
        id: LedgerEntryId,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let mut filter = self.filter();
        LedgerFilter { after: None, ..*asked }.conditions(&mut filter, organization);
        let place = filter.bind(id);
        filter.and(format!("l.id = {place}"));
        let sql = format!("SELECT l.at FROM quota_ledger l {}", filter.clause());
        let found: Option<(DateTime<Utc>,)> = self.find(&sql, &filter.values).await?;
        Ok(found.map(|(at,)| at))
    }
}
