//! Keys that ended: found off the writer's way, and deleted a few at a time.

use crate::filter::Filter;
use crate::{Reader, StoreError, Tx};
use chrono::{DateTime, Utc};

/// A key that ended: when, and which.
pub type EndedKey = (DateTime<Utc>, String);

impl Reader {
    /// Keys that ended before this time, the first to end first: those after the last one that was given, at
    /// most that many. An app's access token is none of them for as long as its refresh token lasts.
    pub async fn api_keys_ended_before(
        &self,
        time: DateTime<Utc>,
        after: Option<&EndedKey>,
        limit: u32,
    ) -> Result<Vec<EndedKey>, StoreError> {
        let mut filter = ended_before(self.filter(), time);
        if let Some((ended, id)) = after {
            let (ended, id) = (filter.bind(*ended), filter.bind(id.as_str()));
            filter.and(format!("(k.expires_at, k.id) > ({ended}, {id})"));
        }
        let limit = filter.bind(limit);
        let sql = format!(
            "SELECT k.expires_at, k.id FROM api_keys k {} ORDER BY k.expires_at, k.id LIMIT {limit}",
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }
}

impl Tx {
    /// Deletes these keys, but for those that don't count as ended any more. What was made from one that
    /// simply ran out stays.
    pub async fn delete_api_keys_ended_before(
        &self,
        time: DateTime<Utc>,
        keys: &[EndedKey],
    ) -> Result<(), StoreError> {
        let mut filter = ended_before(self.filter(), time);
        let places = filter.bind_all(keys.iter().map(|(_, id)| id.as_str()));
        filter.and(format!("k.id IN ({places})"));
        let ended = format!("(SELECT k.id FROM api_keys k {})", filter.clause());
        let apart = format!("UPDATE api_keys SET parent_id = NULL WHERE parent_id IN {ended}");
        self.execute(&apart, &filter.values).await?;
        self.execute(&format!("DELETE FROM api_keys WHERE id IN {ended}"), &filter.values).await.map(|_| ())
    }
}

fn ended_before(mut filter: Filter<'_>, time: DateTime<Utc>) -> Filter<'_> {
    let time = filter.bind(time);
    filter.and(format!("k.expires_at < {time}"));
    filter.and(format!(
        "NOT EXISTS (SELECT g.id FROM oauth2_grants g WHERE g.key_id = k.id \
         AND g.refresh_expires_at >= {time})"
    ));
    filter
}
