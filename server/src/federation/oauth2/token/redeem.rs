//! A request for tokens, from its decision to the tokens that are issued.

use burgrave_core::ids::GrantId;
use std::sync::Arc;

use burgrave_api::{AuditedOperation, operations};
use burgrave_core::authorization::{AllowList, Authorized, Automatic, Scope};
use burgrave_core::oauth2::scope::{IdentityScope, Scopes};
use burgrave_core::oauth2::{Credential, GrantType, Refusal};
use burgrave_core::token::SessionToken;
use burgrave_store::{
    AppRecord, Inserted, LoginType, NewApiKey, NewGrant, Redacted, Reissue, Rotation, UserRecord,
};
use chrono::{DateTime, TimeDelta, Utc};

use super::TokenRequest;
use super::decision::{Decision, Issue, Redeemed, decide};
use crate::application::command::{
    Anonymous, Audit, Command, CommandContext, Diff, Entry, Exemption, Outcome,
};
use crate::application::{App, ClientInfo};
use crate::fault::Fault;
use crate::federation::oauth2::id_token::{self, Login};
use crate::federation::oauth2::{client, revoke};

/// How often the use of a client's secret is noted.
const USED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Tokens that were issued: shown only now.
pub(crate) struct IssuedTokens {
    /// Opens the API.
    pub(crate) access_token: String,
    /// Gets the next ones; an app that isn't registered for that has none.
    pub(crate) refresh_token: Option<String>,
    /// Says who the person is, where the app asked for it.
    pub(crate) id_token: Option<String>,
    /// How long the access token lasts, in seconds.
    pub(crate) lifetime: i64,
    /// Until when.
    pub(crate) expires_at: DateTime<Utc>,
    /// What it may do.
    pub(crate) scope: String,
}

/// Redeems what a request shows.
///
/// # Errors
/// `Protocol`.
pub(crate) async fn redeem(
    app: &App,
    client: ClientInfo,
    request: TokenRequest,
) -> Result<IssuedTokens, Fault> {
    // What can be refused without the database waits for no transaction.
    request.grant_type().map_err(Fault::Protocol)?;
    request.client.read().map_err(Fault::Protocol)?;
    let fresh = Arc::new(FreshTokens::new(app));
    let command = IssueToken { request, fresh: fresh.clone() };
    let given = app.execute(command, Anonymous, client).await?.map_err(Fault::Protocol)?;
    let mut issued = fresh.issued(&given);
    if given.scopes.has(IdentityScope::OpenId) {
        let login = Login {
            app: &given.app,
            user: &given.user,
            scopes: &given.scopes,
            nonce: &given.nonce,
            authenticated_at: given.authenticated_at,
            access_token: &issued.access_token,
        };
        issued.id_token = Some(id_token::issue(app, &login).await?);
    }
    Ok(issued)
}

/// Secrets that the transaction may need, made before it.
struct FreshTokens {
    access: SessionToken,
    refresh: Credential,
    lifetime: TimeDelta,
    access_ends: DateTime<Utc>,
    refresh_ends: DateTime<Utc>,
}

impl FreshTokens {
    fn new(app: &App) -> Self {
        let (now, lifetime) = (app.now(), app.settings().lifetimes.session);
        Self {
            access: SessionToken::generate(app.entropy()),
            refresh: Credential::generate(app.entropy()),
            lifetime,
            access_ends: now + lifetime,
            refresh_ends: now + app.settings().refresh_lifetime,
        }
    }

    /// The answer to a client that was given them, under the names that the transaction keeps them by.
    fn issued(&self, given: &GivenTokens) -> IssuedTokens {
        let (mut access, mut refresh) = (self.access.clone(), self.refresh.clone());
        access.id.clone_from(&given.access_id);
        let refresh_token = given.refresh_prefix.as_ref().map(|prefix| {
            refresh.prefix.clone_from(prefix);
            refresh.reveal()
        });
        IssuedTokens {
            access_token: access.reveal(),
            refresh_token,
            id_token: None,
            lifetime: self.lifetime.num_seconds(),
            expires_at: self.access_ends,
            scope: given.scopes.to_string(),
        }
    }
}

/// What the transaction made of fresh tokens.
struct GivenTokens {
    access_id: String,
    refresh_prefix: Option<String>,
    /// What the access token may do and tells.
    scopes: Scopes,
    app: AppRecord,
    user: UserRecord,
    nonce: String,
    authenticated_at: DateTime<Utc>,
}

