//! Authorization codes, put into the database of a running server past it: what the consent of many people
//! leaves.

use std::time::Duration;

use burgrave_core::SystemEntropy;
use burgrave_core::oauth2::Credential;
use chrono::{TimeDelta, Utc};
use rusqlite::Connection;
use uuid::Uuid;

use super::Burgrave;

/// How long a code holds, as the server has it.
const LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// How long to wait for the server's own writes.
const PATIENCE: Duration = Duration::from_secs(10);

/// What all the codes have.
pub(crate) struct Codes<'a> {
    /// For which app.
    pub(crate) app: Uuid,
    /// Where the consent led.
    pub(crate) redirect: &'a str,
    /// Of the proof key.
    pub(crate) challenge: &'a str,
    /// What was consented to.
    pub(crate) scope: &'a str,
}

impl Codes<'_> {
    /// A code for each of a number of active users of a server on SQLite.
    pub(crate) fn make(&self, server: &Burgrave, count: usize) -> Result<Vec<String>, String> {
        let codes = self.insert(server, count).map_err(|error| format!("codes: {error}"))?;
        if codes.len() < count {
            return Err(format!("there are {} users for {count} codes", codes.len()));
        }
        Ok(codes)
    }

    fn insert(&self, server: &Burgrave, count: usize) -> rusqlite::Result<Vec<String>> {
        let mut database = Connection::open(server.file())?;
        database.busy_timeout(PATIENCE)?;
        let transaction = database.transaction()?;
        let mut users =
            transaction.prepare("SELECT id FROM users WHERE status = 'active' ORDER BY id LIMIT ?1")?;
        let mut insert = transaction.prepare(
            "INSERT INTO oauth2_codes (prefix, hashed_secret, app_id, user_id, redirect_uri, scope, \
             resource, \
             code_challenge, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, '', ?7, ?8, ?9)",
        )?;
        let now = Utc::now();
        let mut codes = Vec::with_capacity(count);
        for user in users.query_map([count as i64], |row| row.get::<_, Vec<u8>>(0))? {
            let code = Credential::generate(&SystemEntropy);
            insert.execute(rusqlite::params![
                code.prefix,
                code.hash(),
                self.app.as_bytes(),
                user?,
                self.redirect,
                self.scope,
                self.challenge,
                now.timestamp_micros(),
                (now + LIFETIME).timestamp_micros(),
            ])?;
            codes.push(code.reveal());
        }
        drop((users, insert));
        transaction.commit()?;
        Ok(codes)
    }
}
