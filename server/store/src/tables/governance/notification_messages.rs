//! Messages to one person by one way, or to a route, until they have arrived.

use crate::table::table;
use crate::{MessageStatus, Reader, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Update};
use burgrave_core::ids::UserId;
use chrono::{DateTime, Utc};
use std::sync::LazyLock;
use uuid::Uuid;

table! {
    NOTIFICATION_MESSAGES = "notification_messages" as "m";

    read
    /// A message.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NotificationMessageRecord {
        pub id: Uuid,
        pub template_id: Uuid,
        pub user_id: UserId,
        pub method: String,
        /// JSON.
        pub content: String,
        pub created_at: DateTime<Utc>,
        /// Rises whenever somebody takes it.
        pub fence: i64,
        /// Those that have failed.
        pub attempts: u32,
        /// The route by which it goes; none = by the person's way.
        pub route_id: Option<Uuid>,
    }

    read
    /// A message with what has become of it so far.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct DeliveryRecord {
        pub id: Uuid,
        pub template_id: Uuid,
        pub user_id: UserId,
        pub route_id: Option<Uuid>,
        pub method: String,
        pub status: MessageStatus,
        /// Those that have failed, and the one that didn't.
        pub attempts: u32,
        /// Why the last one failed.
        pub error: String,
        pub created_at: DateTime<Utc>,
        /// When it is tried; of one that has ended, when it would have been.
        pub next_at: DateTime<Utc>,
        pub ended_at: Option<DateTime<Utc>>,
    }

    write
    /// A message that is to be sent.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "as in the record")]
    pub struct NewNotificationMessage {
        key { pub id: Uuid }
        columns {
            pub template_id: Uuid,
            pub user_id: UserId,
            pub method: String,
            pub content: String,
            pub route_id: Option<Uuid>,
        }
        given { pub now: DateTime<Utc> }
        first |new| {
            created_at: DateTime<Utc> = new.now,
            next_at: DateTime<Utc> = new.now,
            fence: i64 = 0_i64,
            attempts: u32 = 0_u32,
            status: MessageStatus = MessageStatus::Pending,
            error: String = "",
        }
    }
}

/// The same columns of a row that a statement changes.
static RETURNED: LazyLock<String> = LazyLock::new(|| NotificationMessageRecord::COLUMNS.replace("m.", ""));

/// The message, if nobody else has taken it meanwhile.
const HELD: &str = "id = ?1 AND fence = ?2 AND ended_at IS NULL";

/// Which messages are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// With this status.
    pub status: Option<MessageStatus>,
    /// Those that are older than this one, where there is such a message.
    pub before: Option<Uuid>,
}

/// Messages to people, as something that is looked at and sent again.
#[derive(Debug, Clone, Copy)]
pub struct Deliveries;

/// An attempt to send a message, as its outcome names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldMessage {
    /// The message.
    pub id: Uuid,
    /// Its fence when it was taken.
    pub fence: i64,
    /// Attempts that have failed, this one counted.
    pub attempts: u32,
}

impl Reader {
    /// Whether a message is to be sent by this way.
    pub async fn any_message_due(&self, method: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT m.id FROM notification_messages m WHERE m.method = ?1 AND \
                   m.ended_at IS NULL AND m.next_at <= ?2)";
        let (any,) = self.one(sql, &[method.into(), now.into()]).await?;
        Ok(any)
    }
}

/// Messages that are still to be sent by one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessagesWaiting {
    /// How many, not counted beyond a bound.
    pub messages: u64,
    /// When the oldest of those that were counted was made.
    pub oldest: Option<DateTime<Utc>>,
}

impl Reader {
    /// What is still to be sent by this way, counted up to `cap`.
    pub async fn messages_waiting(&self, method: &str, cap: u32) -> Result<MessagesWaiting, StoreError> {
        let sql = "SELECT count(*), min(p.created_at) FROM (SELECT m.created_at FROM notification_messages m \
                   WHERE m.method = ?1 AND m.ended_at IS NULL ORDER BY m.next_at, m.id LIMIT ?2) p";
        let (messages, oldest) = self.one(sql, &[method.into(), cap.into()]).await?;
        Ok(MessagesWaiting { messages, oldest })
    }
}

