//! Lists of groups.

use super::groups::{GroupRecord, select};
use super::page::{Page, Paged};
use crate::filter::{Filter, contains};
use crate::visibility::Columns;
use crate::{Reader, StoreError};
use burgrave_core::authorization::Visible;
use burgrave_core::ids::{GroupId, OrganizationId, UserId};

/// Which groups a list holds; what is absent doesn't limit.
#[derive(Debug, Clone, Default)]
pub struct GroupFilter {
    /// Of this organization.
    pub organization: Option<OrganizationId>,
    /// With this user in them; Everyone of the user's organizations included.
    pub has_member: Option<GroupsOf>,
    /// Only these.
    pub ids: Option<Vec<GroupId>>,
    /// Each must occur in the name or the display name, in any letter case.
    pub words: Vec<String>,
    /// Only those that the caller may read; absent = everything.
    pub visible: Option<Visible>,
}

/// A user in whose groups a list is interested.
#[derive(Debug, Clone)]
pub struct GroupsOf {
    /// The user.
    pub user: UserId,
    /// Only groups in which the caller may see the user; absent = all.
    pub visible: Option<Visible>,
}

/// What permissions look at in `group_members h` and `organization_members h`.
const IN_GROUP: Columns = Columns {
    id: Some("h.user_id"),
    owner: Some("h.user_id"),
    organization: Some("h.organization_id"),
    groups: false,
    lists: None,
};

/// Groups have no owner; their members may read them.
const PLACES: Columns = Columns {
    id: Some("g.id"),
    owner: None,
    organization: Some("g.organization_id"),
    groups: true,
    lists: None,
};

impl Reader {
    /// Groups with their organizations' names, ordered by organization and name, in one query.
    pub async fn groups(&self, asked: &GroupFilter) -> Result<Vec<GroupRecord>, StoreError> {
        let filter = asked.conditions(self.filter());
        let sql = select(&format!("{} ORDER BY g.organization_id, g.name", filter.clause()));
        self.fetch(&sql, &filter.values).await
    }

    /// A page of them in the case-insensitive order of their names, and how many match.
    pub async fn groups_page(
        &self,
        asked: &GroupFilter,
        page: &Page<GroupId>,
    ) -> Result<Paged<GroupRecord>, StoreError> {
        let mut filter = asked.conditions(self.filter());
        let counted = format!("SELECT count(*) FROM groups g {}", filter.clause());
        let (count,) = self.one(&counted, &filter.values).await?;
        if let Some(after) = page.after {
            let place = filter.bind(after);
            filter.and(format!(
                "(lower(g.name), g.id) > (SELECT lower(a.name), a.id FROM groups a WHERE a.id = {place})"
            ));
        }
        let bounds = page.bounds(&mut filter);
        let sql = select(&format!("{} ORDER BY lower(g.name), g.id{bounds}", filter.clause()));
        Ok(Paged { rows: self.fetch(&sql, &filter.values).await?, count })
    }
}

impl GroupFilter {
    fn conditions<'a>(&self, mut filter: Filter<'a>) -> Filter<'a> {
        if let Some(organization) = self.organization {
            let place = filter.bind(organization);
            filter.and(format!("g.organization_id = {place}"));
        }
        if let Some(of) = &self.has_member {
            has_member(&mut filter, of);
        }
        if let Some(ids) = &self.ids {
            let places = filter.bind_all(ids.iter().copied());
            filter.and(format!("g.id IN ({places})"));
        }
        for word in &self.words {
            let pattern = filter.bind(contains(word));
            filter.and(format!("g.search_key LIKE {pattern} ESCAPE '!'"));
        }
        PLACES.restrict(&mut filter, self.visible.as_ref());
        filter
    }
}

fn has_member<'a>(filter: &mut Filter<'a>, of: &GroupsOf) {
    let mut inner = filter.inner();
    let place = inner.bind(of.user);
    inner.and(format!("h.user_id = {place}"));
    IN_GROUP.restrict(&mut inner, of.visible.as_ref());
    let clause = inner.clause().to_owned();
    filter.values = inner.values;
    filter.and(format!(
        "g.id IN (SELECT h.group_id FROM group_members h {clause} \
         UNION ALL SELECT h.organization_id FROM organization_members h {clause})"
    ));
}
