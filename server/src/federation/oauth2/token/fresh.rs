//! Tokens that are made before the transaction, and the names under which it keeps them.

use burgrave_core::ids::{GrantId, IssueId};
use burgrave_core::oauth2::{Credential, scope};
use burgrave_core::token::SessionToken;
use burgrave_store::GrantRecord;
use chrono::{DateTime, TimeDelta, Utc};

use super::judge::Issue;
use super::redeem::Issued;
use crate::application::{App, AuditContext};

/// Secrets and ids that a transaction may need, made before it.
#[derive(Clone)]
pub(super) struct Fresh {
    pub(super) access: SessionToken,
    pub(super) refresh: Credential,
    pub(super) issue: IssueId,
    pub(super) lifetime: TimeDelta,
    pub(super) access_ends: DateTime<Utc>,
    pub(super) refresh_ends: DateTime<Utc>,
}

impl Fresh {
    pub(super) fn new(app: &App, audit_context: &AuditContext) -> Self {
        let lifetime = app.settings().lifetimes.session;
        Self {
            access: SessionToken::generate(app.entropy()),
            refresh: Credential::generate(app.entropy()),
            issue: app.new_id(),
            lifetime,
            access_ends: audit_context.now + lifetime,
            refresh_ends: audit_context.now + app.settings().refresh_lifetime,
        }
    }

    /// The id of the grant that the transaction makes, if there is none yet.
    pub(super) fn grant(&self) -> GrantId {
        GrantId::new(self.issue.uuid())
    }

    /// The answer to a client that was given them.
    pub(super) fn issued(self, given: Given) -> Issued {
        let Self { mut access, mut refresh, .. } = self;
        access.id = given.access_id;
        refresh.prefix = given.refresh_prefix;
        Issued {
            access_token: access.reveal(),
            refresh_token: refresh.reveal(),
            lifetime: self.lifetime.num_seconds(),
            expires_at: self.access_ends,
            scope: given.scope,
        }
    }
}

/// What the transaction made of fresh tokens.
pub(super) struct Given {
    /// Under which id the access token is kept.
    access_id: String,
    /// Under which prefix the refresh token is kept.
    refresh_prefix: String,
    /// What the access token may do.
    scope: String,
}

impl Given {
    /// Both under the names that they were made with.
    pub(super) fn new(fresh: &Fresh, what: &Issue) -> Self {
        Self {
            access_id: fresh.access.id.clone(),
            refresh_prefix: fresh.refresh.prefix.clone(),
            scope: scope::write(&what.scopes),
        }
    }

    /// Both under the names of those that they replace.
    pub(super) fn in_place_of(old: &GrantRecord, what: &Issue) -> Self {
        Self {
            access_id: old.key_id.clone(),
            refresh_prefix: old.refresh_prefix.clone(),
            scope: scope::write(&what.scopes),
        }
    }
}
