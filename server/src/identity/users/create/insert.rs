//! The account and its memberships, in one transaction.

use burgrave_store::{Inserted, LoginType, NewUser, Redacted, Tx, UserStatus};
use uuid::Uuid;

use super::rules;
use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App};
use crate::fault::Fault;
use crate::identity::users::UserView;

/// What a new account is given.
#[derive(Clone)]
pub(crate) struct Wanted {
    /// Email address.
    pub(crate) email: String,
    /// Username.
    pub(crate) username: String,
    /// The person's name.
    pub(crate) name: String,
    /// Password; empty for other login types.
    pub(crate) password: String,
    /// How the user will log in.
    pub(crate) login_type: LoginType,
    /// State of the account.
    pub(crate) status: UserStatus,
    /// The organizations that it belongs to; the nil UUID is the default one.
    pub(crate) organizations: Vec<Uuid>,
}

/// Creates an account.
///
/// # Errors
/// `Invalid`, `BrokenRule` without an organization, `Conflict` for a username or email address that is taken, `Hidden` for
/// an organization, `Forbidden`.
pub(crate) async fn create(app: &App, context: ActionContext, wanted: Wanted) -> Result<UserView, Fault> {
    rules::of_itself(&wanted, app.settings().password_login)?;
    let (caller, asked) = (context.caller.clone(), wanted.clone());
    let provider = app.provider().is_some();
    let early = move |reader| async move { rules::among_others(&reader, &caller, &asked, provider).await };
    app.store().read(early).await?;
    let hash = match wanted.login_type {
        LoginType::Password => Some(Redacted(app.hashing().hash(wanted.password.clone()).await?)),
        _ => None,
    };
    let new = NewUser {
        id: app.new_id(),
        username: wanted.username.clone(),
        email: wanted.email.clone(),
        name: wanted.name.clone(),
        avatar_url: String::new(),
        status: wanted.status,
        login_type: wanted.login_type,
        rbac_roles: Vec::new(),
        service_account: false,
        hashed_password: hash,
        now: context.now,
    };
    app.store()
        .write(move |tx| {
            let (context, wanted, new) = (context.clone(), wanted.clone(), new.clone());
            async move { insert(&tx, &context, &wanted, &new, provider).await }
        })
        .await
}

async fn insert(
    tx: &Tx,
    context: &ActionContext,
    wanted: &Wanted,
    new: &NewUser,
    provider: bool,
) -> Result<UserView, Fault> {
    let caller = context.caller.reload(tx).await?;
    let organizations = rules::among_others(tx, &caller, wanted, provider).await?;
    if tx.insert_user(new).await? == Inserted::Taken {
        return Err(rules::exists(&[]));
    }
    for organization in organizations {
        let _ = tx.insert_member(organization, new.id, &[], new.now).await?;
    }
    let changed = Changed {
        resource: "user",
        action: "create",
        id: new.id,
        target: new.username.clone(),
        organization: None,
        diff: diff(new),
        status: 201,
    };
    audit::record(tx, context, changed).await?;
    let user = tx.user_by_id(new.id).await?;
    let user = user.ok_or_else(|| Fault::Internal("the new user is gone".into()))?;
    Ok(UserView::of(tx, user).await?)
}

/// A new account for the audit log, without its password.
pub(crate) fn diff(new: &NewUser) -> Diff {
    let diff = Diff::default()
        .field("username", "", new.username.as_str())
        .field("email", "", new.email.as_str())
        .field("name", "", new.name.as_str())
        .field("status", "", new.status.as_str())
        .field("login_type", "", new.login_type.as_str())
        .field("rbac_roles", Vec::<String>::new(), new.rbac_roles.clone());
    if new.hashed_password.is_some() { diff.secret("hashed_password") } else { diff }
}
