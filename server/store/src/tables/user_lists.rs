//! Lists of users, and which users belong to them.

use super::page::Page;
use crate::filter::Filter;
use crate::value::Value;
use crate::visibility::Columns;
use crate::{LoginType, Reader, StoreError, UserStatus};
use burgrave_core::authorization::Visible;
use burgrave_core::ids::{OrganizationId, UserId};
use chrono::{DateTime, Utc};

/// Which users a list holds; deleted ones never. What is empty doesn't limit, and all that is there must
/// hold.
#[derive(Debug, Clone, Default)]
pub struct UserFilter {
    /// Only these; absent = all.
    pub ids: Option<Vec<UserId>>,
    /// Of this username, in any case.
    pub username: Option<String>,
    /// Of this email address, in any case.
    pub email: Option<String>,
    /// With this text in the name, in any case.
    pub name: Option<String>,
    /// Accounts of machines, or of people; absent = both.
    pub service_account: Option<bool>,
    /// A filter that no user matches.
    pub nobody: bool,
    /// In one of these states.
    pub statuses: Vec<UserStatus>,
    /// With one of these site roles.
    pub roles: Vec<String>,
    /// Logging in in one of these ways.
    pub login_types: Vec<LoginType>,
    /// Seen in this time; users who were never seen count as seen before all times.
    pub seen: Span,
    /// Created in this time.
    pub created: Span,
    /// Only those that the caller may read; absent = all.
    pub visible: Option<Visible>,
    /// Search and part of the list.
    pub page: Page,
}

/// Users are their own, and in no organization.
const PLACES: Columns =
    Columns { id: Some("u.id"), owner: Some("u.id"), organization: None, groups: false, lists: None };

/// A time from and to, both included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Span {
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
}

impl UserFilter {
    /// Whether the list is filtered by states and roles only.
    pub(super) fn is_plain(&self) -> bool {
        let texts = [&self.username, &self.email, &self.name];
        !self.nobody
            && self.service_account.is_none()
            && texts.iter().all(|text| text.is_none())
            && self.ids.is_none()
            && self.visible.as_ref().is_none_or(Visible::is_everything)
            && self.login_types.is_empty()
            && self.seen == Span::default()
            && self.created == Span::default()
            && self.page.words.iter().all(String::is_empty)
    }

    /// Whether the states limit anything.
    pub(super) fn limits_status(&self) -> bool {
        let all = [UserStatus::Active, UserStatus::Dormant, UserStatus::Suspended];
        !self.statuses.is_empty() && !all.iter().all(|status| self.statuses.contains(status))
    }

    /// The conditions on `users u` beside state and role.
    pub(super) fn conditions<'a>(&self, filter: &mut Filter<'a>) {
        filter.and("u.deleted_at IS NULL");
        if let Some(ids) = &self.ids {
            let places = filter.bind_all(ids.iter().copied());
            filter.and(format!("u.id IN ({places})"));
        }
        if self.nobody {
            filter.and("1 = 0");
        }
        for (column, text) in [("u.username_key", &self.username), ("u.email_key", &self.email)] {
            if let Some(text) = text {
                let place = filter.bind(text.to_lowercase());
                filter.and(format!("{column} = {place}"));
            }
        }
        if let Some(of_machines) = self.service_account {
            let place = filter.bind(of_machines);
            filter.and(format!("u.service_account = {place}"));
        }
        if let Some(name) = &self.name {
            let pattern = filter.bind(crate::filter::contains(name));
            filter.and(format!("u.name_key LIKE {pattern} ESCAPE '!'"));
        }
        if !self.login_types.is_empty() {
            let places = filter.bind_all(self.login_types.iter().copied());
            filter.and(format!("u.login_type IN ({places})"));
        }
        if let Some(service_account) = self.service_account {
            let place = filter.bind(service_account);
            filter.and(format!("u.service_account = {place}"));
        }
        for (column, span) in [("u.last_seen_at", self.seen), ("u.created_at", self.created)] {
            if let Some(from) = span.from {
                let place = filter.bind(from);
                filter.and(format!("{column} >= {place}"));
            }
            if let Some(to) = span.to {
                let place = filter.bind(to);
                filter.and(format!("{column} <= {place} OR {column} IS NULL"));
            }
        }
        PLACES.restrict(filter, self.visible.as_ref());
        self.page.search(filter);
    }

    /// Every condition on `users u`, for lists that have no stream of their own for states and roles.
    pub(super) fn all_conditions<'a>(&self, filter: &mut Filter<'a>) {
        self.conditions(filter);
        self.in_status(filter);
        self.in_roles(filter);
    }

    /// The condition on the site roles.
    fn in_roles<'a>(&self, filter: &mut Filter<'a>) {
        if !self.roles.is_empty() {
            let places = filter.bind_all(self.roles.iter().cloned().map(Value::from));
            filter.and(format!("u.id IN (SELECT r.user_id FROM user_roles r WHERE r.role IN ({places}))"));
        }
    }

    /// The condition on the state.
    pub(super) fn in_status<'a>(&self, filter: &mut Filter<'a>) {
        if self.limits_status() {
            let places = filter.bind_all(self.statuses.iter().copied());
            filter.and(format!("u.status IN ({places})"));
        }
    }
}

/// In which order a user's organizations `o` stand with memberships `m`: the default one first, then as the
/// user joined them.
pub(super) const JOINED: &str = "o.is_default DESC, m.created_at, m.organization_id";

impl Reader {
    /// How many users a list holds on all its pages.
    pub async fn count_users(&self, asked: &UserFilter) -> Result<u64, StoreError> {
        if asked.is_plain() && asked.roles.is_empty() {
            return self.user_count(&asked.statuses).await;
        }
        if asked.is_plain() && !asked.limits_status() {
            return self.role_holders(&asked.roles).await;
        }
        let mut filter = self.filter();
        asked.all_conditions(&mut filter);
        let sql = format!("SELECT count(*) FROM users u {}", filter.clause());
        let (count,) = self.one(&sql, &filter.values).await?;
        Ok(count)
    }

    /// The organizations of each of these users, as (user, organization), in one query: of each user the
    /// default one first, then in the order in which they joined.
    pub async fn organization_ids_of(
        &self,
        users: &[UserId],
    ) -> Result<Vec<(UserId, OrganizationId)>, StoreError> {
        let mut filter = self.filter();
        let places = filter.bind_all(users.iter().copied());
        filter.and(format!("m.user_id IN ({places})"));
        let sql = format!(
            "SELECT m.user_id, m.organization_id FROM organization_members m \
             JOIN organizations o ON o.id = m.organization_id {} \
             ORDER BY m.user_id, {JOINED}",
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }
}
