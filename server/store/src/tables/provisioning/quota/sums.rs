//! What the ledger comes to.

use super::ledger::LedgerFilter;
use crate::row::{FromRow, Row};
use crate::{Reader, StoreError};
use burgrave_core::ids::OrganizationId;
use uuid::Uuid;

/// By what entries are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerBy {
    /// The owners of the workspaces.
    Owner,
    /// The groups that the owners are in now, Everyone not among them; an owner counts in each.
    Group,
    /// The templates.
    Template,
    /// The months, in UTC.
    Month,
}

/// What permitted builds have cost together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerSum {
    /// The owner, the group or the template; nil for months.
    pub id: Uuid,
    /// The year times twelve, and the month of it from 0 on; 0 but for months.
    pub month: i64,
    /// How many builds.
    pub builds: u64,
    /// Their costs.
    pub cost: i64,
}

impl FromRow for LedgerSum {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.next::<Option<Uuid>>()?.unwrap_or_default(),
            month: row.next::<Option<i64>>()?.unwrap_or_default(),
            builds: row.next()?,
            cost: row.next()?,
        })
    }
}

impl Reader {
    /// What permitted builds of an organization have cost, the largest sums first; months in their order. The
    /// page of the filter doesn't count.
    pub async fn quota_sums(
        &self,
        organization: OrganizationId,
        asked: &LedgerFilter,
        by: LedgerBy,
    ) -> Result<Vec<LedgerSum>, StoreError> {
        let mut filter = self.filter();
        LedgerFilter { after: None, ..*asked }.conditions(&mut filter, organization);
        filter.and("l.permitted");
        let (key, join, order) = match by {
            LedgerBy::Owner => ("l.owner_id", "", "cost DESC, key"),
            LedgerBy::Template => ("l.template_id", "", "cost DESC, key"),
            LedgerBy::Group => (
                "h.group_id",
                "JOIN group_members h ON h.organization_id = l.organization_id AND h.user_id = l.owner_id",
                "cost DESC, key",
            ),
            LedgerBy::Month => ("l.month", "", "key"),
        };
        let columns = match by {
            LedgerBy::Month => "CAST(NULL AS UUID), s.key",
            _ => "s.key, CAST(NULL AS BIGINT)",
        };
        let sql = format!(
            "SELECT {columns}, s.builds, s.cost FROM (SELECT {key} AS key, count(*) AS builds, \
             CAST(sum(l.cost) AS BIGINT) AS cost FROM quota_ledger l {join} {} GROUP BY {key}) s ORDER BY \
             {order}",
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }
}
