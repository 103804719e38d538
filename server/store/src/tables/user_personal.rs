//! What users choose for themselves, and how long they have been away.

use crate::row::{FromRow, Row};
use crate::{Reader, StoreError, Tx, UserRecord};
use burgrave_core::authorization::{Authorized, UpdatePersonal};
use burgrave_core::ids::UserId;
use chrono::{DateTime, Utc};

/// How the dashboard looks for a user; empty = nothing was chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct Appearance {
    pub theme_preference: String,
    pub terminal_font: String,
    /// Whether one theme counts, or one of two as the system wants it.
    pub theme_mode: String,
    pub theme_light: String,
    pub theme_dark: String,
}

impl FromRow for Appearance {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            theme_preference: row.next()?,
            terminal_font: row.next()?,
            theme_mode: row.next()?,
            theme_light: row.next()?,
            theme_dark: row.next()?,
        })
    }
}

impl Reader {
    /// The settings of a user; none for an unknown user.
    pub async fn appearance(&self, user: UserId) -> Result<Option<Appearance>, StoreError> {
        let sql = "SELECT u.theme_preference, u.terminal_font, u.theme_mode, u.theme_light, u.theme_dark \
                   FROM users u WHERE u.id = ?1 AND u.deleted_at IS NULL";
        self.find(sql, &[user.into()]).await
    }

    /// Active users who were neither seen nor changed since then, at most `limit` of them.
    pub async fn users_away_since(
        &self,
        since: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<UserId>, StoreError> {
        let of = |seen: &str| {
            format!(
                "SELECT u.id, u.username FROM users u WHERE u.deleted_at IS NULL AND u.status = 'active' \
                 AND {seen} AND u.updated_at < ?1 LIMIT ?2"
            )
        };
        let mut away: Vec<(UserId, String)> =
            self.fetch(&of("u.last_seen_at < ?1"), &[since.into(), i64::from(limit).into()]).await?;
        away.extend(
            self.fetch::<(UserId, String)>(
                &of("u.last_seen_at IS NULL"),
                &[since.into(), i64::from(limit).into()],
            )
            .await?,
        );
        Ok(away.into_iter().map(|(id, _)| id).take(limit as usize).collect())
    }
}

impl Tx {
    /// Sets what a user chose; false when there is no such user.
    pub async fn set_appearance(
        &self,
        user: &Authorized<UpdatePersonal, UserRecord>,
        chosen: &Appearance,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE users SET theme_preference = ?2, terminal_font = ?3, updated_at = ?4, \
                   theme_mode = ?5, theme_light = ?6, theme_dark = ?7 WHERE id = ?1 AND deleted_at IS NULL";
        let values = [
            user.id.into(),
            (&chosen.theme_preference).into(),
            (&chosen.terminal_font).into(),
            now.into(),
            (&chosen.theme_mode).into(),
            (&chosen.theme_light).into(),
            (&chosen.theme_dark).into(),
        ];
        Ok(self.execute(sql, &values).await? > 0)
    }
}