impl Reader {
    /// Messages, newest first.
    pub async fn deliveries(
        &self,
        asked: DeliveryFilter,
        limit: u32,
    ) -> Result<Vec<DeliveryRecord>, StoreError> {
        let before = match asked.before {
            Some(id) => self.delivery(id).await?,
            None => None,
        };
        let mut filter = self.filter();
        if let Some(status) = asked.status {
            let place = filter.bind(status);
            filter.and(format!("m.status = {place}"));
        }
        if let Some(before) = before {
            let (at, id) = (filter.bind(before.created_at), filter.bind(before.id));
            filter.and(format!("m.created_at < {at} OR (m.created_at = {at} AND m.id < {id})"));
        }
        let limit = filter.bind(limit);
        let sql = format!(
            "SELECT {} FROM notification_messages m {} ORDER BY m.created_at DESC, m.id DESC LIMIT {limit}",
            DeliveryRecord::COLUMNS,
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }

    /// One message.
    pub async fn delivery(&self, id: Uuid) -> Result<Option<DeliveryRecord>, StoreError> {
        let sql = format!("SELECT {} FROM notification_messages m WHERE m.id = ?1", DeliveryRecord::COLUMNS);
        self.find(&sql, &[id.into()]).await
    }
}

impl Tx {
    /// Sends a message again that has ended, as if it were new. False where it hasn't ended, or nothing is known
    /// of what it said.
    pub async fn replay_message(
        &self,
        _: &Authorized<Update, Deliveries>,
        id: Uuid,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE notification_messages SET status = ?3, error = '', attempts = 0, next_at = ?2, \
                   ended_at = NULL, fence = fence + 1 WHERE id = ?1 AND ended_at IS NOT NULL AND content <> ''";
        let pending = MessageStatus::Pending;
        Ok(self.execute(sql, &[id.into(), now.into(), pending.into()]).await? > 0)
    }

    /// Adds a message, unless it is there already.
    pub async fn insert_notification_message(&self, new: &NewNotificationMessage) -> Result<(), StoreError> {
        self.insert_new(new).await.map(|_| ())
    }

    /// Takes messages that are to be sent by this way, those that are due for longest first. Others take them
    /// for lost from `until` on. Best asked for in [`crate::Store::write_read_committed`]: then those who ask
    /// at the same time pass each other by.
    pub async fn take_messages(
        &self,
        method: &str,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<NotificationMessageRecord>, StoreError> {
        let sql = format!(
            "UPDATE notification_messages SET next_at = ?3, fence = fence + 1 WHERE id IN (SELECT m.id FROM \
             notification_messages m WHERE m.method = ?1 AND m.ended_at IS NULL AND m.next_at <= ?2 ORDER BY \
             m.next_at, m.id LIMIT ?4{}) RETURNING {}",
            self.dialect().skip_locked(),
            *RETURNED
        );
        let values = [method.into(), now.into(), until.into(), limit.into()];
        let mut taken: Vec<NotificationMessageRecord> = self.change(&sql, &values).await?;
        taken.sort_by_key(|message| (message.created_at, message.id));
        Ok(taken)
    }

    /// The message has arrived, or is given up. False where another has taken it meanwhile.
    pub async fn end_message(
        &self,
        held: HeldMessage,
        status: MessageStatus,
        error: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = format!(
            "UPDATE notification_messages SET status = ?3, error = ?4, attempts = ?5, ended_at = ?6 WHERE {HELD}"
        );
        let values = [
            held.id.into(),
            held.fence.into(),
            status.into(),
            error.into(),
            held.attempts.into(),
            now.into(),
        ];
        Ok(self.execute(&sql, &values).await? > 0)
    }

    /// Forgets what the message says: it can't be sent again.
    pub async fn forget_message(&self, id: Uuid) -> Result<(), StoreError> {
        let sql = "UPDATE notification_messages SET content = '' WHERE id = ?1";
        self.execute(sql, &[id.into()]).await.map(|_| ())
    }

    /// The message is tried again at this time. False where another has taken it meanwhile.
    pub async fn put_message_off(
        &self,
        held: HeldMessage,
        error: &str,
        next: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql =
            format!("UPDATE notification_messages SET error = ?3, attempts = ?4, next_at = ?5 WHERE {HELD}");
        let values = [held.id.into(), held.fence.into(), error.into(), held.attempts.into(), next.into()];
        Ok(self.execute(&sql, &values).await? > 0)
    }

    /// Forgets messages that ended before this time; gives how many, at most `limit`.
    pub async fn delete_old_messages(&self, before: DateTime<Utc>, limit: u32) -> Result<u64, StoreError> {
        let sql = "DELETE FROM notification_messages WHERE id IN (SELECT m.id FROM notification_messages m \
                   WHERE m.ended_at IS NOT NULL AND m.ended_at < ?1 ORDER BY m.ended_at, m.id LIMIT ?2)";
        self.execute(sql, &[before.into(), limit.into()]).await
    }
}
