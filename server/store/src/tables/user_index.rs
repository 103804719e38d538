//! What is kept beside `users` so that long lists stay cheap: a row for each site role, and counts by state.

use crate::table::table;
use crate::value::Value;
use crate::{Reader, StoreError, Tx, UserStatus};
use burgrave_core::ids::UserId;

table! {
    USER_ROLES = "user_roles" as "r";
    other { role: String, username_key: String, user_id: UserId }
}

table! {
    USER_COUNTS = "user_counts" as "c";
    other { status: UserStatus, shard: i64, users: i64 }
}

/// Rows over which each count is spread.
const SHARDS: u8 = 16;

impl Reader {
    /// How many users that are not deleted are in each state: one row a state and shard, added up by the
    /// caller, because a sum has another type on each engine.
    pub async fn user_counts(&self) -> Result<Vec<(UserStatus, i64)>, StoreError> {
        self.fetch("SELECT c.status, c.users FROM user_counts c", &[]).await
    }

    /// How many users that are not deleted are in one of these states; none = in any.
    pub(crate) async fn user_count(&self, statuses: &[UserStatus]) -> Result<u64, StoreError> {
        let rows = self.user_counts().await?;
        let counted = |status: &UserStatus| statuses.is_empty() || statuses.contains(status);
        let sum: i64 = rows.iter().filter(|(status, _)| counted(status)).map(|(_, users)| users).sum();
        Ok(u64::try_from(sum).unwrap_or(0))
    }

    /// How many users that are not deleted have one of these site roles. Looks at an index entry for each.
    pub(crate) async fn role_holders(&self, roles: &[String]) -> Result<u64, StoreError> {
        let mut filter = self.filter();
        let places = filter.bind_all(roles.iter().map(Value::from));
        // Only who may have several of them needs to be told apart.
        let what = if roles.len() == 1 { "*" } else { "DISTINCT r.user_id" };
        let sql = format!("SELECT count({what}) FROM user_roles r WHERE r.role IN ({places})");
        let (count,) = self.one(&sql, &filter.values).await?;
        Ok(count)
    }
}

impl Reader {
    /// Whether there is an active owner beside this user who is a person and can log in.
    pub async fn other_active_owner(&self, besides: UserId) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT u.id FROM user_roles r JOIN users u ON u.id = r.user_id \
                   WHERE r.role = 'owner' AND u.id <> ?1 AND u.deleted_at IS NULL AND u.status = 'active' \
                   AND u.login_type IN ('password', 'oidc', 'github'))";
        let (any,) = self.one(sql, &[besides.into()]).await?;
        Ok(any)
    }
}

impl Tx {
    /// Counts a user in a state: 1 when they come into it, -1 when they leave it.
    pub(crate) async fn count_user(&self, id: UserId, status: UserStatus, by: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO user_counts (status, shard, users) VALUES (?1, ?2, ?3) \
                   ON CONFLICT (status, shard) DO UPDATE SET users = user_counts.users + excluded.users";
        let shard = i64::from(id.uuid().as_bytes()[15] % SHARDS);
        self.execute(sql, &[status.into(), Value::from(shard), Value::from(by)]).await.map(|_| ())
    }

    /// Replaces the rows of a user's site roles; a deleted user has none.
    pub(crate) async fn index_roles(&self, id: UserId, roles: &[String]) -> Result<(), StoreError> {
        self.execute("DELETE FROM user_roles WHERE user_id = ?1", &[id.into()]).await?;
        self.add_roles(id, roles).await
    }

    /// Writes the rows of the site roles of a user who has none.
    pub(crate) async fn add_roles(&self, id: UserId, roles: &[String]) -> Result<(), StoreError> {
        for role in roles {
            let sql = "INSERT INTO user_roles (role, username_key, user_id) \
                       SELECT ?1, u.username_key, u.id FROM users u WHERE u.id = ?2 AND u.deleted_at IS NULL \
                       ON CONFLICT DO NOTHING";
            self.execute(sql, &[role.into(), id.into()]).await?;
        }
        Ok(())
    }
}
