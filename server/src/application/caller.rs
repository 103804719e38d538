//! An authenticated caller.

use std::sync::Arc;

use burgrave_core::authorization::{
    Action, Membership, Object, OrganizationRole, Resource, Scope, Subject, Visible, authorize, visible,
};
use burgrave_core::ids::OrganizationId;
use burgrave_store::{
    self as store, ApiKeyRecord, Authentication, CustomRoleRecord, OrganizationRecord, Reader, StoreError,
    UserRecord, UserStatus,
};

use super::prefetch::{Prefetch, Prefetched};
use crate::fault::{Fault, SignedOut};

/// A user behind a valid key, with everything that decides what they may do.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// The user.
    pub(crate) user: UserRecord,
    /// The key that the request came with.
    pub(crate) key: ApiKeyRecord,
    /// The user as permissions see them.
    pub(crate) subject: Subject,
    /// What was read with them.
    prefetched: Option<Prefetched>,
}

impl Caller {
    /// From what is stored. Names of roles that don't exist (any more) give nothing.
    pub(crate) fn new(found: Authentication) -> Self {
        let roles = &found.custom_roles;
        let memberships = found.memberships.into_iter().map(|place| membership(place, roles));
        let subject = Subject {
            id: found.user.id,
            site_roles: found.user.rbac_roles.iter().filter_map(|role| role.parse().ok()).collect(),
            memberships: memberships.collect(),
            groups: found.groups,
            scope: found.key.scope.clone(),
        };
        Self { user: found.user, key: found.key, subject, prefetched: None }
    }

    /// The caller behind a key, whether or not its secret was shown, and perhaps what else is asked for;
    /// nothing when the key or its user is deleted.
    ///
    /// # Errors
    /// The storage's.
    pub(crate) async fn of_key(
        reader: &Reader,
        key: &str,
        prefetch: Option<Prefetch>,
    ) -> Result<Option<Arc<Self>>, StoreError> {
        if let Some(prefetch) = prefetch {
            let found = prefetch.read(reader, key).await?;
            let caller = |(found, prefetched)| Self { prefetched: Some(prefetched), ..Self::new(found) };
            return Ok(found.map(caller).map(Arc::new));
        }
        let name = format!("caller {key}");
        reader.cached(&name, || async { Ok(reader.authentication(key).await?.map(Self::new)) }).await
    }

    /// The caller's organizations in the order in which accounts show them, if they were read with the
    /// caller.
    pub(crate) fn organizations(&self) -> Option<&[OrganizationId]> {
        match &self.prefetched {
            Some(Prefetched::OwnOrganizations(organizations)) => Some(organizations),
            _ => None,
        }
    }

    /// The organization that a text names, if it was read with the caller.
    pub(crate) fn organization(&self, written: &str) -> Option<&OrganizationRecord> {
        match &self.prefetched {
            Some(Prefetched::Organization(asked, found)) if asked == written => found.as_ref(),
            _ => None,
        }
    }

    /// Whether the caller may.
    pub(crate) fn may(&self, action: Action, object: &Object) -> bool {
        authorize(&self.subject, action, object)
    }

    /// On which objects of a kind the caller may: what a list shows.
    pub(crate) fn visible(&self, action: Action, resource: Resource) -> Visible {
        visible(&self.subject, action, resource)
    }

    /// The same caller as they are stored now; none when the key or its user is deleted, or the key has
    /// another secret.
    ///
    /// # Errors
    /// The storage's.
    pub(crate) async fn stored(&self, reader: &Reader) -> Result<Option<Self>, StoreError> {
        let found = reader.authentication(&self.key.id).await?;
        Ok(found.filter(|found| found.key.hashed_secret == self.key.hashed_secret).map(Self::new))
    }

    /// The same caller as the transaction sees them: roles that were taken away meanwhile no longer count,
    /// and a session that was ended changes nothing more, nor does a token in whose place there is another.
    ///
    /// # Errors
    /// The session was ended, or its user suspended.
    pub(crate) async fn reload(&self, reader: &Reader) -> Result<Self, Fault> {
        let detail = "The session was ended.".to_owned();
        let ended = || Fault::SignedOut(SignedOut::Invalid { detail });
        let found = self.stored(reader).await?.ok_or_else(ended)?;
        if found.user.status == UserStatus::Suspended {
            return Err(Fault::SignedOut(SignedOut::Inactive { status: found.user.status.as_str() }));
        }
        let scope = found.subject.scope.remembering_with(&self.subject.scope);
        Ok(Self { subject: Subject { scope, ..found.subject }, ..found })
    }

    /// The caller of one request, who remembers which scope their key lacked.
    pub(crate) fn of_one_request(self: Arc<Self>) -> Arc<Self> {
        if self.subject.scope.is_all() {
            return self;
        }
        let caller = Self::clone(&self);
        let scope = caller.subject.scope.remembering();
        Arc::new(Self { subject: Subject { scope, ..caller.subject }, ..caller })
    }
}

/// A user as permissions see them, whoever asks: with everything that they may do when they are signed in.
///
/// # Errors
/// The storage's.
pub(crate) async fn standing(reader: &Reader, user: &UserRecord) -> Result<Subject, StoreError> {
    let found = reader.standing(user.id).await?;
    let roles = &found.custom_roles;
    Ok(Subject {
        id: user.id,
        site_roles: user.rbac_roles.iter().filter_map(|role| role.parse().ok()).collect(),
        memberships: found.memberships.into_iter().map(|place| membership(place, roles)).collect(),
        groups: found.groups,
        scope: Scope::all(),
    })
}

/// A place in an organization, with what its custom roles give and take there.
fn membership(place: store::Membership, roles: &[CustomRoleRecord]) -> Membership {
    let own = |role: &&CustomRoleRecord| {
        role.organization_id == place.organization_id && place.roles.contains(&role.name)
    };
    Membership {
        organization: place.organization_id,
        roles: place
            .roles
            .iter()
            .chain(&place.defaults)
            .filter_map(|role| role.parse::<OrganizationRole>().ok())
            .collect(),
        directory: place.directory,
        custom: roles.iter().filter(own).flat_map(|role| role.permissions.iter().copied()).collect(),
    }
}
