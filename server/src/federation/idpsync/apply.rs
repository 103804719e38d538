//! What a login's claims do to a user's organizations, groups and roles, in the transaction of the login.

use std::collections::BTreeSet;

use burgrave_api::{AuditedOperation, operations};
use burgrave_core::authorization::{Authorized, Automatic, OwnerStanding, SiteRole, Update, within_limit};
use burgrave_core::idpsync::{self, ClaimFault, Claims, GroupTarget, Outcome};
use burgrave_core::ids::{GroupId, OrganizationId};
use burgrave_store::{
    GroupFilter, GroupRecord, GroupSource, GroupsOf, Inserted, MemberRoles, NewGroup, NewMember, SiteRoles,
    Tx, UserRecord,
};
use chrono::{DateTime, Utc};
use serde_json::json;
use slog::{Logger, warn};
use uuid::Uuid;

use super::plan::{self, OrganizationPlan, Synced};
use crate::application::command::{Diff, Entry};
use crate::application::derived;
use crate::config::OidcSync;
use crate::fault::Fault;
use crate::identity::users::owners;

/// One user's synchronization.
pub(crate) struct Sync<'a> {
    /// The transaction.
    pub(crate) tx: &'a Tx,
    /// When.
    pub(crate) now: DateTime<Utc>,
    /// What the ids of all that is made are derived from.
    pub(crate) seed: Uuid,
    /// Whose.
    pub(crate) user: &'a UserRecord,
    /// What the provider says.
    pub(crate) claims: &'a Claims,
    /// What the operator decided.
    pub(crate) defaults: &'a OidcSync,
    /// Roles of the site that stay regardless of the claims.
    pub(crate) kept: &'a [SiteRole],
    /// Where it is said that a claim can't be read.
    pub(crate) log: &'a Logger,
}

