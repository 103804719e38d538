//! Adding and deleting licences. The permissions are those of the site, asked for before.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Action, Authorized, Object, Resource};
use burgrave_core::licensing::{License, PublicKeys, Refusal, admit};
use burgrave_store::{Inserted, LicenseRecord, NewLicense, Redacted};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{TOPIC, refresh};
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Exemption, Outcome};
use crate::application::{App, Caller, ClientInfo};
use crate::fault::Fault;
use crate::service::Service;

/// How long a refresh holds.
const FRESH: TimeDelta = TimeDelta::seconds(60);

/// A licence as people see it.
pub(crate) struct LicenseView {
    pub(crate) id: i64,
    pub(crate) uuid: Uuid,
    pub(crate) uploaded_at: DateTime<Utc>,
    /// What it says, as it was written.
    pub(crate) claims: Map<String, Value>,
}

impl LicenseView {
    fn of(kept: LicenseRecord) -> Self {
        let claims = License::payload_of(&kept.token.0).unwrap_or_default();
        Self { id: kept.id, uuid: kept.uuid, uploaded_at: kept.uploaded_at, claims }
    }
}

/// The licences that the caller may read.
///
/// # Errors
/// The database's.
pub(crate) async fn list(app: &App, caller: &Caller) -> Result<Vec<LicenseView>, Fault> {
    if !caller.may(Action::Read, &Object::site(Resource::License)) {
        return Ok(Vec::new());
    }
    let kept = app.store().scan(|reader| async move { Ok::<_, Fault>(reader.licenses().await?) }).await?;
    Ok(kept.into_iter().map(LicenseView::of).collect())
}

/// Adds a licence, and works out what follows.
///
/// # Errors
/// Those of [`AddLicense`].
pub(crate) async fn add(
    app: &Service,
    caller: Arc<Caller>,
    client: impl Into<ClientInfo>,
    token: String,
) -> Result<LicenseView, Fault> {
    let (keys, deployment) =
        (app.settings().governance.license_keys.clone(), app.settings().deployment_id.to_string());
    let added = app.execute(AddLicense { token, keys, deployment }, caller, client).await?;
    refresh::after_a_change(app).await;
    Ok(added)
}

/// Deletes the licence of this number, and works out what follows.
///
/// # Errors
/// Those of [`DeleteLicense`]; `Missing` for what is no number.
pub(crate) async fn delete(
    app: &Service,
    caller: Arc<Caller>,
    client: impl Into<ClientInfo>,
    written: &str,
) -> Result<(), Fault> {
    let none = || Fault::Missing { message: "License ID must be an integer".into() };
    let id: i32 = written.parse().map_err(|_| none())?;
    app.execute(DeleteLicense { id: id.into() }, caller, client).await?;
    refresh::after_a_change(app).await;
    Ok(())
}

/// Works out now what the deployment may use, unless that was done a moment ago.
///
/// # Errors
/// `JustDone`.
pub(crate) async fn refresh_now(
    app: &Service,
    caller: Arc<Caller>,
    client: impl Into<ClientInfo>,
) -> Result<(), Fault> {
    let left = app.entitled().now().refreshed_at + FRESH - app.now();
    if left > TimeDelta::zero() {
        let seconds = (left.num_milliseconds() + 999) / 1000;
        let message = format!(
            "Entitlements already recently refreshed, please wait {seconds} seconds to force a new refresh"
        );
        return Err(Fault::JustDone { message, seconds: seconds.unsigned_abs() });
    }
    refresh::refresh(app).await?;
    app.execute(TellOthers, caller, client).await
}

/// Adds a licence.
struct AddLicense {
    token: String,
    keys: PublicKeys,
    deployment: String,
}

impl Command for AddLicense {
    type Actor = Arc<Caller>;
    type Output = LicenseView;

    fn audit(&self) -> Audit {
        operations::ADD_LICENSE.into()
    }

    /// # Errors
    /// `Forbidden`; `BrokenRule` for what is no licence of this deployment; `Conflict` for one that is there.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<LicenseView>, Fault> {
        let license = self.admitted(context.now)?;
        let uuid = license.claims.id.as_deref().and_then(|id| id.parse().ok()).unwrap_or(context.new_id);
        let new = NewLicense {
            id: context.next_license_number(context.now).await?,
            uuid,
            token: Redacted(self.token.clone()),
            digest: NewLicense::digest_of(&self.token),
            now: context.now,
        };
        let id = new.id;
        let new = Authorized::permit(&context.caller().subject, new)
            .map_err(|refused| Fault::refused(refused, "add licences"))?;
        if context.insert_license(&new).await? == Inserted::Taken {
            return Err(Fault::Conflict {
                message: "Failed to install license".into(),
                detail: Some("The same license was added before.".into()),
                fields: Vec::new(),
            });
        }
        context.tell(TOPIC).await?;
        let end = license.claims.expires.map(|end| end.to_rfc3339());
        let diff = Diff::default().field("uuid", "", uuid.to_string()).field("exp", Value::Null, end);
        let entry = Entry::new(uuid, id.to_string()).diff(diff.secret("jwt"));
        let view = LicenseView { id, uuid, uploaded_at: context.now, claims: license.payload };
        Ok(Outcome::changed(view, entry))
    }
}

impl AddLicense {
    fn admitted(&self, now: DateTime<Utc>) -> Result<License, Fault> {
        let invalid = |detail: String| Fault::BrokenRule {
            message: "Invalid license".into(),
            detail: Some(detail),
            fields: Vec::new(),
        };
        if self.keys.is_empty() {
            let detail =
                "This server needs no licenses, and takes none: its operator has set no license-keys.";
            return Err(invalid(detail.into()));
        }
        admit(&self.token, &self.keys, &self.deployment, now).map_err(|refusal| match refusal {
            Refusal::Invalid(detail) => invalid(detail),
            Refusal::OtherDeployment => Fault::rule("License cannot be used on this deployment!"),
        })
    }
}

/// Deletes a licence.
struct DeleteLicense {
    id: i64,
}

impl Command for DeleteLicense {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::DELETE_LICENSE.into()
    }

    /// # Errors
    /// `Forbidden`; `Missing` where no licence has the number.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let missing = || Fault::Missing { message: "Unknown license ID".into() };
        let license = context.license(self.id).await?.ok_or_else(missing)?;
        let license = Authorized::check(&context.caller().subject, license)
            .map_err(|refused| Fault::refused(refused, "delete licences"))?;
        context.delete_license(&license).await?;
        context.tell(TOPIC).await?;
        let diff = Diff::default().field("uuid", license.uuid.to_string(), "").secret("jwt");
        Ok(Outcome::changed((), Entry::new(license.uuid, license.id.to_string()).diff(diff)))
    }
}

/// Tells the other replicas to look.
struct TellOthers;

impl Command for TellOthers {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        context.tell(TOPIC).await?;
        Ok(Outcome::unrecorded(()))
    }
}
