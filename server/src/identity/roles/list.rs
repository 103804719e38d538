//! The roles that there are, and whether the caller may assign them.

use std::sync::Arc;

use burgrave_core::authorization::{
    Action, Object, OrganizationRole, Read, Refused, Resource, SiteRole, may_assign_organization_role,
    may_assign_site_role,
};

use super::RoleView;
use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// A role as a caller sees it.
#[derive(Debug, Clone)]
pub(crate) struct Assignable {
    /// The role.
    pub(crate) role: RoleView,
    /// Whether the caller may give and take it.
    pub(crate) by_caller: bool,
}

/// The roles of the site, in a fixed order.
///
/// # Errors
/// `Forbidden` for credentials that don't reach them; everyone's roles do.
pub(crate) fn of_site(caller: &Caller) -> Result<Vec<Assignable>, Fault> {
    if !caller.may(Action::Read, &Object::site(Resource::AssignRole)) {
        return Err(Fault::refused(Refused::Forbidden, "read the roles of the site"));
    }
    let assigns = caller.may(Action::Assign, &Object::site(Resource::AssignRole));
    let seen = |role: &SiteRole| Assignable {
        role: RoleView::from(*role),
        by_caller: assigns && may_assign_site_role(&caller.subject, *role),
    };
    Ok(SiteRole::ASSIGNABLE.iter().map(seen).collect())
}

/// The roles of the organization that `written` names: the built-in ones in a fixed order, then its own by
/// name.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn of_organization(
    app: &App,
    caller: Arc<Caller>,
    written: String,
) -> Result<Vec<Assignable>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let organization = find::organization::<Read>(&reader, &caller, &written, "read it").await?.id;
            let roles = Object::within(Resource::AssignOrgRole, organization);
            if !caller.may(Action::Read, &roles) {
                return Err(Fault::Hidden);
            }
            let assigns = caller.may(Action::Assign, &roles);
            let may = |role| assigns && may_assign_organization_role(&caller.subject, organization, role);
            let built_in = OrganizationRole::ASSIGNABLE.iter();
            let mut listed: Vec<_> = built_in
                .map(|role| Assignable {
                    role: RoleView::within(organization, *role),
                    by_caller: may(Some(*role)),
                })
                .collect();
            let custom = reader.custom_roles(organization).await?;
            listed.extend(
                custom.into_iter().map(|role| Assignable { role: role.into(), by_caller: may(None) }),
            );
            Ok(listed)
        })
        .await
}