/// Spends what a request shows and issues tokens for it. What is refused with a change has to be committed:
/// it is a result, not an error.
struct IssueToken {
    request: TokenRequest,
    fresh: Arc<FreshTokens>,
}

type Context = CommandContext<Anonymous>;
type TokenResult = Result<GivenTokens, Refusal>;

impl Command for IssueToken {
    type Actor = Anonymous;
    type Output = TokenResult;

    /// A refresh goes on with what was granted, and a device that waits changes nothing that anybody looks
    /// for: neither leaves an entry.
    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Use)
    }

    /// # Errors
    /// `Protocol` for what is wrong with the request itself or its client.
    async fn run(&self, context: &Context) -> Result<Outcome<TokenResult>, Fault> {
        match decide(context, &self.request, context.now).await? {
            Decision::Issue(what) => {
                let (given, entry) = self.issue(context, *what).await?;
                Ok(Outcome::unrecorded(Ok(given)).and(entry))
            }
            Decision::Refuse(refusal) => Ok(Outcome::unrecorded(Err(refusal))),
            Decision::Burn { prefix, refusal } => {
                context.spend_oauth2_code(&prefix, None, context.now).await?;
                Ok(Outcome::unrecorded(Err(refusal)))
            }
            Decision::Revoke { client, grant, refusal } => {
                let entry = revoke::end(context, &client.app, &grant).await?;
                let status = refusal.code.status();
                let entry =
                    entry.of_operation(AuditedOperation { status, ..operations::ISSUE_OAUTH2_TOKEN_REVOKED });
                Ok(Outcome::changed(Err(refusal), entry))
            }
            Decision::Wait { prefix, interval, refusal } => {
                context.poll_oauth2_device_code(&prefix, interval, context.now).await?;
                Ok(Outcome::unrecorded(Err(refusal)))
            }
        }
    }
}

/// What a grant is for.
struct Terms<'a> {
    scope: &'a str,
    resource: &'a str,
    authenticated_at: DateTime<Utc>,
}

impl IssueToken {
    async fn issue(&self, context: &Context, what: Issue) -> Result<(GivenTokens, Option<Entry>), Fault> {
        let (given, nonce, authenticated_at) = match &what.redeemed {
            Redeemed::Code(code) => {
                context.spend_oauth2_code(&code.prefix, Some(context.new_id.into()), context.now).await?;
                let (scope, resource, authenticated_at) =
                    (&code.scope, &code.resource, code.authenticated_at);
                let given = self.give(context, &what, Terms { scope, resource, authenticated_at }).await?;
                (given, code.nonce.clone(), authenticated_at)
            }
            Redeemed::Device(code) => {
                context.spend_oauth2_device_code(&code.prefix, context.new_id.into(), context.now).await?;
                let (scope, resource, authenticated_at) =
                    (&code.scope, &code.resource, code.authenticated_at);
                let given = self.give(context, &what, Terms { scope, resource, authenticated_at }).await?;
                (given, String::new(), authenticated_at)
            }
            Redeemed::Refresh(old) => {
                context.rotate_oauth2_grant(old, &self.rotation(context, &what)).await?;
                let kept = StoredTokenNames {
                    access_id: old.key_id.clone(),
                    refresh_prefix: old.refresh_prefix.clone(),
                    entry: None,
                };
                (kept, String::new(), old.authenticated_at)
            }
        };
        // Requests that use the same secret at the same moment would wait for this one row.
        if let Some(secret) = &what.client.secret
            && secret.last_used_at.is_none_or(|used| context.now - used >= USED_EVERY)
        {
            context.touch_oauth2_app_secret(secret.id, context.now).await?;
        }
        let refresh_prefix = may_refresh(&what).then_some(given.refresh_prefix);
        let Issue { client, user, scopes, .. } = what;
        let (access_id, app) = (given.access_id, client.app);
        let tokens = GivenTokens { access_id, refresh_prefix, scopes, app, user, nonce, authenticated_at };
        Ok((tokens, given.entry))
    }

