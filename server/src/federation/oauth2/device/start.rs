//! A device begins (RFC 8628 §3.1).

use burgrave_core::oauth2::{Credential, ErrorCode, GrantType, Refusal, UserCode, resource, scope};
use burgrave_store::{NewDeviceCode, Redacted, Tx};
use chrono::TimeDelta;

use crate::application::audit::{self, Changed, Diff};
use crate::application::{App, AuditContext};
use crate::fault::Fault;
use crate::federation::oauth2::client::{self, Shown};

/// How long the codes last.
pub(crate) const LIFETIME: TimeDelta = TimeDelta::minutes(15);
/// The least time between two questions of a device, in seconds.
pub(crate) const INTERVAL: i64 = 5;

/// What a device shows, and what it asks with.
#[derive(Clone)]
pub(crate) struct Codes {
    /// For the device.
    pub(crate) device: Credential,
    /// For the person.
    pub(crate) user: UserCode,
}

/// Gives a device its codes.
///
/// # Errors
/// `Protocol`.
pub(crate) async fn start(
    app: &App,
    audit_context: AuditContext,
    shown: Shown,
    asked_scope: Option<String>,
    asked_resource: Option<String>,
) -> Result<Codes, Fault> {
    let codes =
        Codes { device: Credential::generate(app.entropy()), user: UserCode::generate(app.entropy()) };
    let wanted = (codes.clone(), shown, asked_scope, asked_resource);
    app.store()
        .write(move |tx| {
            let (audit_context, (codes, shown, scope, resource)) = (audit_context.clone(), wanted.clone());
            async move { begin(&tx, &audit_context, &codes, &shown, scope.as_deref(), resource).await }
        })
        .await?;
    Ok(codes)
}

async fn begin(
    tx: &Tx,
    audit_context: &AuditContext,
    codes: &Codes,
    shown: &Shown,
    asked: Option<&str>,
    resource: Option<String>,
) -> Result<(), Fault> {
    let client = client::authenticate(tx, shown).await?;
    client::may_redeem(&client.app, GrantType::DeviceCode)?;
    let scopes = scope::negotiate(&client.app.scope, asked).map_err(Fault::Protocol)?;
    let resource = resource.unwrap_or_default();
    if !resource.is_empty() && resource::normal(&resource).is_none() {
        let why = "resource must be an absolute URI without a fragment";
        return Err(Fault::Protocol(Refusal::new(ErrorCode::InvalidTarget, why)));
    }
    let new = NewDeviceCode {
        prefix: codes.device.prefix.clone(),
        hashed_secret: Redacted(codes.device.hash().to_vec()),
        hashed_user_code: Redacted(codes.user.hash().to_vec()),
        app_id: client.app.id,
        scope: scope::write(&scopes),
        resource,
        interval_seconds: INTERVAL,
        expires_at: audit_context.now + LIFETIME,
        now: audit_context.now,
    };
    if !tx.insert_oauth2_device_code(&new).await? {
        return Err(Fault::Busy);
    }
    let changed = Changed {
        resource: "oauth2_provider_app",
        action: "start",
        id: client.app.id.into(),
        target: client.app.name,
        organization: None,
        diff: Diff::default().field("scope", "", new.scope),
        status: 200,
    };
    Ok(audit::write(tx, audit_context, None, changed).await?)
}
