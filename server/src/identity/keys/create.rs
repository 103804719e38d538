//! Creating keys without a login.

use std::sync::Arc;

use burgrave_core::authorization::{Action, AllowList, Authorized, Object, Refused, Scope, ScopeName};
use burgrave_core::token::SessionToken;
use burgrave_store::{Inserted, LoginType, NewApiKey, Redacted, UserRecord};

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller, ClientInfo, Lifetimes, find};
use crate::fault::{Fault, FieldFault};
use crate::identity::users::rights;

/// Letters and digits of a name that is made up.
const MADE_UP: usize = 10;

/// What a key is to be.
#[derive(Debug, Clone)]
pub(crate) enum KeyKind {
    /// A session like that of a login.
    Session,
    /// A token.
    Token {
        /// Its name; empty for one that is made up.
        name: String,
        /// Its lifetime in nanoseconds; 0 for the default.
        lifetime: i64,
        /// What it may do in one name, where the list doesn't say it; empty for everything.
        scope: String,
        /// What it may do.
        scopes: Vec<String>,
        /// The objects that it reaches; empty for all.
        allow_list: Vec<String>,
    },
}

/// Creates a key for a user.
struct CreateKey {
    /// The user, as the caller named them.
    user: String,
    kind: KeyKind,
    token: SessionToken,
    /// The name of a token that is given none.
    made_up: String,
    lifetimes: Lifetimes,
    /// The operation that asks for it.
    audit: Audit,
}

/// Creates a key for the user that `written` names, and gives the whole token, which is shown only this once.
/// `audit` is the operation that asks for it.
///
/// # Errors
/// `Hidden`; `Forbidden`, also for a reach beyond that of the calling key; `Invalid` for scopes and objects
/// that don't exist; `BrokenRule` for a lifetime out of bounds; `Conflict` for the name of another token.
pub(crate) async fn create(
    app: &App,
    caller: Arc<Caller>,
    client: impl Into<ClientInfo>,
    audit: impl Into<Audit>,
    written: String,
    kind: KeyKind,
) -> Result<String, Fault> {
    let token = SessionToken::generate(app.entropy());
    let command = CreateKey {
        user: written,
        kind,
        token: token.clone(),
        made_up: format!("token-{}", app.entropy().alphanumeric(MADE_UP).to_lowercase()),
        lifetimes: app.settings().lifetimes,
        audit: audit.into(),
    };
    app.execute(command, caller, client).await?;
    Ok(token.reveal())
}

impl Command for CreateKey {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        self.audit
    }

    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let caller = context.caller();
        if rights::is_app(caller) {
            // Such a key would outlive what the app was granted.
            let detail = "The token of an app can't create keys.".into();
            return Err(Fault::Forbidden { detail });
        }
        let user = find::user(context, caller, &self.user).await?;
        let forbidden = || Fault::refused(Refused::Forbidden, "create keys for this user");
        if !caller.may(Action::Create, &Object::api_key(user.id)) {
            return Err(forbidden());
        }
        rights::may_act_on_credentials(context, caller, &user, "create keys for this user").await?;
        let new = self.key(context, &user)?;
        let new = Authorized::permit(&caller.subject, new).map_err(|_| forbidden())?;
        if context.insert_api_key(&new).await? == Inserted::Taken {
            let message = format!("A token with the name {:?} exists already.", new.token_name);
            return Err(Fault::taken(message, &["name"]));
        }
        let diff = Diff::default()
            .field("token_name", "", new.token_name.as_str())
            .field("login_type", "", new.login_type.as_str())
            .field("scopes", Vec::<String>::new(), names(new.scope.names()))
            .field("allow_list", Vec::<String>::new(), new.scope.objects().to_strings())
            .field("lifetime_seconds", 0, new.lifetime_seconds)
            .secret("hashed_secret");
        let target = if new.token_name.is_empty() { &new.id } else { &new.token_name };
        Ok(Outcome::changed((), Entry::new(user.id, target).diff(diff)))
    }
}

impl CreateKey {
    fn key(&self, context: &CommandContext<Arc<Caller>>, user: &UserRecord) -> Result<NewApiKey, Fault> {
        let caller = context.caller();
        let (login_type, scope, token_name, lifetime) = match &self.kind {
            // It reaches as far as the key that asks for it.
            KeyKind::Session => {
                let scope = caller.key.scope.clone();
                (session_type(caller, user), scope, String::new(), self.lifetimes.token(user, 0)?)
            }
            KeyKind::Token { name, lifetime, scope, scopes, allow_list } => {
                let name = if name.is_empty() { &self.made_up } else { name };
                let scope = reach(scope, scopes, allow_list)?;
                (LoginType::Token, scope, name.clone(), self.lifetimes.token(user, *lifetime)?)
            }
        };
        if !caller.key.scope.covers(&scope) {
            return Err(Fault::refused(Refused::Forbidden, "create keys that reach further than your own"));
        }
        // A session for oneself ends with what it was made from, and never lasts longer than a token that it
        // was made from.
        let is_session = !matches!(self.kind, KeyKind::Token { .. });
        let from_own = is_session && user.id == caller.user.id;
        let from_token = from_own && (caller.key.fixed_end || caller.key.login_type == LoginType::Token);
        let ends = context.now + lifetime;
        Ok(NewApiKey {
            id: self.token.id.clone(),
            hashed_secret: Redacted(self.token.hash().to_vec()),
            user_id: user.id,
            login_type,
            scope,
            token_name,
            lifetime_seconds: lifetime.num_seconds(),
            ip_address: context.client.address.clone(),
            expires_at: if from_token { ends.min(caller.key.expires_at) } else { ends },
            parent_id: from_own.then(|| caller.key.id.clone()),
            fixed_end: from_token,
            now: context.now,
        })
    }
}

/// How a session that is made without a login counts as opened: as the one that it is made from, else as its
/// user logs in.
fn session_type(caller: &Caller, user: &UserRecord) -> LoginType {
    let own = user.id == caller.user.id && caller.key.login_type != LoginType::Token;
    if own { caller.key.login_type } else { user.login_type }
}

/// How far a token reaches. Every name and object that doesn't exist is named.
fn reach(scope: &str, scopes: &[String], allow_list: &[String]) -> Result<Scope, Fault> {
    let mut faults = Vec::new();
    let mut fault = |field: String, detail: String| faults.push(FieldFault { field, detail });
    let mut known = Vec::new();
    for (at, name) in scopes.iter().enumerate() {
        match name.parse::<ScopeName>() {
            Ok(name) => known.push(name),
            Err(unknown) => fault(format!("scopes[{at}]"), unknown.to_string()),
        }
    }
    match scope.parse::<ScopeName>() {
        // The list says it.
        _ if !scopes.is_empty() => {}
        _ if scope.is_empty() => known.push(ScopeName::All),
        Ok(name) => known.push(name),
        Err(unknown) => fault("scope".into(), unknown.to_string()),
    }
    for (at, entry) in allow_list.iter().enumerate() {
        if let Err(unknown) = AllowList::parse(std::slice::from_ref(entry)) {
            fault(format!("allow_list[{at}]"), unknown.to_string());
        }
    }
    match AllowList::parse(allow_list) {
        Ok(objects) if faults.is_empty() => Ok(Scope::new(known, objects)),
        _ => Err(Fault::Invalid(faults)),
    }
}

fn names(scopes: &[ScopeName]) -> Vec<String> {
    scopes.iter().map(ToString::to_string).collect()
}
