//! Lists of users.

use super::page::{Page, Paged};
use super::users::{COLUMNS, UserRecord};
use crate::filter::Filter;
use crate::{Reader, StoreError, UserStatus};
use uuid::Uuid;

/// Which users a list holds; deleted ones never.
#[derive(Debug, Clone, Default)]
pub struct UserFilter {
    /// Only these; absent = all.
    pub ids: Option<Vec<Uuid>>,
    /// Only in one of these states; empty = any.
    pub statuses: Vec<UserStatus>,
    /// Search and part of the list.
    pub page: Page,
}

impl Reader {
    /// A page of users in username order, and how many match.
    pub async fn users(&self, asked: &UserFilter) -> Result<Paged<UserRecord>, StoreError> {
        let mut filter = Filter::default();
        filter.and("u.deleted_at IS NULL");
        if let Some(ids) = &asked.ids {
            let places = filter.bind_all(ids.iter().copied());
            filter.and(format!("u.id IN ({places})"));
        }
        if !asked.statuses.is_empty() {
            let places = filter.bind_all(asked.statuses.iter().copied());
            filter.and(format!("u.status IN ({places})"));
        }
        asked.page.search(&mut filter);
        let (count,) =
            self.one(&format!("SELECT count(*) FROM users u {}", filter.clause()), &filter.values).await?;
        asked.page.after(&mut filter, "u.username_key");
        let bounds = asked.page.bounds(&mut filter);
        let sql =
            format!("SELECT {COLUMNS} FROM users u {} ORDER BY u.username_key{bounds}", filter.clause());
        Ok(Paged { rows: self.fetch(&sql, &filter.values).await?, count })
    }

    /// The organizations of each of these users, as (user, organization), in one query.
    pub async fn organization_ids_of(&self, users: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
        let mut filter = Filter::default();
        let places = filter.bind_all(users.iter().copied());
        filter.and(format!("m.user_id IN ({places})"));
        let sql = format!(
            "SELECT m.user_id, m.organization_id FROM organization_members m {} \
             ORDER BY m.user_id, m.organization_id",
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }
}