impl Sync<'_> {
    /// Makes the user's organizations, groups and roles what the settings of now make of the claims, in this
    /// order. Whatever isn't synchronized stays as it is. Gives an entry for each object that changed.
    ///
    /// # Errors
    /// `BrokenRule` when the claim of organizations or that of the site's roles can't be read: the login is
    /// refused.
    pub(crate) async fn apply(&self) -> Result<Vec<Entry>, Fault> {
        let mut entries = Vec::new();
        self.memberships(&mut entries).await?;
        for membership in self.tx.memberships(self.user.id).await? {
            let organization = membership.organization_id;
            let place = plan::place(self.tx, organization, self.claims, self.defaults).await?;
            let groups = self.groups(&place, &mut entries).await?;
            let roles = self.roles(&place, &membership.roles).await?;
            let diff = groups.with(roles);
            if !diff.is_empty() {
                entries.push(self.place(operations::UPDATE_MEMBER_ROLES, organization, diff));
            }
        }
        entries.extend(self.site_roles().await?);
        Ok(entries)
    }

    async fn memberships(&self, entries: &mut Vec<Entry>) -> Result<(), Fault> {
        let found = plan::memberships(self.tx, self.claims, self.defaults).await?;
        let Some(outcome) = self.told(&found.field, found.synced.as_ref())? else { return Ok(()) };
        let now: Vec<OrganizationId> =
            self.tx.memberships(self.user.id).await?.iter().map(|place| place.organization_id).collect();
        for gone in now.iter().filter(|id| !outcome.gives(id)) {
            if let Some(found) = self.tx.member(*gone, self.user.id).await? {
                self.tx.delete_member(&Authorized::automatic(Automatic::ClaimSync, found.member)).await?;
            }
            let diff = Diff::default().field("member", true, false);
            entries.push(self.place(operations::REMOVE_MEMBER, *gone, diff));
        }
        for (new, _) in outcome.given.iter().filter(|(id, _)| !now.contains(id)) {
            let (organization_id, user_id) = (*new, self.user.id);
            let member = NewMember { organization_id, user_id, roles: Vec::new(), now: self.now };
            let member = Authorized::automatic(Automatic::ClaimSync, member);
            if self.tx.insert_member(&member).await? == Inserted::Done {
                let diff = Diff::default().field("member", false, true);
                entries.push(self.place(operations::ADD_MEMBER, *new, diff));
            }
        }
        Ok(())
    }

    async fn groups(&self, place: &OrganizationPlan, entries: &mut Vec<Entry>) -> Result<Diff, Fault> {
        let Some(outcome) = self.readable(&place.group_field, &place.groups) else {
            return Ok(Diff::default());
        };
        let filter = GroupFilter {
            organization: Some(place.organization),
            has_member: Some(GroupsOf { user: self.user.id, visible: None }),
            ..GroupFilter::default()
        };
        let found = self.tx.groups(&filter).await?;
        let before: BTreeSet<GroupId> =
            found.iter().filter(|group| !group.is_everyone()).map(|group| group.id).collect();
        let wanted = self.wanted_groups(place, outcome, entries).await?;
        for gone in before.difference(&wanted) {
            self.tx.delete_group_member(&self.group(*gone).await?, self.user.id).await?;
        }
        for new in wanted.difference(&before) {
            let group = self.group(*new).await?;
            let _ = self.tx.insert_group_member(&group, self.user.id, self.now).await?;
        }
        Ok(Diff::default().field("groups", json!(before), json!(wanted)))
    }

    async fn group(&self, id: GroupId) -> Result<Authorized<Update, GroupRecord>, Fault> {
        let found = self.tx.group_by_id(id).await?;
        let found = found.ok_or_else(|| Fault::Internal("a group that claims give is gone".into()))?;
        Ok(Authorized::automatic(Automatic::ClaimSync, found))
    }

    async fn wanted_groups(
        &self,
        place: &OrganizationPlan,
        outcome: &Outcome<GroupTarget>,
        entries: &mut Vec<Entry>,
    ) -> Result<BTreeSet<GroupId>, Fault> {
        let mut wanted = BTreeSet::new();
        for (target, _) in &outcome.given {
            wanted.insert(match target {
                GroupTarget::Known(id) => *id,
                GroupTarget::New(name) => {
                    let (id, entry) = self.create_group(place.organization, name).await?;
                    entries.push(entry);
                    id
                }
            });
        }
        Ok(wanted)
    }

    async fn create_group(
        &self,
        organization: OrganizationId,
        name: &str,
    ) -> Result<(GroupId, Entry), Fault> {
        let id: GroupId = derived::id(self.seed, &["group", &organization.to_string(), name]);
        let new = NewGroup {
            id,
            organization_id: organization,
            name: name.to_owned(),
            display_name: String::new(),
            avatar_url: String::new(),
            quota_allowance: 0,
            source: GroupSource::Oidc,
            now: self.now,
        };
        let new = Authorized::automatic(Automatic::ClaimSync, new);
        if self.tx.insert_group(&new).await? == Inserted::Taken {
            return Err(Fault::Internal("a group of this name appeared within the transaction".into()));
        }
        let diff = Diff::default().field("name", "", name).field("source", "", GroupSource::Oidc.as_str());
        let entry = Entry::new(id, name).within(organization).diff(diff);
        Ok((id, entry.of_operation(operations::CREATE_GROUP).by(self.user.id)))
    }

    async fn roles(&self, place: &OrganizationPlan, before: &[String]) -> Result<Diff, Fault> {
        let Some(outcome) = self.readable(&place.role_field, &place.roles) else {
            return Ok(Diff::default());
        };
        // A login isn't refused for roles that nobody can have: what exceeds the limit is left out.
        let (before, wanted) = (sorted(before), sorted(&within_limit(names(outcome))));
        if before != wanted {
            let held = MemberRoles { organization_id: place.organization, user_id: self.user.id };
            let held = Authorized::automatic(Automatic::ClaimSync, held);
            self.tx.set_member_roles(&held, &wanted, self.now).await?;
        }
        Ok(Diff::default().field("roles", before, wanted))
    }

    async fn site_roles(&self) -> Result<Option<Entry>, Fault> {
        let settings = &self.defaults.site_roles;
        let synced = idpsync::site_roles(settings, self.claims);
        let Some(outcome) = self.told(&settings.field, synced.as_ref())? else { return Ok(None) };
        let mut wanted = names(outcome);
        wanted.extend(self.kept.iter().map(|role| role.as_str().to_owned()));
        wanted.extend(self.last_owner(&wanted).await?);
        let (before, wanted) = (sorted(&self.user.rbac_roles), sorted(&wanted));
        if before == wanted {
            return Ok(None);
        }
        let held = Authorized::automatic(Automatic::ClaimSync, SiteRoles { user_id: self.user.id });
        self.tx.set_user_roles(&held, &wanted, self.now).await?;
        let entry = Entry::new(self.user.id, &self.user.username)
            .diff(Diff::default().field("rbac_roles", before, wanted))
            .of_operation(operations::UPDATE_USER_ROLES)
            .by(self.user.id);
        Ok(Some(entry))
    }

    /// The role owner, if the user would lose it as the last who has it: an installation keeps an active
    /// owner.
    async fn last_owner(&self, wanted: &[String]) -> Result<Option<String>, Fault> {
        let name = SiteRole::Owner.as_str();
        let owner = wanted.iter().any(|role| role == name);
        let after = OwnerStanding { owner, ..owners::standing(self.user) };
        match owners::check(self.tx, self.user, after).await? {
            Ok(()) => Ok(None),
            Err(rule) => {
                warn!(self.log, "the claims would take the role owner away; it stays"; "user" => %self.user.id,
                    "cause" => %rule);
                Ok(Some(name.to_owned()))
            }
        }
    }

    /// The outcome of a claim on which the login depends. One that the provider keeps elsewhere changes
    /// nothing.
    fn told<'o, T>(
        &self,
        field: &str,
        synced: Result<&'o Option<Outcome<T>>, &ClaimFault>,
    ) -> Result<Option<&'o Outcome<T>>, Fault> {
        match synced {
            Ok(outcome) => Ok(outcome.as_ref()),
            Err(fault) if fault.is_not_told() => {
                self.warn(field, *fault);
                Ok(None)
            }
            Err(fault) => Err(refused(field, fault)),
        }
    }

    /// The outcome of a claim on which the login doesn't depend. One that can't be read changes nothing: the
    /// login goes on with what was there before.
    fn readable<'o, T>(&self, field: &str, synced: &'o Synced<T>) -> Option<&'o Outcome<T>> {
        match synced {
            Ok(outcome) => outcome.as_ref(),
            Err(fault) => {
                self.warn(field, *fault);
                None
            }
        }
    }

    fn warn(&self, field: &str, fault: ClaimFault) {
        warn!(self.log, "a claim decides nothing at this login"; "claim" => field, "cause" => format!("it {fault}"),
            "user" => %self.user.id);
    }

    /// An entry about the user's place in an organization.
    fn place(&self, operation: AuditedOperation, organization: OrganizationId, diff: Diff) -> Entry {
        let entry = Entry::new(self.user.id, &self.user.username).within(organization).diff(diff);
        entry.of_operation(operation).by(self.user.id)
    }
}

fn refused(field: &str, fault: &idpsync::ClaimFault) -> Fault {
    Fault::BrokenRule {
        message: format!("The claim {field:?} of your login {fault}."),
        detail: Some("Ask an administrator to correct what the identity provider sends.".into()),
        fields: Vec::new(),
    }
}

fn names(outcome: &Outcome<String>) -> Vec<String> {
    sorted(&outcome.given.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>())
}

fn sorted(names: &[String]) -> Vec<String> {
    let names: BTreeSet<&String> = names.iter().collect();
    names.into_iter().cloned().collect()
}
