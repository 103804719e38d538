//! People who could become members of an organization.

use super::users::UserRecord;
use crate::filter::contains;
use crate::{Reader, StoreError};
use burgrave_core::ids::{OrganizationId, UserId};

/// Which of the people who are no members of an organization are asked for.
#[derive(Debug, Clone)]
pub struct Candidates {
    /// The organization.
    pub organization: OrganizationId,
    /// Each must occur in the username or the name, in any letter case, or be the whole email address.
    pub words: Vec<String>,
    /// Rows at most.
    pub limit: u32,
    /// Start after this user in username order.
    pub after: Option<UserId>,
}

impl Reader {
    /// Users who are no members of the organization, in username order; deleted ones never.
    pub async fn candidates(&self, asked: &Candidates) -> Result<Vec<UserRecord>, StoreError> {
        let mut filter = self.filter();
        filter.and("u.deleted_at IS NULL");
        let place = filter.bind(asked.organization);
        filter.and(format!(
            "NOT EXISTS (SELECT m.user_id FROM organization_members m \
             WHERE m.organization_id = {place} AND m.user_id = u.id)"
        ));
        for word in asked.words.iter().filter(|word| !word.is_empty()) {
            let (pattern, whole) = (filter.bind(contains(word)), filter.bind(word.to_lowercase()));
            filter.and(format!(
                "u.username_key LIKE {pattern} ESCAPE '!' OR u.name_key LIKE {pattern} ESCAPE '!' OR \
                 u.email_key = {whole}"
            ));
        }
        if let Some(after) = asked.after {
            let place = filter.bind(after);
            filter.and(format!("u.username_key > (SELECT username_key FROM users WHERE id = {place})"));
        }
        let limit = filter.bind(asked.limit);
        let columns = UserRecord::COLUMNS;
        let sql = format!(
            "SELECT {columns} FROM users u {} ORDER BY u.username_key LIMIT {limit}",
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }
}
