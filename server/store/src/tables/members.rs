//! Memberships: who is in which organization, and with which roles.

use super::users::UserRecord;
use crate::row::{FromRow, Row};
use crate::table::table;
use crate::{Inserted, Reader, StoreError, Tx};
use burgrave_core::authorization::{Assign, Authorized, Create, Delete};
use burgrave_core::ids::{GroupId, OrganizationId, UserId};
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
    /// A new membership, with what lists of members are ordered by.
    struct MemberRow {
        key { organization_id: OrganizationId, user_id: UserId }
        columns { username_key: String, roles: Vec<String>, created_at: DateTime<Utc>, updated_at: DateTime<Utc> }
    }
}

/// A new membership.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the types say it")]
pub struct NewMember {
    pub organization_id: OrganizationId,
    pub user_id: UserId,
    pub roles: Vec<String>,
    pub now: DateTime<Utc>,
}

/// The roles of a member, as something that is given and taken.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the types say it")]
pub struct MemberRoles {
    pub organization_id: OrganizationId,
    pub user_id: UserId,
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
    /// Makes a user a member; taken when they are one already. A user or organization that doesn't exist is a
    /// conflict.
    pub async fn insert_member(&self, new: &Authorized<Create, NewMember>) -> Result<Inserted, StoreError> {
        self.add_member(new).await
    }

    /// The same as a part of a new account.
    pub(super) async fn add_member(&self, new: &NewMember) -> Result<Inserted, StoreError> {
        let key = "SELECT u.username_key FROM users u, organizations o \
                   WHERE u.id = ?2 AND u.deleted_at IS NULL AND o.id = ?1 AND o.deleted_at IS NULL";
        let found: Option<(String,)> =
            self.find(key, &[new.organization_id.into(), new.user_id.into()]).await?;
        let Some((key,)) = found else {
            return Err(self.conflict("a member is a user, and of an organization"));
        };
        // Values and no query, from which SQLite would expect several rows and keep copies of all pages that
        // they change.
        self.insert_new(&MemberRow {
            organization_id: new.organization_id,
            user_id: new.user_id,
            username_key: key,
            roles: new.roles.clone(),
            created_at: new.now,
            updated_at: new.now,
        })
        .await
    }

    /// Sets the roles of a member; false when they are none.
    pub async fn set_member_roles(
        &self,
        of: &Authorized<Assign, MemberRoles>,
        roles: &[String],
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.replace_member_roles(of.organization_id, of.user_id, roles, now).await
    }

    /// The same as a part of what is done to a role.
    pub(super) async fn replace_member_roles(
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
    pub async fn delete_member(&self, member: &Authorized<Delete, MemberRecord>) -> Result<bool, StoreError> {
        let (organization, user) = (member.organization_id, member.user_id);
        let sql = "SELECT m.group_id FROM group_members m WHERE m.organization_id = ?1 AND m.user_id = ?2";
        let groups: Vec<(GroupId,)> = self.fetch(sql, &[organization.into(), user.into()]).await?;
        for (group,) in groups {
            self.unlist_scim_member(group, user).await?;
        }
        let sql = "DELETE FROM organization_members WHERE organization_id = ?1 AND user_id = ?2";
        Ok(self.execute(sql, &[organization.into(), user.into()]).await? > 0)
    }
}
