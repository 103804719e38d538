//! Searches of SCIM resources.

use super::page::Paged;
use super::{ScimGroupRecord, ScimUserRecord};
use crate::row::FromRow;
use crate::scim::{Kind, condition, order};
use crate::{Reader, StoreError};
use burgrave_core::scim::filter;
use burgrave_core::scim::sorting::Sorting;

/// Which resources a list holds, in which order, and which part of it is wanted.
#[derive(Debug, Clone, Default)]
pub struct ScimSearch {
    /// What they fulfil; absent = all.
    pub filter: Option<filter::Filter>,
    /// Their order; absent = as they were made.
    pub sorting: Option<Sorting>,
    /// Rows to leave out at the beginning.
    pub offset: u64,
    /// Rows at most.
    pub limit: u32,
}

impl Reader {
    /// A page of users, and how many match.
    pub async fn scim_users(&self, asked: &ScimSearch) -> Result<Paged<ScimUserRecord>, StoreError> {
        self.scim_page(Kind::User, ScimUserRecord::COLUMNS, asked).await
    }

    /// A page of groups, and how many match.
    pub async fn scim_groups(&self, asked: &ScimSearch) -> Result<Paged<ScimGroupRecord>, StoreError> {
        self.scim_page(Kind::Group, ScimGroupRecord::COLUMNS, asked).await
    }

    async fn scim_page<R: FromRow>(
        &self,
        kind: Kind,
        columns: &str,
        asked: &ScimSearch,
    ) -> Result<Paged<R>, StoreError> {
        let (json, from) = (self.json(), kind.from());
        let mut bound = self.filter();
        if let Some(filter) = &asked.filter {
            let condition = condition(filter, kind, json, &mut bound);
            bound.and(condition);
        }
        let clause = bound.clause();
        let (count,): (u64,) = self.one(&format!("SELECT count(*) {from} {clause}"), &bound.values).await?;
        if asked.limit == 0 || asked.offset >= count {
            return Ok(Paged { rows: Vec::new(), count });
        }
        let order = order(asked.sorting.as_ref(), kind, json);
        let offset = i64::try_from(asked.offset).unwrap_or(i64::MAX);
        let (limit, offset) = (bound.bind(asked.limit), bound.bind(offset));
        let clause = bound.clause();
        let sql = format!("SELECT {columns} {from} {clause} {order} LIMIT {limit} OFFSET {offset}");
        Ok(Paged { rows: self.fetch(&sql, &bound.values).await?, count })
    }
}
