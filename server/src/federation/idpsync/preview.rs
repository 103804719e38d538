//! What claims would come to, without a login. The permission is one of the site, asked for before.

use burgrave_core::idpsync::{self, Claims, GroupTarget, Ignored, Outcome, Reason};
use burgrave_core::ids::{GroupId, OrganizationId};
use burgrave_store::Reader;

use super::plan::{self, Memberships, OrganizationPlan, Synced};
use crate::application::App;
use crate::config::OidcSync;
use crate::fault::Fault;

/// What a user with the claims would be given.
#[derive(Debug, Default)]
pub(crate) struct Preview {
    /// Organizations: id, name, why.
    pub(crate) organizations: Vec<(OrganizationId, String, String)>,
    /// Groups.
    pub(crate) groups: Vec<PreviewedGroup>,
    /// Roles: name, organization (none for those of the site), why.
    pub(crate) roles: Vec<(String, Option<OrganizationId>, String)>,
    /// The ignored values.
    pub(crate) ignored: Vec<PreviewedFault>,
}

/// A group that the user would be in.
#[derive(Debug)]
pub(crate) struct PreviewedGroup {
    /// None for one that would be made.
    pub(crate) id: Option<GroupId>,
    /// Its name.
    pub(crate) name: String,
    /// Its organization.
    pub(crate) organization: OrganizationId,
    /// Why.
    pub(crate) reason: String,
}

/// An ignored value.
#[derive(Debug)]
pub(crate) struct PreviewedFault {
    /// Which synchronization looked at it.
    pub(crate) kind: Kind,
    /// The claim.
    pub(crate) field: String,
    /// Whose settings looked at it; none for the deployment's.
    pub(crate) organization: Option<OrganizationId>,
    /// Why.
    pub(crate) reason: String,
    /// Whether it keeps a login from succeeding.
    pub(crate) refuses: bool,
}

/// A synchronization.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// Of memberships.
    Organizations,
    /// Of groups.
    Groups,
    /// Of roles.
    Roles,
}

/// What the claims come to with the settings of now.
///
/// # Errors
/// Those of the store.
pub(crate) async fn preview(app: &App, claims: Claims) -> Result<Preview, Fault> {
    let defaults = app.settings().oidc_sync.clone();
    app.store().scan(move |reader| async move { look(&reader, &claims, &defaults).await }).await
}

async fn look(reader: &Reader, claims: &Claims, defaults: &OidcSync) -> Result<Preview, Fault> {
    let mut preview = Preview::default();
    let memberships = plan::memberships(reader, claims, defaults).await?;
    preview.take_memberships(&memberships);
    let places: Vec<OrganizationId> = preview.organizations.iter().map(|(id, ..)| *id).collect();
    for organization in places {
        preview.take_place(plan::place(reader, organization, claims, defaults).await?);
    }
    let of_site = idpsync::site_roles(&defaults.site_roles, claims);
    preview.take_ignored(Kind::Roles, &defaults.site_roles.field, None, &of_site);
    preview.take_roles(None, of_site);
    Ok(preview)
}

impl Preview {
    fn take_memberships(&mut self, found: &Memberships) {
        let given = match &found.synced {
            Ok(Some(outcome)) => outcome.given.clone(),
            Ok(None) => found.default().map(|default| (default.id, Reason::Default)).into_iter().collect(),
            Err(_) => Vec::new(),
        };
        for (id, reason) in given {
            let Some(organization) = found.named(id) else { continue };
            let reason = match reason {
                Reason::Default => "Everybody begins in the default organization.".into(),
                other => told(&other),
            };
            self.organizations.push((id, organization.name.clone(), reason));
        }
        self.take_ignored(Kind::Organizations, &found.field, None, &found.synced);
    }

    fn take_place(&mut self, place: OrganizationPlan) {
        let organization = place.organization;
        self.take_ignored(Kind::Groups, &place.group_field, Some(organization), &place.groups);
        self.take_ignored(Kind::Roles, &place.role_field, Some(organization), &place.roles);
        for (target, reason) in given(place.groups) {
            let (id, name) = match target {
                GroupTarget::New(name) => (None, name),
                GroupTarget::Known(id) => {
                    let name =
                        place.known.iter().find(|group| group.id == id).map(|group| group.name.clone());
                    (Some(id), name.unwrap_or_default())
                }
            };
            self.groups.push(PreviewedGroup { id, name, organization, reason: told(&reason) });
        }
        self.take_roles(Some(organization), place.roles);
    }

    fn take_roles(&mut self, organization: Option<OrganizationId>, synced: Synced<String>) {
        let roles = given(synced).into_iter();
        self.roles.extend(roles.map(|(name, reason)| (name, organization, told(&reason))));
    }

    fn take_ignored<T>(
        &mut self,
        kind: Kind,
        field: &str,
        organization: Option<OrganizationId>,
        synced: &Synced<T>,
    ) {
        let fault =
            |reason, refuses| PreviewedFault { kind, field: field.into(), organization, reason, refuses };
        match synced {
            Ok(None) => {}
            Ok(Some(outcome)) => {
                self.ignored
                    .extend(outcome.ignored.iter().map(|value: &Ignored| fault(value.to_string(), false)));
            }
            // What holds for the whole deployment is worth a refusal: groups and roles of an organization
            // stay as they are until the claim can be read.
            Err(error) => {
                let refuses = organization.is_none() && !error.is_not_told();
                self.ignored.push(fault(format!("The claim {error}."), refuses));
            }
        }
    }
}

fn given<T>(synced: Synced<T>) -> Vec<(T, Reason)> {
    synced.ok().flatten().map(|Outcome { given, .. }| given).unwrap_or_default()
}

fn told(reason: &Reason) -> String {
    match reason {
        Reason::Mapped(value) => format!("The value {value:?} is mapped to it."),
        Reason::Named(value) => format!("The value {value:?} is its name."),
        Reason::Created(value) => format!("The value {value:?} names no group yet; a login makes it."),
        Reason::Default => "Everybody gets it.".into(),
    }
}
