//! The users and objects of audit entries, where they still exist.

use super::organizations::OrganizationRecord;
use super::users::UserRecord;
use crate::filter::Filter;
use crate::row::FromRow;
use crate::value::Value;
use crate::{Reader, StoreError};
use burgrave_core::ids::{AppId, AppSecretId, GroupId, OrganizationId, UserId};

impl Reader {
    /// These users, deleted ones included.
    pub async fn users_ever(&self, ids: &[UserId]) -> Result<Vec<UserRecord>, StoreError> {
        let filter = among(self.filter(), "u.id", ids);
        let sql = format!("SELECT {} FROM users u {}", UserRecord::COLUMNS, filter.clause());
        self.fetch(&sql, &filter.values).await
    }

    /// These organizations, deleted ones included.
    pub async fn organizations_ever(
        &self,
        ids: &[OrganizationId],
    ) -> Result<Vec<OrganizationRecord>, StoreError> {
        let filter = among(self.filter(), "o.id", ids);
        let sql = format!("SELECT {} FROM organizations o {}", OrganizationRecord::COLUMNS, filter.clause());
        self.fetch(&sql, &filter.values).await
    }

    /// Which of these groups are still there.
    pub async fn groups_among(&self, ids: &[GroupId]) -> Result<Vec<GroupId>, StoreError> {
        self.among("groups", ids).await
    }

    /// Which of these apps are still there.
    pub async fn oauth2_apps_among(&self, ids: &[AppId]) -> Result<Vec<AppId>, StoreError> {
        self.among("oauth2_apps", ids).await
    }

    /// Which of these secrets of apps are still there.
    pub async fn oauth2_app_secrets_among(
        &self,
        ids: &[AppSecretId],
    ) -> Result<Vec<AppSecretId>, StoreError> {
        self.among("oauth2_app_secrets", ids).await
    }

    async fn among<Id>(&self, table: &str, ids: &[Id]) -> Result<Vec<Id>, StoreError>
    where
        Id: Copy + Into<Value<'static>>,
        (Id,): FromRow,
    {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let filter = among(self.filter(), "id", ids);
        let sql = format!("SELECT id FROM {table} {}", filter.clause());
        let rows: Vec<(Id,)> = self.fetch(&sql, &filter.values).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// Everybody who has or, being deleted, had this username, in any case.
    pub async fn ids_by_username_ever(&self, username: &str) -> Result<Vec<UserId>, StoreError> {
        self.ids_ever("username_key", username).await
    }

    /// Everybody who has or, being deleted, had this email address, in any case.
    pub async fn ids_by_email_ever(&self, email: &str) -> Result<Vec<UserId>, StoreError> {
        self.ids_ever("email_key", email).await
    }

    async fn ids_ever(&self, column: &'static str, text: &str) -> Result<Vec<UserId>, StoreError> {
        // Apart, because each half has its index.
        let [there, gone] = ["IS NULL", "IS NOT NULL"].map(|deleted| {
            format!("SELECT u.id FROM users u WHERE u.{column} = ?1 AND u.deleted_at {deleted}")
        });
        let sql = format!("{there} UNION ALL {gone} ORDER BY id");
        let rows: Vec<(UserId,)> = self.fetch(&sql, &[text.to_lowercase().into()]).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }
}

fn among<Id: Copy + Into<Value<'static>>>(
    mut filter: Filter<'static>,
    column: &str,
    ids: &[Id],
) -> Filter<'static> {
    let places = filter.bind_all(ids.iter().copied());
    filter.and(format!("{column} IN ({places})"));
    filter
}
