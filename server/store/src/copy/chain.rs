//! The order in which entries of the audit log were committed. Each engine keeps it in its own way, so that a
//! copy has to say it anew: what isn't in the chain yet comes behind the end of the chain.

use crate::StoreError;
use crate::engine::Session;
use crate::migrations::Dialect;
use uuid::Uuid;

/// The end of the chain in the source, and what was committed behind it.
pub(super) struct Behind {
    end: Uuid,
    entries: Vec<Uuid>,
}

/// What is behind the end of the chain, in its order; none where nothing is in the chain.
pub(super) async fn behind(source: &Session) -> Result<Option<Behind>, StoreError> {
    let sql = "SELECT b.last_id, b.arrival FROM audit_blocks b ORDER BY b.first DESC LIMIT 1";
    let Some((end, arrival)) = source.fetch::<(Uuid, i64)>(sql, &[]).await?.into_iter().next() else {
        return Ok(None);
    };
    let sql = match source.dialect() {
        Dialect::Sqlite => {
            "SELECT a.id FROM audit_log a WHERE a.rowid > coalesce((SELECT l.rowid FROM audit_log l WHERE \
             l.id = ?1), ?2) ORDER BY a.rowid"
        }
        Dialect::Postgres => {
            "SELECT a.id FROM audit_log a WHERE (a.written_by, a.id) > (coalesce((SELECT l.written_by FROM \
             audit_log l WHERE l.id = ?1), ?2), ?1) ORDER BY a.written_by, a.id"
        }
    };
    let found = source.fetch::<(Uuid,)>(sql, &[end.into(), arrival.into()]).await?;
    Ok(Some(Behind { end, entries: found.into_iter().map(|(id,)| id).collect() }))
}

impl Behind {
    /// Says the same in the target, in one transaction.
    pub(super) async fn put(&self, target: &Session) -> Result<(), StoreError> {
        target.batch("BEGIN").await?;
        target.settle(self.put_each(target).await).await
    }

    async fn put_each(&self, target: &Session) -> Result<(), StoreError> {
        let place = match target.dialect() {
            Dialect::Sqlite => "rowid",
            Dialect::Postgres => "written_by",
        };
        let last =
            format!("UPDATE audit_log SET {place} = (SELECT max({place}) + 1 FROM audit_log) WHERE id = ?1");
        target.execute(&last, &[self.end.into()]).await?;
        let end = format!(
            "UPDATE audit_blocks SET arrival = (SELECT coalesce(max({place}), 0) FROM audit_log) WHERE last_id = ?1"
        );
        target.execute(&end, &[self.end.into()]).await?;
        for entry in &self.entries {
            target.execute(&last, &[(*entry).into()]).await?;
        }
        Ok(())
    }
}
