//! What happened that people are told of, until it is worked out whom.

use crate::table::table;
use crate::{Reader, StoreError, Tx, UserRecord};
use burgrave_core::ids::{TemplateId, UserId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

table! {
    NOTIFICATION_EVENTS = "notification_events" as "e";

    read
    /// Something that happened.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NotificationEventRecord {
        pub id: Uuid,
        pub template_id: Uuid,
        /// A word of those who wrote it.
        pub audience: String,
        /// The one person who is told, or the one who isn't.
        pub user_id: Option<UserId>,
        /// JSON.
        pub content: String,
        pub created_at: DateTime<Utc>,
    }

    write
    /// Something that happens.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "as in the record")]
    pub struct NewNotificationEvent {
        key { pub id: Uuid }
        columns {
            pub template_id: Uuid,
            pub audience: String,
            pub user_id: Option<UserId>,
            pub content: String,
        }
        given { pub now: DateTime<Utc> }
        first |new| { created_at: DateTime<Utc> = new.now }
    }
}

impl Reader {
    /// What happened, earliest first.
    pub async fn notification_events(&self, limit: u32) -> Result<Vec<NotificationEventRecord>, StoreError> {
        let sql = format!(
            "SELECT {} FROM notification_events e ORDER BY e.created_at, e.id LIMIT ?1",
            NotificationEventRecord::COLUMNS
        );
        self.fetch(&sql, &[limit.into()]).await
    }

    /// People with one of these roles of the site who aren't suspended, by username.
    pub async fn holders_of_site_roles(
        &self,
        roles: &[&str],
        limit: u32,
    ) -> Result<Vec<UserRecord>, StoreError> {
        let mut filter = self.filter();
        let places = filter.bind_all(roles.iter().map(|role| (*role).to_owned()));
        let limit = filter.bind(limit);
        let sql = format!(
            "SELECT {} FROM users u WHERE u.id IN (SELECT r.user_id FROM user_roles r WHERE r.role IN \
             ({places})) AND u.deleted_at IS NULL AND u.status <> 'suspended' ORDER BY u.username_key LIMIT {limit}",
            UserRecord::COLUMNS
        );
        self.fetch(&sql, &filter.values).await
    }
}

impl Reader {
    /// What these people have said of messages of a template: whether they don't want them.
    pub async fn notification_wishes(
        &self,
        template: Uuid,
        of: &[UserId],
    ) -> Result<Vec<(UserId, bool)>, StoreError> {
        if of.is_empty() {
            return Ok(Vec::new());
        }
        let mut filter = self.filter();
        let template = filter.bind(template);
        let people = filter.bind_all(of.iter().copied());
        let sql = format!(
            "SELECT p.user_id, p.disabled FROM notification_preferences p WHERE p.template_id = {template} \
             AND p.user_id IN ({people})"
        );
        self.fetch(&sql, &filter.values).await
    }

    /// People who have workspaces of a template, by id, behind this one.
    pub async fn owners_of_workspaces_of(
        &self,
        template: TemplateId,
        behind: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<UserRecord>, StoreError> {
        let mut filter = self.filter();
        let place = filter.bind(template);
        filter.and(format!(
            "u.id IN (SELECT w.owner_id FROM workspaces w WHERE w.template_id = {place} AND w.deleted_at IS \
             NULL)"
        ));
        if let Some(behind) = behind {
            let place = filter.bind(behind);
            filter.and(format!("u.id > {place}"));
        }
        let limit = filter.bind(limit);
        let sql = format!(
            "SELECT {} FROM users u {} ORDER BY u.id LIMIT {limit}",
            UserRecord::COLUMNS,
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }
}

impl Tx {
    /// Notes that something happened, unless the same was noted before.
    pub async fn insert_notification_event(&self, new: &NewNotificationEvent) -> Result<(), StoreError> {
        self.insert_new(new).await.map(|_| ())
    }

    /// Forgets it: those who are told are known. False when another has done so.
    pub async fn delete_notification_event(&self, id: Uuid) -> Result<bool, StoreError> {
        Ok(self.execute("DELETE FROM notification_events WHERE id = ?1", &[id.into()]).await? > 0)
    }

    /// Those who come behind this one are told next.
    pub async fn continue_notification_event(&self, id: Uuid, behind: UserId) -> Result<(), StoreError> {
        let sql = "UPDATE notification_events SET user_id = ?2 WHERE id = ?1";
        self.execute(sql, &[id.into(), behind.into()]).await.map(|_| ())
    }
}
