//! Lists of groups.

use super::groups::{GroupRecord, select};
use crate::filter::Filter;
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
    pub has_member: Option<UserId>,
    /// Only these.
    pub ids: Option<Vec<GroupId>>,
    /// Only those that somebody may read; absent = everything.
    pub visible: Option<Visible>,
}

/// Groups belong to nobody; who is in one may read it.
const PLACES: Columns =
    Columns { id: Some("g.id"), owner: None, organization: Some("g.organization_id"), groups: true };

impl Reader {
    /// Groups with their organizations' names, ordered by organization and name, in one query.
    pub async fn groups(&self, asked: &GroupFilter) -> Result<Vec<GroupRecord>, StoreError> {
        let mut filter = self.filter();
        if let Some(organization) = asked.organization {
            let place = filter.bind(organization);
            filter.and(format!("g.organization_id = {place}"));
        }
        if let Some(user) = asked.has_member {
            let condition = has_member(&mut filter, user);
            filter.and(condition);
        }
        if let Some(ids) = &asked.ids {
            let places = filter.bind_all(ids.iter().copied());
            filter.and(format!("g.id IN ({places})"));
        }
        PLACES.restrict(&mut filter, asked.visible.as_ref());
        let sql = select(&format!("{} ORDER BY g.organization_id, g.name", filter.clause()));
        self.fetch(&sql, &filter.values).await
    }
}

fn has_member(filter: &mut Filter<'_>, user: UserId) -> String {
    let place = filter.bind(user);
    format!(
        "g.id IN (SELECT h.group_id FROM group_members h WHERE h.user_id = {place} \
         UNION ALL SELECT h.organization_id FROM organization_members h WHERE h.user_id = {place})"
    )
}
