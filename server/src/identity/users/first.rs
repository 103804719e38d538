//! The first user: whoever sets a deployment up.

use burgrave_core::authorization::SiteRole;
use burgrave_core::names::{self, NameOf};
use burgrave_core::{password, token};
use burgrave_store::{Inserted, LoginType, NewUser, Redacted, Tx, UserStatus};
use uuid::Uuid;

use crate::application::audit::{self, Changed};
use crate::application::{App, AuditContext};
use crate::fault::{Fault, FieldFault};

/// What the first user is given.
#[derive(Clone)]
pub(crate) struct Wanted {
    /// Email address.
    pub(crate) email: String,
    /// Username.
    pub(crate) username: String,
    /// The person's name.
    pub(crate) name: String,
    /// Password.
    pub(crate) password: String,
    /// The setup token, if one came.
    pub(crate) setup_token: Option<String>,
}

/// What was created.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Created {
    /// The user.
    pub(crate) user: Uuid,
    /// The default organization, of which they are a member.
    pub(crate) organization: Uuid,
}

/// Whether there is a user already.
///
/// # Errors
/// The storage's.
pub(crate) async fn exists(app: &App) -> Result<bool, Fault> {
    app.store().read(|reader| async move { Ok(reader.any_user().await?) }).await
}

/// Creates the first user: active, owner, member of the default organization.
///
/// # Errors
/// `Conflict` once there is a user; `Forbidden` without the setup token where one is needed; `Invalid`.
pub(crate) async fn create(app: &App, audit_context: AuditContext, wanted: Wanted) -> Result<Created, Fault> {
    if exists(app).await? {
        return Err(set_up_already());
    }
    if let Some(expected) = &app.settings().setup_token
        && !wanted.setup_token.as_deref().is_some_and(|sent| token::same_secret(sent, expected))
    {
        let detail = "Send the setup token that the server printed at its start in the header X-Setup-Token.";
        return Err(Fault::Forbidden { detail: detail.into() });
    }
    acceptable(&wanted)?;
    let hash = app.hashing().hash(wanted.password).await?;
    let new = NewUser {
        id: app.new_id(),
        username: wanted.username,
        email: wanted.email,
        name: wanted.name,
        avatar_url: String::new(),
        status: UserStatus::Active,
        login_type: LoginType::Password,
        rbac_roles: vec![SiteRole::Owner.as_str().into()],
        service_account: false,
        hashed_password: Some(Redacted(hash)),
        now: audit_context.now,
    };
    app.store()
        .write(move |tx| {
            let (new, audit_context) = (new.clone(), audit_context.clone());
            async move { insert(&tx, &new, &audit_context).await }
        })
        .await
}

fn acceptable(wanted: &Wanted) -> Result<(), Fault> {
    let checks = [
        ("username", names::reserved(NameOf::User, &wanted.username)),
        ("password", password::weakness(&wanted.password)),
    ];
    let faults: Vec<_> = checks
        .into_iter()
        .filter_map(|(field, detail)| Some(FieldFault { field: field.into(), detail: detail? }))
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Fault::Invalid(faults)) }
}

async fn insert(tx: &Tx, new: &NewUser, audit_context: &AuditContext) -> Result<Created, Fault> {
    if tx.any_user().await? || tx.insert_user(new).await? == Inserted::Taken {
        return Err(set_up_already());
    }
    let default = tx.default_organization().await?;
    let organization = default.ok_or_else(|| Fault::Internal("there is no default organization".into()))?.id;
    let _ = tx.insert_member(organization, new.id, &[], new.now).await?;
    let changed = Changed {
        resource: "user",
        action: "create",
        id: new.id,
        target: new.username.clone(),
        organization: None,
        diff: super::create::diff(new),
        status: 201,
    };
    audit::write(tx, audit_context, Some(new.id), changed).await?;
    Ok(Created { user: new.id, organization })
}

fn set_up_already() -> Fault {
    let message = "The initial user has already been created.".into();
    Fault::Conflict { message, detail: None, fields: Vec::new() }
}
