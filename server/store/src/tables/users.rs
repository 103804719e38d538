//! Users: soft-deleted; username and email are unique among those that are not.

use crate::row::{FromRow, Row};
use crate::table::table;
use crate::{Change, Inserted, KeptKeys, LoginType, NewMember, Reader, Redacted, StoreError, Tx, UserStatus};
use burgrave_core::authorization::{Assign, Authorized, Create, Delete, Update, UpdatePersonal};
use burgrave_core::ids::{OrganizationId, UserId};
use chrono::{DateTime, Utc};

table! {
    USERS = "users" as "u";

    read
    /// A user without the password's hash.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct UserRecord {
        pub id: UserId,
        pub username: String,
        pub email: String,
        pub name: String,
        pub avatar_url: String,
        pub theme_preference: String,
        pub status: UserStatus,
        pub login_type: LoginType,
        /// Site roles; the implicit `member` is not listed.
        pub rbac_roles: Vec<String>,
        pub created_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
        /// Absent until the first request.
        pub last_seen_at: Option<DateTime<Utc>>,
        /// Set once the user was deleted.
        pub deleted_at: Option<DateTime<Utc>>,
        /// It belongs to a machine: without an email address, and without a way to log in.
        pub service_account: bool,
    }

    write
    /// A new user.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewUser {
        key { pub id: UserId }
        columns {
            pub username: String,
            pub email: String,
            pub name: String,
            pub avatar_url: String,
            pub status: UserStatus,
            pub login_type: LoginType,
            pub rbac_roles: Vec<String>,
            /// It belongs to a machine; then the email address is empty.
            pub service_account: bool,
            pub hashed_password: Option<Redacted<String>>,
        }
        given { pub now: DateTime<Utc> }
        derived |new| {
            username_key: String = new.username.to_lowercase(),
            email_key: String = new.email.to_lowercase(),
            name_key: String = new.name.to_lowercase(),
            theme_preference: String = "",
            suspended_here: bool = new.status == UserStatus::Suspended,
            created_at: DateTime<Utc> = new.now,
            updated_at: DateTime<Utc> = new.now,
        }
    }

    write
    /// What a user may change of their account.
    struct Profile {
        key { id: UserId }
        columns { username: String, name: String, avatar_url: String, updated_at: DateTime<Utc> }
        derived |new| {
            username_key: String = new.username.to_lowercase(),
            name_key: String = new.name.to_lowercase(),
        }
        only "deleted_at IS NULL"
    }

    write
    /// What an identity provider says of a user.
    struct Identity {
        key { id: UserId }
        columns { email: String, name: String, avatar_url: String, updated_at: DateTime<Utc> }
        derived |new| {
            email_key: String = new.email.to_lowercase(),
            name_key: String = new.name.to_lowercase(),
        }
        only "deleted_at IS NULL"
    }

    other { terminal_font: String, theme_mode: String, theme_light: String, theme_dark: String, quiet_hours: String }
}

/// The roles of the site that a user has, as something that is given and taken.
#[derive(Debug, Clone, Copy)]
pub struct SiteRoles {
    /// The user.
    pub user_id: UserId,
}

/// A user and the password's hash, for a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginRecord {
    /// The user.
    pub user: UserRecord,
    /// The hash in its own text form; absent for users without a password.
    pub hashed_password: Option<Redacted<String>>,
}

impl FromRow for LoginRecord {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { user: UserRecord::from_row(row)?, hashed_password: row.next()? })
    }
}

/// Selects users.
fn select(rest: &str) -> String {
    format!("SELECT {} FROM users u {rest}", UserRecord::COLUMNS)
}

impl Reader {
    /// Whether the account was suspended here.
    pub async fn is_suspended_here(&self, id: UserId) -> Result<bool, StoreError> {
        let found: Option<(bool,)> =
            self.find("SELECT u.suspended_here FROM users u WHERE u.id = ?1", &[id.into()]).await?;
        Ok(found.is_some_and(|(suspended,)| suspended))
    }

    /// By id; deleted users are found too and say so.
    pub async fn user_by_id(&self, id: UserId) -> Result<Option<UserRecord>, StoreError> {
        self.find(&select("WHERE u.id = ?1"), &[id.into()]).await
    }

