//! The claims of each user's last login at an identity provider, a row a value.

use crate::table::table;
use crate::{Reader, StoreError, Tx};
use burgrave_core::ids::{OrganizationId, UserId};
use chrono::{DateTime, Utc};

table! {
    USER_CLAIMS = "user_claims" as "c";

    write
    /// A value of a claim.
    struct NewClaim {
        key { user_id: UserId, field: String, value: String }
    }
}

table! {
    USER_CLAIM_SETS = "user_claim_sets" as "s";

    write
    /// All claims of a user from now on.
    struct NewClaims {
        key { user_id: UserId }
        columns { claims: String, updated_at: DateTime<Utc> }
    }
}

impl Reader {
    /// All claims of a user's last login, as a JSON object; nothing when no login has left any.
    pub async fn all_user_claims(&self, user: UserId) -> Result<Option<String>, StoreError> {
        let sql = "SELECT s.claims FROM user_claim_sets s WHERE s.user_id = ?1";
        Ok(self.find::<(String,)>(sql, &[user.into()]).await?.map(|(claims,)| claims))
    }

    /// The names of all claims, in alphabetical order. Steps through the index from name to name, however
    /// many users there are.
    pub async fn claim_fields(&self) -> Result<Vec<String>, StoreError> {
        let sql = "WITH RECURSIVE names (field) AS ( \
                     SELECT min(c.field) FROM user_claims c \
                     UNION ALL \
                     SELECT (SELECT min(c.field) FROM user_claims c WHERE c.field > names.field) \
                     FROM names WHERE names.field IS NOT NULL) \
                   SELECT names.field FROM names WHERE names.field IS NOT NULL";
        Ok(self.fetch::<(String,)>(sql, &[]).await?.into_iter().map(|(field,)| field).collect())
    }

    /// The names of the claims of an organization's members, in alphabetical order.
    pub async fn claim_fields_in(&self, organization: OrganizationId) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT c.field FROM organization_members m \
                   JOIN user_claims c ON c.user_id = m.user_id \
                   WHERE m.organization_id = ?1 ORDER BY c.field";
        let found = self.fetch::<(String,)>(sql, &[organization.into()]).await?;
        Ok(found.into_iter().map(|(field,)| field).collect())
    }

    /// The first `limit` values of a claim, in alphabetical order.
    pub async fn claim_values(&self, field: &str, limit: u32) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT c.value FROM user_claims c WHERE c.field = ?1 ORDER BY c.value LIMIT ?2";
        let found = self.fetch::<(String,)>(sql, &[field.into(), i64::from(limit).into()]).await?;
        Ok(found.into_iter().map(|(value,)| value).collect())
    }

    /// The same of an organization's members.
    pub async fn claim_values_in(
        &self,
        organization: OrganizationId,
        field: &str,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT c.value FROM organization_members m \
                   JOIN user_claims c ON c.user_id = m.user_id \
                   WHERE m.organization_id = ?1 AND c.field = ?2 ORDER BY c.value LIMIT ?3";
        let values = [organization.into(), field.into(), i64::from(limit).into()];
        let found = self.fetch::<(String,)>(sql, &values).await?;
        Ok(found.into_iter().map(|(value,)| value).collect())
    }
}

impl Tx {
    /// Replaces all claims of a user, given as a JSON object.
    pub async fn set_all_user_claims(
        &self,
        user: UserId,
        claims: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let claims = claims.to_owned();
        self.put(&NewClaims { user_id: user, claims, updated_at: now }).await
    }

    /// Replaces the claims of a user that are looked for by these names and values.
    pub async fn set_user_claims(&self, user: UserId, claims: &[(String, String)]) -> Result<(), StoreError> {
        self.execute("DELETE FROM user_claims WHERE user_id = ?1", &[user.into()]).await?;
        for (field, value) in claims {
            let claim = NewClaim { user_id: user, field: field.clone(), value: value.clone() };
            let _ = self.insert_new(&claim).await?;
        }
        Ok(())
    }
}
