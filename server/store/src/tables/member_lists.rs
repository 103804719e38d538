//! Lists of members, in username order.

use super::members::MemberWithUser;
use super::page::Paged;
use super::user_lists::UserFilter;
use crate::visibility::Columns;
use crate::{Reader, StoreError};
use burgrave_core::authorization::Visible;
use burgrave_core::ids::{OrganizationId, UserId};

/// Memberships are known by their users, whose they are.
const PLACES: Columns = Columns {
    id: Some("m.user_id"),
    owner: Some("m.user_id"),
    organization: Some("m.organization_id"),
    groups: false,
    lists: None,
};

impl Reader {
    /// A page of those of an organization's members that match and that the caller may read (absent = all),
    /// and how many match; `UserFilter::default()` is everyone.
    pub async fn members(
        &self,
        organization: OrganizationId,
        visible: Option<&Visible>,
        asked: &UserFilter,
    ) -> Result<Paged<MemberWithUser>, StoreError> {
        let mut filter = self.filter();
        let place = filter.bind(organization);
        filter.and(format!("m.organization_id = {place}"));
        PLACES.restrict(&mut filter, visible);
        asked.all_conditions(&mut filter);
        let from = "FROM organization_members m JOIN users u ON u.id = m.user_id";
        let (count,) =
            self.one(&format!("SELECT count(*) {from} {}", filter.clause()), &filter.values).await?;
        asked.page.after(&mut filter, "m.username_key");
        let bounds = asked.page.bounds(&mut filter);
        let sql = format!(
            "SELECT {} {from} {} ORDER BY m.username_key, m.user_id{bounds}",
            MemberWithUser::columns(),
            filter.clause()
        );
        Ok(Paged { rows: self.fetch(&sql, &filter.values).await?, count })
    }

    /// Which of these users are members of an organization.
    pub async fn members_among(
        &self,
        organization: OrganizationId,
        users: &[UserId],
    ) -> Result<Vec<UserId>, StoreError> {
        let mut filter = self.filter();
        let place = filter.bind(organization);
        filter.and(format!("m.organization_id = {place}"));
        let places = filter.bind_all(users.iter().copied());
        filter.and(format!("m.user_id IN ({places})"));
        let sql = format!("SELECT m.user_id FROM organization_members m {}", filter.clause());
        let rows: Vec<(UserId,)> = self.fetch(&sql, &filter.values).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }
}