    /// By username in any case; deleted users are not found.
    pub async fn user_by_username(&self, username: &str) -> Result<Option<UserRecord>, StoreError> {
        let sql = select("WHERE u.username_key = ?1 AND u.deleted_at IS NULL");
        self.find(&sql, &[username.to_lowercase().into()]).await
    }

    /// By email in any case, with the password's hash; deleted users and accounts of machines are not found.
    pub async fn login_by_email(&self, email: &str) -> Result<Option<LoginRecord>, StoreError> {
        if email.is_empty() {
            return Ok(None);
        }
        let sql = format!(
            "SELECT {}, u.hashed_password FROM users u WHERE u.email_key = ?1 AND u.email_key <> '' \
             AND u.deleted_at IS NULL",
            UserRecord::COLUMNS
        );
        self.find(&sql, &[email.to_lowercase().into()]).await
    }

    /// By id, with the password's hash; deleted users are not found.
    pub async fn login_by_id(&self, id: UserId) -> Result<Option<LoginRecord>, StoreError> {
        let sql = format!(
            "SELECT {}, u.hashed_password FROM users u WHERE u.id = ?1 AND u.deleted_at IS NULL",
            UserRecord::COLUMNS
        );
        self.find(&sql, &[id.into()]).await
    }

    /// By email in any case; deleted users and accounts of machines are not found.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<UserRecord>, StoreError> {
        if email.is_empty() {
            return Ok(None);
        }
        let sql = select("WHERE u.email_key = ?1 AND u.email_key <> '' AND u.deleted_at IS NULL");
        self.find(&sql, &[email.to_lowercase().into()]).await
    }

    /// Whether any user was ever made and not deleted.
    pub async fn any_user(&self) -> Result<bool, StoreError> {
        let (any,) = self.one("SELECT EXISTS (SELECT id FROM users WHERE deleted_at IS NULL)", &[]).await?;
        Ok(any)
    }
}

impl Tx {
    /// Creates a user as a member of these organizations, and so of their groups Everyone; taken when another
    /// that is not deleted has the username or email. Every new account is made here.
    pub async fn create_user(
        &self,
        new: &Authorized<Create, NewUser>,
        organizations: &[OrganizationId],
    ) -> Result<Inserted, StoreError> {
        if self.insert_new(&**new).await? == Inserted::Taken {
            return Ok(Inserted::Taken);
        }
        self.change_status(new.id, (None, Some(new.status)), new.now).await?;
        self.add_roles(new.id, &new.rbac_roles).await?;
        for organization in organizations {
            let member = NewMember {
                organization_id: *organization,
                user_id: new.id,
                roles: Vec::new(),
                now: new.now,
            };
            let _ = self.add_member(&member).await?;
        }
        Ok(Inserted::Done)
    }

    /// Changes username, name and picture; memberships follow the new username.
    pub async fn update_user_profile(
        &self,
        user: &Authorized<UpdatePersonal, UserRecord>,
        username: &str,
        name: &str,
        avatar_url: &str,
        now: DateTime<Utc>,
    ) -> Result<Change, StoreError> {
        let id = user.id;
        if self.user_by_username(username).await?.is_some_and(|other| other.id != id) {
            return Ok(Change::Taken);
        }
        let (username, name, avatar_url) = (username.to_owned(), name.to_owned(), avatar_url.to_owned());
        let new = Profile { id, username, name, avatar_url, updated_at: now };
        if !self.update(&new).await? {
            return Ok(Change::Missing);
        }
        if new.name != user.name {
            self.rename_scim_user(id, &new.name, now).await?;
        }
        Ok(Change::Done)
    }

    /// Sets the status; false when there is no such user.
    pub async fn set_user_status(
        &self,
        user: &Authorized<Update, UserRecord>,
        status: UserStatus,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let id = user.id;
        let Some(before) = self.user_by_id(id).await?.filter(|user| user.deleted_at.is_none()) else {
            return Ok(false);
        };
        let sql = "UPDATE users SET status = ?2, updated_at = ?3 WHERE id = ?1";
        self.execute(sql, &[id.into(), status.into(), now.into()]).await?;
        if before.status != status {
            self.change_status(id, (Some(before.status), Some(status)), now).await?;
            if status == UserStatus::Suspended {
                self.stop_workspaces_of(id, now).await?;
            }
        }
        Ok(true)
    }