    /// A grant, in the place of the one that there was: an app has one token of a user at most.
    async fn give(
        &self,
        context: &Context,
        what: &Issue,
        terms: Terms<'_>,
    ) -> Result<StoredTokenNames, Fault> {
        let old = context.oauth2_grant_of(what.user.id, what.client.app.id).await?;
        let id = old.as_ref().map_or(context.new_id.into(), |old| old.id);
        let entry = Some(entry(what, id));
        if let Some(old) = &old {
            let again = Reissue {
                issue_id: context.new_id.into(),
                scope: terms.scope.to_owned(),
                resource: terms.resource.to_owned(),
                authenticated_at: terms.authenticated_at,
            };
            context.replace_oauth2_grant(old, &again, &self.rotation(context, what)).await?;
            return Ok(StoredTokenNames {
                access_id: old.key_id.clone(),
                refresh_prefix: old.refresh_prefix.clone(),
                entry,
            });
        }
        let key = Authorized::automatic(Automatic::Grant, self.key(context, what));
        let Inserted::Done = context.insert_api_key(&key).await? else {
            return Err(Fault::Internal("a new token's id is taken".into()));
        };
        context.insert_oauth2_grant(&self.grant(context, what, &terms)).await?;
        let (access_id, refresh_prefix) = (self.fresh.access.id.clone(), self.fresh.refresh.prefix.clone());
        Ok(StoredTokenNames { access_id, refresh_prefix, entry })
    }

    fn grant(&self, context: &Context, what: &Issue, terms: &Terms<'_>) -> NewGrant {
        let (refresh_hash, refresh_expires_at) = self.refresh(context, what);
        NewGrant {
            id: context.new_id.into(),
            issue_id: context.new_id.into(),
            app_id: what.client.app.id,
            user_id: what.user.id,
            secret_id: what.client.secret.as_ref().map(|secret| secret.id),
            key_id: self.fresh.access.id.clone(),
            scope: terms.scope.to_owned(),
            resource: terms.resource.to_owned(),
            authenticated_at: terms.authenticated_at,
            refresh_prefix: self.fresh.refresh.prefix.clone(),
            refresh_hash,
            refresh_expires_at,
            now: context.now,
        }
    }

    fn key(&self, context: &Context, what: &Issue) -> NewApiKey {
        NewApiKey {
            id: self.fresh.access.id.clone(),
            hashed_secret: Redacted(self.fresh.access.hash().to_vec()),
            user_id: what.user.id,
            login_type: LoginType::Oauth2ProviderApp,
            scope: reach(&what.scopes),
            token_name: format!("{}_{}_oauth_session_token", what.user.id, what.client.app.id),
            lifetime_seconds: self.fresh.lifetime.num_seconds(),
            ip_address: context.client.address.clone(),
            expires_at: self.fresh.access_ends,
            parent_id: None,
            fixed_end: false,
            now: context.now,
        }
    }

    fn rotation(&self, context: &Context, what: &Issue) -> Rotation {
        let (refresh_hash, refresh_expires_at) = self.refresh(context, what);
        Rotation {
            access_hash: Redacted(self.fresh.access.hash().to_vec()),
            access_expires_at: self.fresh.access_ends,
            scope: reach(&what.scopes),
            access_scope: what.scopes.to_string(),
            lifetime_seconds: self.fresh.lifetime.num_seconds(),
            ip_address: context.client.address.clone(),
            secret_id: what.client.secret.as_ref().map(|secret| secret.id),
            refresh_hash,
            refresh_expires_at,
            now: context.now,
        }
    }

    /// The hash and the end of the refresh token; where there is none, a hash that no token has, and an end
    /// that is past.
    fn refresh(&self, context: &Context, what: &Issue) -> (Redacted<Vec<u8>>, DateTime<Utc>) {
        if may_refresh(what) {
            (Redacted(self.fresh.refresh.hash().to_vec()), self.fresh.refresh_ends)
        } else {
            (Redacted(Vec::new()), context.now)
        }
    }
}

/// Under which names tokens are kept, and the entry of a grant.
struct StoredTokenNames {
    access_id: String,
    refresh_prefix: String,
    entry: Option<Entry>,
}

/// Whether the app gets a refresh token: it is registered for that, and asks for it where that is asked for
/// (OpenID Connect Core §11). What was refreshed once goes on.
fn may_refresh(what: &Issue) -> bool {
    let asks = !what.scopes.has(IdentityScope::OpenId) || what.scopes.has(IdentityScope::OfflineAccess);
    let goes_on = matches!(what.redeemed, Redeemed::Refresh(_));
    client::has_grant(&what.client.app, GrantType::RefreshToken) && (asks || goes_on)
}

fn reach(scopes: &Scopes) -> Scope {
    Scope::new(scopes.permissions().iter().copied(), AllowList::Everything)
}

fn entry(what: &Issue, grant: GrantId) -> Entry {
    let diff = Diff::default()
        .field("scope", "", what.scopes.to_string())
        .secret("access_token")
        .secret("refresh_token");
    Entry::new(grant, &what.client.app.name)
        .by(what.user.id)
        .diff(diff)
        .of_operation(operations::ISSUE_OAUTH2_TOKEN)
}
