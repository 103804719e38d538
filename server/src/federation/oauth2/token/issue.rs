//! The tokens, in the transaction that spends what was redeemed for them.

use burgrave_core::authorization::{AllowList, Scope, ScopeName};
use burgrave_core::ids::GrantId;
use burgrave_core::oauth2::scope;
use burgrave_store::{Inserted, LoginType, NewApiKey, NewGrant, Redacted, Reissue, Rotation, Tx};
use chrono::TimeDelta;

use super::fresh::{Fresh, Given};
use super::judge::{Issue, Redeemed};
use crate::application::AuditContext;
use crate::application::audit::{self, Changed, Diff};
use crate::fault::Fault;

/// How often the use of a client's secret is noted.
const USED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Issues tokens.
pub(super) async fn issue(
    tx: &Tx,
    audit_context: &AuditContext,
    what: Issue,
    fresh: &Fresh,
) -> Result<Given, Fault> {
    let given = match &what.redeemed {
        Redeemed::Code(code) => {
            tx.spend_oauth2_code(&code.prefix, Some(fresh.issue), audit_context.now).await?;
            give(tx, audit_context, &what, fresh, (&code.scope, &code.resource)).await?
        }
        Redeemed::Device(code) => {
            tx.spend_oauth2_device_code(&code.prefix, fresh.issue, audit_context.now).await?;
            give(tx, audit_context, &what, fresh, (&code.scope, &code.resource)).await?
        }
        Redeemed::Refresh(old) => {
            tx.rotate_oauth2_grant(old, &rotation(audit_context, &what, fresh)).await?;
            Given::in_place_of(old, &what)
        }
    };
    // Whoever uses the same secret at the same moment would wait for this one row.
    if let Some(secret) = &what.client.secret
        && secret.last_used_at.is_none_or(|used| audit_context.now - used >= USED_EVERY)
    {
        tx.touch_oauth2_app_secret(secret.id, audit_context.now).await?;
    }
    Ok(given)
}

/// A grant, in the place of the one that there was: an app has one token of a user at most. That is written down; that the grant is
/// refreshed later isn't, as little as the use of a session.
async fn give(
    tx: &Tx,
    audit_context: &AuditContext,
    what: &Issue,
    fresh: &Fresh,
    (scope, resource): (&str, &str),
) -> Result<Given, Fault> {
    let old = tx.oauth2_grant_of(what.user.id, what.client.app.id).await?;
    let id = old.as_ref().map_or(fresh.grant(), |old| old.id);
    let given = match &old {
        Some(old) => {
            let again =
                Reissue { issue_id: fresh.issue, scope: scope.to_owned(), resource: resource.to_owned() };
            tx.replace_oauth2_grant(old, &again, &rotation(audit_context, what, fresh)).await?;
            Given::in_place_of(old, what)
        }
        None => {
            let Inserted::Done = tx.insert_api_key(&key(audit_context, what, fresh)).await? else {
                return Err(Fault::Internal("a new token's id is taken".into()));
            };
            tx.insert_oauth2_grant(&grant(audit_context, what, fresh, (scope, resource))).await?;
            Given::new(fresh, what)
        }
    };
    audit::write(tx, audit_context, Some(what.user.id), entry(what, id)).await?;
    Ok(given)
}

fn grant(
    audit_context: &AuditContext,
    what: &Issue,
    fresh: &Fresh,
    (scope, resource): (&str, &str),
) -> NewGrant {
    NewGrant {
        id: fresh.grant(),
        issue_id: fresh.issue,
        app_id: what.client.app.id,
        user_id: what.user.id,
        secret_id: what.client.secret.as_ref().map(|secret| secret.id),
        key_id: fresh.access.id.clone(),
        scope: scope.to_owned(),
        resource: resource.to_owned(),
        refresh_prefix: fresh.refresh.prefix.clone(),
        refresh_hash: Redacted(fresh.refresh.hash().to_vec()),
        refresh_expires_at: fresh.refresh_ends,
        now: audit_context.now,
    }
}

fn key(audit_context: &AuditContext, what: &Issue, fresh: &Fresh) -> NewApiKey {
    NewApiKey {
        id: fresh.access.id.clone(),
        hashed_secret: Redacted(fresh.access.hash().to_vec()),
        user_id: what.user.id,
        login_type: LoginType::Oauth2ProviderApp,
        scope: reach(&what.scopes),
        token_name: format!("{}_{}_oauth_session_token", what.user.id, what.client.app.id),
        lifetime_seconds: fresh.lifetime.num_seconds(),
        ip_address: audit_context.client.address.clone(),
        expires_at: fresh.access_ends,
        parent_id: None,
        fixed_end: true,
        now: audit_context.now,
    }
}

fn reach(scopes: &[ScopeName]) -> Scope {
    Scope::new(scopes.iter().copied(), AllowList::Everything)
}

fn rotation(audit_context: &AuditContext, what: &Issue, fresh: &Fresh) -> Rotation {
    Rotation {
        access_hash: Redacted(fresh.access.hash().to_vec()),
        access_expires_at: fresh.access_ends,
        scope: reach(&what.scopes),
        lifetime_seconds: fresh.lifetime.num_seconds(),
        ip_address: audit_context.client.address.clone(),
        secret_id: what.client.secret.as_ref().map(|secret| secret.id),
        refresh_hash: Redacted(fresh.refresh.hash().to_vec()),
        refresh_expires_at: fresh.refresh_ends,
        now: audit_context.now,
    }
}

fn entry(what: &Issue, grant: GrantId) -> Changed {
    Changed {
        resource: "api_key",
        action: "create",
        id: grant.into(),
        target: what.client.app.name.clone(),
        organization: None,
        diff: Diff::default()
            .field("scope", "", scope::write(&what.scopes))
            .secret("access_token")
            .secret("refresh_token"),
        status: 200,
    }
}
