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

/// How entries are grouped in a statement.
struct Grouped {
    key: &'static str,
    /// What the key is a column of, beside the ledger.
    join: &'static str,
    /// What has the names of keys.
    names: &'static str,
    /// Id, name and month.
    columns: &'static str,
    order: &'static str,
}

impl LedgerBy {
    fn grouped(self) -> Grouped {
        let of = |key, names, columns| Grouped { key, join: "", names, columns, order: "s.cost DESC, s.key" };
        match self {
            Self::Owner => of(
                "l.owner_id",
                "LEFT JOIN users n ON n.id = s.key",
                "s.key, n.username, CAST(NULL AS BIGINT)",
            ),
            Self::Template => of(
                "l.template_id",
                "LEFT JOIN templates n ON n.id = s.key",
                "s.key, n.name, CAST(NULL AS BIGINT)",
            ),
            Self::Group => Grouped {
                join: "JOIN group_members h ON h.organization_id = l.organization_id AND h.user_id = \
                       l.owner_id",
                ..of(
                    "h.group_id",
                    "LEFT JOIN groups n ON n.id = s.key",
                    "s.key, n.name, CAST(NULL AS BIGINT)",
                )
            },
            Self::Month => Grouped {
                order: "s.key",
                ..of("l.month", "", "CAST(NULL AS UUID), CAST(NULL AS TEXT), s.key")
            },
        }
    }
}

/// What permitted builds have cost together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerSum {
    /// The owner, the group or the template; nil for months.
    pub id: Uuid,
    /// Their name now; absent for months, and for what is gone for good.
    pub name: Option<String>,
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
            name: row.next()?,
            month: row.next::<Option<i64>>()?.unwrap_or_default(),
            builds: row.next()?,
            cost: row.next()?,
        })
    }
}

impl Reader {
    /// What permitted builds of an organization have cost, the largest sums first; months in their order.
    /// Limit and offset are those of the sums.
    pub async fn quota_sums(
        &self,
        organization: OrganizationId,
        asked: &LedgerFilter,
        by: LedgerBy,
    ) -> Result<Vec<LedgerSum>, StoreError> {
        let mut filter = self.filter();
        LedgerFilter { after: None, ..*asked }.conditions(&mut filter, organization);
        filter.and("l.permitted");
        let Grouped { key, join, names, columns, order } = by.grouped();
        let bounds = filter.bounds(asked.limit, asked.offset);
        let sql = format!(
            "SELECT {columns}, s.builds, s.cost FROM (SELECT {key} AS key, count(*) AS builds, \
             CAST(sum(l.cost) AS BIGINT) AS cost FROM quota_ledger l {join} {} GROUP BY {key}) s {names} \
             ORDER BY {order}{bounds}",
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }
}
