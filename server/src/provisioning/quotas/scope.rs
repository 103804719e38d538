//! Whose entries of the ledger somebody sees.

use burgrave_core::authorization::{Action, Object, Read, Resource};
use burgrave_core::ids::{OrganizationId, TemplateId, UserId};
use burgrave_store::{LedgerFilter, Reader};
use chrono::{DateTime, Utc};

use crate::application::{Caller, find};
use crate::fault::Fault;

/// Which entries are asked for; what is absent doesn't limit.
#[derive(Debug, Clone)]
pub(crate) struct LedgerSearch {
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// Only builds of this user's workspaces.
    pub(crate) user: Option<String>,
    /// Only builds from this template.
    pub(crate) template: Option<TemplateId>,
    /// Not before.
    pub(crate) from: Option<DateTime<Utc>>,
    /// Before.
    pub(crate) until: Option<DateTime<Utc>>,
}

impl LedgerSearch {
    /// The organization, and its entries that match as far as the caller may see them; none where nothing can
    /// match. Whoever reads the organization's audit log sees all, the others what their own workspaces cost.
    ///
    /// # Errors
    /// `Hidden` for the organization; `UnknownFilter` for a user that can't be read.
    pub(super) async fn seen_by(
        &self,
        reader: &Reader,
        caller: &Caller,
    ) -> Result<(OrganizationId, Option<LedgerFilter>), Fault> {
        let what = "read this organization";
        let organization = find::organization::<Read>(reader, caller, &self.organization, what).await?.id;
        let sees_all = caller.may(Action::Read, &Object::within(Resource::AuditLog, organization));
        if !sees_all {
            // A credential that doesn't reach its user doesn't reach what the user spends either.
            find::user(reader, caller, find::ME).await?;
        }
        let owner = match &self.user {
            Some(written) => Some(owner(reader, caller, written).await?),
            None => None,
        };
        let own = caller.user.id;
        let owner = match owner {
            _ if sees_all => owner,
            Some(other) if other != own => return Ok((organization, None)),
            _ => Some(own),
        };
        let (template, from, until) = (self.template, self.from, self.until);
        Ok((organization, Some(LedgerFilter { owner, template, from, until, ..LedgerFilter::default() })))
    }
}

async fn owner(reader: &Reader, caller: &Caller, written: &str) -> Result<UserId, Fault> {
    match find::user(reader, caller, written).await {
        Ok(user) => Ok(user.id),
        Err(Fault::Hidden) => Err(Fault::unknown_filter("user", "must be a user that you may read")),
        Err(fault) => Err(fault),
    }
}
