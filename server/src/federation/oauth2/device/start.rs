//! A device begins (RFC 8628 §3.1).

use burgrave_api::operations;
use burgrave_core::oauth2::{Credential, ErrorCode, GrantType, Refusal, UserCode, resource, scope};
use burgrave_store::{AppRecord, NewDeviceCode, Redacted};
use chrono::TimeDelta;

use crate::application::command::{Anonymous, Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::fault::Fault;
use crate::federation::oauth2::client::{self, ClientCredentials};

/// How long the codes last.
pub(crate) const LIFETIME: TimeDelta = TimeDelta::minutes(15);
/// The least time between two questions of a device, in seconds.
pub(crate) const INTERVAL: i64 = 5;

/// Gives a device its codes; gives its app.
pub(crate) struct StartDevice {
    /// Who asks.
    pub(crate) client: ClientCredentials,
    /// What it wants to do.
    pub(crate) scope: Option<String>,
    /// For whom the token is meant.
    pub(crate) resource: Option<String>,
    /// For the device.
    pub(crate) device_code: Credential,
    /// For the person.
    pub(crate) user_code: UserCode,
}

impl Command for StartDevice {
    type Actor = Anonymous;
    type Output = AppRecord;

    fn audit(&self) -> Audit {
        operations::AUTHORIZE_OAUTH2_DEVICE.into()
    }

    /// # Errors
    /// `Protocol`.
    async fn run(&self, context: &CommandContext<Anonymous>) -> Result<Outcome<AppRecord>, Fault> {
        let app = client::authenticate(context, &self.client).await?.app;
        client::may_redeem(&app, GrantType::DeviceCode)?;
        let may_refresh = client::has_grant(&app, GrantType::RefreshToken);
        let scopes = scope::negotiate(&app.scope, self.scope.as_deref(), may_refresh);
        let scopes = scopes.map_err(Fault::Protocol)?;
        let resource = self.resource.clone().unwrap_or_default();
        if !resource.is_empty() && resource::normal(&resource).is_none() {
            let why = "resource must be an absolute URI without a fragment";
            return Err(Fault::Protocol(Refusal::new(ErrorCode::InvalidTarget, why)));
        }
        let new = NewDeviceCode {
            prefix: self.device_code.prefix.clone(),
            hashed_secret: Redacted(self.device_code.hash().to_vec()),
            hashed_user_code: Redacted(self.user_code.hash().to_vec()),
            app_id: app.id,
            scope: scopes.to_string(),
            resource,
            interval_seconds: INTERVAL,
            expires_at: context.now + LIFETIME,
            now: context.now,
        };
        if !context.insert_oauth2_device_code(&new).await? {
            return Err(Fault::Busy);
        }
        let entry = Entry::new(app.id, &app.name).diff(Diff::default().field("scope", "", new.scope));
        Ok(Outcome::changed(app, entry))
    }
}