    /// Records whether the account was suspended here, as opposed to by an identity provider.
    pub async fn set_suspended_here(
        &self,
        user: &Authorized<Update, UserRecord>,
        suspended: bool,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE users SET suspended_here = ?2 WHERE id = ?1";
        self.execute(sql, &[user.id.into(), suspended.into()]).await.map(|_| ())
    }

    /// Sets the site roles; false when there is no such user.
    pub async fn set_user_roles(
        &self,
        of: &Authorized<Assign, SiteRoles>,
        roles: &[String],
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let id = of.user_id;
        let sql = "UPDATE users SET rbac_roles = ?2, updated_at = ?3 WHERE id = ?1 AND deleted_at IS NULL";
        if self.execute(sql, &[id.into(), roles.into(), now.into()]).await? == 0 {
            return Ok(false);
        }
        self.index_roles(id, roles).await?;
        Ok(true)
    }

    /// Sets the password's hash; false when there is no such user.
    pub async fn set_user_password(
        &self,
        user: &Authorized<UpdatePersonal, UserRecord>,
        hash: &Redacted<String>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql =
            "UPDATE users SET hashed_password = ?2, updated_at = ?3 WHERE id = ?1 AND deleted_at IS NULL";
        Ok(self.execute(sql, &[user.id.into(), (&hash.0).into(), now.into()]).await? > 0)
    }

    /// Sets what an identity provider says of a person. The address must be free.
    pub async fn set_user_identity(
        &self,
        user: &Authorized<UpdatePersonal, UserRecord>,
        email: &str,
        name: &str,
        avatar_url: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let (email, name, avatar_url) = (email.to_owned(), name.to_owned(), avatar_url.to_owned());
        self.update(&Identity { id: user.id, email, name, avatar_url, updated_at: now }).await
    }

    /// Lets a user log in through the identity provider from now on; the password is forgotten. False when
    /// there is no such user.
    pub async fn hand_user_to_provider(
        &self,
        user: &Authorized<Update, UserRecord>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE users SET login_type = ?2, hashed_password = NULL, updated_at = ?3 \
                   WHERE id = ?1 AND deleted_at IS NULL";
        Ok(self.execute(sql, &[user.id.into(), LoginType::Oidc.into(), now.into()]).await? > 0)
    }

    /// Sets how a user logs in; false when there is no such user.
    pub async fn set_user_login_type(
        &self,
        user: &Authorized<Update, UserRecord>,
        login_type: LoginType,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE users SET login_type = ?2, updated_at = ?3 WHERE id = ?1 AND deleted_at IS NULL";
        Ok(self.execute(sql, &[user.id.into(), login_type.into(), now.into()]).await? > 0)
    }

    /// Notes that a user was here.
    pub async fn touch_user(&self, id: UserId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "UPDATE users SET last_seen_at = ?2 WHERE id = ?1 AND deleted_at IS NULL";
        self.execute(sql, &[id.into(), now.into()]).await.map(|_| ())
    }

    /// Deletes a user softly: username and email are free, memberships, group rows, keys and SCIM data are
    /// deleted. False when there is none to delete.
    pub async fn delete_user(
        &self,
        user: &Authorized<Delete, UserRecord>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let id = user.id;
        let Some(before) = self.user_by_id(id).await?.filter(|user| user.deleted_at.is_none()) else {
            return Ok(false);
        };
        let sql = "UPDATE users SET deleted_at = ?2, updated_at = ?2, hashed_password = NULL WHERE id = ?1";
        self.execute(sql, &[id.into(), now.into()]).await?;
        self.change_status(id, (Some(before.status), None), now).await?;
        self.index_roles(id, &[]).await?;
        self.execute("DELETE FROM organization_members WHERE user_id = ?1", &[id.into()]).await?;
        self.end_all(id, KeptKeys::None).await?;
        self.leave_scim_groups(id, now).await?;
        self.delete_scim_user(id).await?;
        self.delete_user_link(id).await?;
        self.delete_git_ssh_key(id).await?;
        Ok(true)
    }
}
