//! Pages of users in username order. Each condition that an index can serve in that order (a state, a role)
//! is a stream of its own; a page of several is merged from the first rows of each, so that no page reads
//! more than it shows.

use super::user_lists::UserFilter;
use super::users::UserRecord;
use crate::filter::Filter;
use crate::{Reader, StoreError, UserStatus};

/// Users from one index: a table, its ordered column, and the condition that picks the index's part.
struct Stream {
    from: &'static str,
    key: &'static str,
    condition: Option<String>,
}

const EVERYONE: Stream = Stream { from: "users u", key: "u.username_key", condition: None };
const BY_ROLE: Stream =
    Stream { from: "user_roles r JOIN users u ON u.id = r.user_id", key: "r.username_key", condition: None };

impl Reader {
    /// A page of users in username order.
    pub async fn users(&self, asked: &UserFilter) -> Result<Vec<UserRecord>, StoreError> {
        let mut filter = self.filter();
        asked.conditions(&mut filter);
        let streams = streams(asked, &mut filter);
        let after = asked.page.after.map(|after| filter.bind(after));
        let clause = filter.clause().to_owned();
        let part = |stream: &Stream, columns: &str, bounds: &str| {
            let after = after
                .as_ref()
                .map(|place| format!("{} > (SELECT username_key FROM users WHERE id = {place})", stream.key));
            let more: String = stream
                .condition
                .iter()
                .chain(&after)
                .map(|condition| format!(" AND ({condition})"))
                .collect();
            format!("SELECT {columns} FROM {} {clause}{more} ORDER BY {}{bounds}", stream.from, stream.key)
        };
        if let [only] = &streams[..] {
            let bounds = asked.page.bounds(&mut filter);
            return self.fetch(&part(only, UserRecord::COLUMNS, &bounds), &filter.values).await;
        }
        let first = first_rows(asked, &mut filter);
        let merged: Vec<_> = streams
            .iter()
            .map(|stream| {
                let columns = format!("{} AS place, u.id AS id", stream.key);
                format!("SELECT * FROM ({}) one", part(stream, &columns, &first))
            })
            .collect();
        let columns = UserRecord::COLUMNS;
        let sql = format!(
            "SELECT {columns} FROM (SELECT place, id FROM ({}) merged ORDER BY place{}) page \
             JOIN users u ON u.id = page.id ORDER BY page.place",
            merged.join(" UNION "),
            asked.page.bounds(&mut filter)
        );
        self.fetch(&sql, &filter.values).await
    }
}

fn streams(asked: &UserFilter, filter: &mut Filter<'_>) -> Vec<Stream> {
    if !asked.roles.is_empty() {
        asked.in_status(filter);
        let by_role = |role: &String| Stream {
            condition: Some(format!("r.role = {}", filter.bind(role.clone()))),
            ..BY_ROLE
        };
        return asked.roles.iter().map(by_role).collect();
    }
    if !asked.limits_status() {
        return vec![EVERYONE];
    }
    let all = [UserStatus::Active, UserStatus::Dormant, UserStatus::Suspended];
    let statuses = all.into_iter().filter(|status| asked.statuses.contains(status));
    let by_status =
        |status| Stream { condition: Some(format!("u.status = {}", filter.bind(status))), ..EVERYONE };
    statuses.map(by_status).collect()
}

/// As many rows of a stream as the page can need.
fn first_rows(asked: &UserFilter, filter: &mut Filter<'_>) -> String {
    if asked.page.limit == 0 {
        return String::new();
    }
    let rows = filter.bind(i64::from(asked.page.limit) + i64::from(asked.page.offset));
    format!(" LIMIT {rows}")
}
