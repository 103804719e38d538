//! Memberships: who is in which organization, and with which roles.

use super::users::UserRecord;
use crate::row::{FromRow, Row};
use crate::table::table;
use crate::{Inserted, Reader, StoreError, Tx};
use burgrave_core::ids::{OrganizationId, UserId};
use chrono::{DateTime, Utc};

table! {
    ORGANIZATION_MEMBERS = "organization_members" as "m";

    read
    /// A membership.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct MemberRecord {
        pub organization_id: OrganizationId,
        pub user_id: UserId,
        /// The implicit `organization-member` is not listed.
        pub roles: Vec<String>,
        pub created_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
    }

    write
    /// A new membership.
    struct NewMember {
        key { organization_id: OrganizationId, user_id: UserId }
        columns { username_key: String, roles: Vec<String>, created_at: DateTime<Utc>, updated_at: DateTime<Utc> }
    }
}

/// A membership with its user.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the types say it")]
pub struct MemberWithUser {
    pub member: MemberRecord,
    pub user: UserRecord,
}

impl MemberWithUser {
    /// Its columns, as a `SELECT` lists them.
    pub(crate) fn columns() -> String {
        format!("{}, {}", MemberRecord::COLUMNS, UserRecord::COLUMNS)
    }
}

impl FromRow for MemberWithUser {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { member: MemberRecord::from_row(row)?, user: UserRecord::from_row(row)? })
    }
}

impl Reader {
    /// One membership with its user.
    pub async fn member(
        &self,
        organization: OrganizationId,
        user: UserId,
    ) -> Result<Option<MemberWithUser>, StoreError> {
        let sql = format!(
            "SELECT {} FROM organization_members m JOIN users u ON u.id = m.user_id \
             WHERE m.organization_id = ?1 AND m.user_id = ?2 AND u.deleted_at IS NULL",
            MemberWithUser::columns()
        );
        self.find(&sql, &[organization.into(), user.into()]).await
    }
}

impl Tx {
    /// Makes a user a member; taken when they are one already. A user or organization that doesn't exist is a conflict.
    pub async fn insert_member(
        &self,
        organization: OrganizationId,
        user: UserId,
        roles: &[String],
        now: DateTime<Utc>,
    ) -> Result<Inserted, StoreError> {
        let key = "SELECT u.username_key FROM users u, organizations o \
                   WHERE u.id = ?2 AND u.deleted_at IS NULL AND o.id = ?1 AND o.deleted_at IS NULL";
        let found: Option<(String,)> = self.find(key, &[organization.into(), user.into()]).await?;
        let Some((key,)) = found else {
            return Err(self.conflict("a member is a user, and of an organization"));
        };
        // Values and no query, from which SQLite would expect several rows and keep copies of all pages that they change.
        self.insert_new(&NewMember {
            organization_id: organization,
            user_id: user,
            username_key: key,
            roles: roles.to_vec(),
            created_at: now,
            updated_at: now,
        })
        .await
    }

    /// Sets the roles of a member; false when they are none.
    pub async fn set_member_roles(
        &self,
        organization: OrganizationId,
        user: UserId,
        roles: &[String],
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE organization_members SET roles = ?3, updated_at = ?4 \
                   WHERE organization_id = ?1 AND user_id = ?2";
        let values = [organization.into(), user.into(), roles.into(), now.into()];
        Ok(self.execute(sql, &values).await? > 0)
    }

    /// Ends a membership, and with it the group memberships in that organization; false when there is none.
    pub async fn delete_member(
        &self,
        organization: OrganizationId,
        user: UserId,
    ) -> Result<bool, StoreError> {
        let sql = "DELETE FROM organization_members WHERE organization_id = ?1 AND user_id = ?2";
        Ok(self.execute(sql, &[organization.into(), user.into()]).await? > 0)
    }
}
