//! The tokens, in the transaction that spends what was redeemed for them.

use burgrave_core::authorization::{AllowList, Scope, ScopeName};
use burgrave_core::oauth2::{Credential, scope};
use burgrave_core::token::SessionToken;
use burgrave_store::{Inserted, LoginType, NewApiKey, NewGrant, Redacted, Rotation, Tx};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::judge::{Issue, Redeemed};
use super::redeem::Issued;
use crate::application::audit::{self, Changed, Diff};
use crate::application::{App, Trail};
use crate::fault::Fault;

/// How often the use of a client's secret is noted.
const USED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Secrets and ids that a transaction may need, made before it.
#[derive(Clone)]
pub(super) struct Fresh {
    access: SessionToken,
    refresh: Credential,
    grant: Uuid,
    lifetime: TimeDelta,
    access_ends: DateTime<Utc>,
    refresh_ends: DateTime<Utc>,
}

impl Fresh {
    pub(super) fn new(app: &App, trail: &Trail) -> Self {
        let lifetime = app.settings().lifetimes.session;
        Self {
            access: SessionToken::generate(app.entropy()),
            refresh: Credential::generate(app.entropy()),
            grant: app.new_id(),
            lifetime,
            access_ends: trail.now + lifetime,
            refresh_ends: trail.now + app.settings().refresh_lifetime,
        }
    }

    /// The answer to a client whose access token has this scope.
    pub(super) fn issued(self, scope: String) -> Issued {
        Issued {
            access_token: self.access.reveal(),
            refresh_token: self.refresh.reveal(),
            lifetime: self.lifetime.num_seconds(),
            expires_at: self.access_ends,
            scope,
        }
    }
}

/// Issues tokens; gives the scope of the access token.
pub(super) async fn issue(tx: &Tx, trail: &Trail, what: Issue, fresh: &Fresh) -> Result<String, Fault> {
    let grant = match &what.redeemed {
        Redeemed::Code(code) => {
            found(tx, trail, &what, fresh, (&code.scope, &code.resource)).await?;
            tx.spend_oauth2_code(&code.prefix, Some(fresh.grant), trail.now).await?;
            fresh.grant
        }
        Redeemed::Device(code) => {
            found(tx, trail, &what, fresh, (&code.scope, &code.resource)).await?;
            tx.spend_oauth2_device_code(&code.prefix, fresh.grant, trail.now).await?;
            fresh.grant
        }
        Redeemed::Refresh(old) => {
            insert_key(tx, &key(trail, &what, fresh)).await?;
            tx.rotate_oauth2_grant(old, &rotation(trail, &what, fresh)).await?;
            old.id
        }
    };
    // Whoever uses the same secret at the same moment would wait for this one row.
    if let Some(secret) = &what.client.secret
        && secret.last_used_at.is_none_or(|used| trail.now - used >= USED_EVERY)
    {
        tx.touch_oauth2_app_secret(secret.id, trail.now).await?;
    }
    audit::write(tx, trail, Some(what.user.id), entry(&what, grant)).await?;
    Ok(scope::write(&what.scopes))
}

/// A new grant in the place of the one that there was: an app has one token of a user at most.
async fn found(
    tx: &Tx,
    trail: &Trail,
    what: &Issue,
    fresh: &Fresh,
    (scope, resource): (&str, &str),
) -> Result<(), Fault> {
    tx.delete_oauth2_grant_of(what.user.id, what.client.app.id).await?;
    insert_key(tx, &key(trail, what, fresh)).await?;
    let new = NewGrant {
        id: fresh.grant,
        app_id: what.client.app.id,
        user_id: what.user.id,
        secret_id: what.client.secret.as_ref().map(|secret| secret.id),
        key_id: fresh.access.id.clone(),
        scope: scope.to_owned(),
        resource: resource.to_owned(),
        refresh_prefix: fresh.refresh.prefix.clone(),
        refresh_hash: Redacted(fresh.refresh.hash().to_vec()),
        refresh_expires_at: fresh.refresh_ends,
        now: trail.now,
    };
    Ok(tx.insert_oauth2_grant(&new).await?)
}

async fn insert_key(tx: &Tx, key: &NewApiKey) -> Result<(), Fault> {
    match tx.insert_api_key(key).await? {
        Inserted::Done => Ok(()),
        Inserted::Taken => Err(Fault::Internal("a new token's id is taken".into())),
    }
}

fn key(trail: &Trail, what: &Issue, fresh: &Fresh) -> NewApiKey {
    NewApiKey {
        id: fresh.access.id.clone(),
        hashed_secret: Redacted(fresh.access.hash().to_vec()),
        user_id: what.user.id,
        login_type: LoginType::Oauth2ProviderApp,
        scope: reach(&what.scopes),
        token_name: format!("{}_{}_oauth_session_token", what.user.id, what.client.app.id),
        lifetime_seconds: fresh.lifetime.num_seconds(),
        ip_address: trail.origin.address.clone(),
        expires_at: fresh.access_ends,
        now: trail.now,
    }
}

fn reach(scopes: &[ScopeName]) -> Scope {
    Scope::new(scopes.iter().copied(), AllowList::Everything)
}

fn rotation(trail: &Trail, what: &Issue, fresh: &Fresh) -> Rotation {
    Rotation {
        secret_id: what.client.secret.as_ref().map(|secret| secret.id),
        key_id: fresh.access.id.clone(),
        refresh_prefix: fresh.refresh.prefix.clone(),
        refresh_hash: Redacted(fresh.refresh.hash().to_vec()),
        refresh_expires_at: fresh.refresh_ends,
        now: trail.now,
    }
}

fn entry(what: &Issue, grant: Uuid) -> Changed {
    Changed {
        resource: "api_key",
        action: "create",
        id: grant,
        target: what.client.app.name.clone(),
        organization: None,
        diff: Diff::default()
            .field("scope", "", scope::write(&what.scopes))
            .secret("access_token")
            .secret("refresh_token"),
        status: 200,
    }
}
