//! What people see in the dashboard.

use crate::filter::Filter;
use crate::table::table;
use crate::{Reader, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Update};
use burgrave_core::ids::UserId;
use chrono::{DateTime, Utc};
use uuid::Uuid;

table! {
    INBOX_NOTIFICATIONS = "inbox_notifications" as "i";

    read
    /// A message.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct InboxRecord {
        pub id: Uuid,
        pub user_id: UserId,
        pub template_id: Uuid,
        /// A JSON list of ids.
        pub targets: Option<String>,
        pub title: String,
        /// Markdown.
        pub content: String,
        pub icon: String,
        /// JSON.
        pub actions: String,
        pub created_at: DateTime<Utc>,
        pub read_at: Option<DateTime<Utc>>,
    }

    write
    /// A new message.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "as in the record")]
    pub struct NewInboxMessage {
        key { pub id: Uuid }
        columns {
            pub user_id: UserId,
            pub template_id: Uuid,
            pub targets: Option<String>,
            pub title: String,
            pub content: String,
            pub icon: String,
            pub actions: String,
        }
        given { pub now: DateTime<Utc> }
        first |new| { created_at: DateTime<Utc> = new.now }
    }
}

/// The inbox of somebody, as something that is read and changed.
#[derive(Debug, Clone, Copy)]
pub struct Inbox {
    /// Whose.
    pub user_id: UserId,
}

/// Which messages are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InboxFilter {
    /// Of any of these templates; empty for all.
    pub templates: Vec<Uuid>,
    /// About all of these objects.
    pub targets: Vec<Uuid>,
    /// Read ones, or unread ones.
    pub read: Option<bool>,
    /// Those that are older than this one, where there is such a message of theirs.
    pub before: Option<Uuid>,
}

impl Reader {
    /// Messages of somebody, newest first.
    pub async fn inbox(
        &self,
        of: UserId,
        asked: &InboxFilter,
        limit: u32,
    ) -> Result<Vec<InboxRecord>, StoreError> {
        let before = match asked.before {
            Some(id) => self.inbox_message(of, id).await?,
            None => None,
        };
        let mut filter = self.filter();
        let me = filter.bind(of);
        filter.and(format!("i.user_id = {me}"));
        if let Some(before) = before {
            let (at, id) = (filter.bind(before.created_at), filter.bind(before.id));
            filter.and(format!("i.created_at < {at} OR (i.created_at = {at} AND i.id < {id})"));
        }
        narrow(&mut filter, asked);
        let limit = filter.bind(limit);
        let sql = format!(
            "SELECT {} FROM inbox_notifications i {} ORDER BY i.created_at DESC, i.id DESC LIMIT {limit}",
            InboxRecord::COLUMNS,
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }

    /// A message of somebody.
    pub async fn inbox_message(&self, of: UserId, id: Uuid) -> Result<Option<InboxRecord>, StoreError> {
        let columns = InboxRecord::COLUMNS;
        let sql = format!("SELECT {columns} FROM inbox_notifications i WHERE i.id = ?1 AND i.user_id = ?2");
        self.find(&sql, &[id.into(), of.into()]).await
    }

    /// How many messages somebody hasn't read.
    pub async fn unread_in_inbox(&self, of: UserId) -> Result<i64, StoreError> {
        let sql = "SELECT count(*) FROM inbox_notifications i WHERE i.user_id = ?1 AND i.read_at IS NULL";
        let (unread,) = self.one(sql, &[of.into()]).await?;
        Ok(unread)
    }
}

/// Targets are ids in a JSON list, so that an id is in the list where it is in the text.
fn narrow(filter: &mut Filter<'_>, asked: &InboxFilter) {
    if !asked.templates.is_empty() {
        let places = filter.bind_all(asked.templates.iter().copied());
        filter.and(format!("i.template_id IN ({places})"));
    }
    for target in &asked.targets {
        let pattern = filter.bind(format!("%\"{target}\"%"));
        filter.and(format!("i.targets LIKE {pattern}"));
    }
    match asked.read {
        Some(true) => filter.and("i.read_at IS NOT NULL"),
        Some(false) => filter.and("i.read_at IS NULL"),
        None => {}
    }
}

impl Tx {
    /// Adds a message, unless it is there already.
    pub async fn insert_inbox_message(&self, new: &NewInboxMessage) -> Result<(), StoreError> {
        self.insert_new(new).await.map(|_| ())
    }

    /// Says when a message was read; none for unread. False where they have none such.
    pub async fn set_inbox_read(
        &self,
        of: &Authorized<Update, Inbox>,
        id: Uuid,
        read_at: Option<DateTime<Utc>>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE inbox_notifications SET read_at = ?3 WHERE id = ?1 AND user_id = ?2";
        Ok(self.execute(sql, &[id.into(), of.user_id.into(), (&read_at).into()]).await? > 0)
    }

    /// All that wasn't read is read now; gives how many those were.
    pub async fn read_whole_inbox(
        &self,
        of: &Authorized<Update, Inbox>,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE inbox_notifications SET read_at = ?2 WHERE user_id = ?1 AND read_at IS NULL";
        self.execute(sql, &[of.user_id.into(), now.into()]).await
    }

    /// Forgets messages from before this time; gives how many, at most `limit`.
    pub async fn delete_old_inbox(&self, before: DateTime<Utc>, limit: u32) -> Result<u64, StoreError> {
        let sql = "DELETE FROM inbox_notifications WHERE id IN (SELECT i.id FROM inbox_notifications i WHERE \
                   i.created_at < ?1 ORDER BY i.created_at, i.id LIMIT ?2)";
        self.execute(sql, &[before.into(), limit.into()]).await
    }
}
