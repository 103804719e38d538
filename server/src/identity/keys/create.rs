//! Creating keys without a login.

use burgrave_core::authorization::{Action, AllowList, Object, Refused, Scope, ScopeName};
use burgrave_core::token::SessionToken;
use burgrave_store::{Inserted, LoginType, NewApiKey, Redacted, Tx, UserRecord};

use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App, Caller, find};
use crate::fault::{Fault, FieldFault};
use crate::identity::users::rights;

/// Letters and digits of a name that is made up.
const MADE_UP: usize = 10;

/// What a key is to be.
#[derive(Debug, Clone)]
pub(crate) enum Wanted {
    /// A session like that of a login.
    Session,
    /// A token.
    Token {
        /// Its name; empty for one that is made up.
        name: String,
        /// Its lifetime in nanoseconds; 0 for the default.
        lifetime: i64,
        /// How far it reaches, where the lists don't say it.
        scope: ScopeName,
        /// What it may do.
        scopes: Vec<String>,
        /// The objects that it reaches; empty for all.
        allow_list: Vec<String>,
    },
}

/// Creates a key for the user that `written` names, and gives the whole token, which is shown only this once.
///
/// # Errors
/// `NoSuchUser`; `Forbidden`, also for a reach beyond that of the calling key; `Invalid` for scopes and objects that don't
/// exist; `BrokenRule` for a lifetime that is too long; `Conflict` for the name of another token.
pub(crate) async fn create(
    app: &App,
    context: ActionContext,
    written: String,
    wanted: Wanted,
) -> Result<String, Fault> {
    let token = SessionToken::generate(app.entropy());
    let made_up = format!("token-{}", app.entropy().alphanumeric(MADE_UP).to_lowercase());
    let lifetimes = app.settings().lifetimes;
    let plan = Plan { id: token.id.clone(), hash: token.hash(), wanted, made_up, lifetimes };
    app.store()
        .write(move |tx| {
            let (context, written, plan) = (context.clone(), written.clone(), plan.clone());
            async move { insert(&tx, &context, &written, &plan).await }
        })
        .await?;
    Ok(token.reveal())
}

/// Everything that is decided before the transaction.
#[derive(Clone)]
struct Plan {
    id: String,
    hash: [u8; 32],
    wanted: Wanted,
    made_up: String,
    lifetimes: super::lifetimes::Lifetimes,
}

async fn insert(tx: &Tx, context: &ActionContext, written: &str, plan: &Plan) -> Result<(), Fault> {
    let caller = context.caller.reload(tx).await?;
    if rights::is_app(&caller) {
        // Such a key would outlive what the app was granted.
        let detail = "The token of an app can't create keys.".into();
        return Err(Fault::Forbidden { detail });
    }
    let user = find::user(tx, &caller, written).await?;
    if !caller.may(Action::Create, &Object::api_key(user.id)) {
        return Err(Fault::refused(Refused::Forbidden, "create keys for this user"));
    }
    rights::may_act_on_credentials(tx, &caller, &user, "create keys for this user").await?;
    let new = key(&caller, &user, context, plan)?;
    if tx.insert_api_key(&new).await? == Inserted::Taken {
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
    let target = if new.token_name.is_empty() { new.id } else { new.token_name };
    let (id, organization) = (user.id, None);
    let changed =
        Changed { resource: "api_key", action: "create", id, target, organization, diff, status: 201 };
    Ok(audit::record(tx, context, changed).await?)
}

fn key(caller: &Caller, user: &UserRecord, context: &ActionContext, plan: &Plan) -> Result<NewApiKey, Fault> {
    let (login_type, scope, token_name, lifetime) = match &plan.wanted {
        // It reaches as far as the key that asks for it.
        Wanted::Session => (
            session_type(caller, user),
            caller.key.scope.clone(),
            String::new(),
            plan.lifetimes.token(user, 0)?,
        ),
        Wanted::Token { name, lifetime, scope, scopes, allow_list } => {
            let name = if name.is_empty() { &plan.made_up } else { name };
            let scope = reach(*scope, scopes, allow_list)?;
            (LoginType::Token, scope, name.clone(), plan.lifetimes.token(user, *lifetime)?)
        }
    };
    if !caller.key.scope.covers(&scope) {
        return Err(Fault::refused(Refused::Forbidden, "create keys that reach further than your own"));
    }
    // A session for oneself ends with what it was made from, and never lasts longer than a token that it was made from.
    let session = matches!(plan.wanted, Wanted::Session) && user.id == caller.user.id;
    let from_token = session && (caller.key.fixed_end || caller.key.login_type == LoginType::Token);
    let ends = context.now + lifetime;
    Ok(NewApiKey {
        id: plan.id.clone(),
        hashed_secret: Redacted(plan.hash.to_vec()),
        user_id: user.id,
        login_type,
        scope,
        token_name,
        lifetime_seconds: lifetime.num_seconds(),
        ip_address: context.client.address.clone(),
        expires_at: if from_token { ends.min(caller.key.expires_at) } else { ends },
        parent_id: session.then(|| caller.key.id.clone()),
        fixed_end: from_token,
        now: context.now,
    })
}

/// How a session that is made without a login counts as opened: as the one that it is made from, else as its user logs in.
fn session_type(caller: &Caller, user: &UserRecord) -> LoginType {
    let own = user.id == caller.user.id && caller.key.login_type != LoginType::Token;
    if own { caller.key.login_type } else { user.login_type }
}

/// Every name and object that doesn't exist is named.
fn reach(scope: ScopeName, scopes: &[String], allow_list: &[String]) -> Result<Scope, Fault> {
    let mut faults = Vec::new();
    let mut fault = |list: &str, at: usize, detail: String| {
        faults.push(FieldFault { field: format!("{list}[{at}]"), detail });
    };
    let mut known = Vec::new();
    for (at, name) in scopes.iter().enumerate() {
        match name.parse::<ScopeName>() {
            Ok(name) => known.push(name),
            Err(unknown) => fault("scopes", at, unknown.to_string()),
        }
    }
    for (at, entry) in allow_list.iter().enumerate() {
        if let Err(unknown) = AllowList::parse(std::slice::from_ref(entry)) {
            fault("allow_list", at, unknown.to_string());
        }
    }
    match AllowList::parse(allow_list) {
        Ok(objects) if faults.is_empty() => {
            if known.is_empty() {
                known.push(scope);
            }
            Ok(Scope::new(known, objects))
        }
        _ => Err(Fault::Invalid(faults)),
    }
}

fn names(scopes: &[ScopeName]) -> Vec<String> {
    scopes.iter().map(ToString::to_string).collect()
}
