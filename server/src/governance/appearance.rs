//! Name, logo and announcements. The permission is one of the site, asked for before.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::appearance::{Appearance, unfit_color};
use burgrave_core::authorization::{Action, Object, Resource};
use burgrave_core::licensing::Feature;
use burgrave_store::Reader;
use serde_json::json;
use uuid::Uuid;

use super::TOPIC;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller};
use crate::fault::{Fault, FieldFault};

/// The setting that holds it.
const SETTING: &str = "appearance";

/// What people see; none where the feature is not enabled, or nothing was set.
///
/// # Errors
/// The database's; what is kept can't be read.
pub(crate) async fn shown(app: &App) -> Result<Option<Appearance>, Fault> {
    if !app.entitled().enables(Feature::Appearance) {
        return Ok(None);
    }
    app.store().read(|reader| async move { kept(&reader).await }).await
}

async fn kept(reader: &Reader) -> Result<Option<Appearance>, Fault> {
    let kept = reader.setting(SETTING).await?;
    let read = kept.map(|kept| Appearance::read(&kept)).transpose();
    read.map_err(|error| Fault::Internal(format!("the appearance that is kept can't be read: {error}")))
}

/// Sets how the deployment looks.
pub(crate) struct SetAppearance {
    /// All of it.
    pub(crate) appearance: Appearance,
}

impl Command for SetAppearance {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::UPDATE_APPEARANCE.into()
    }

    /// # Errors
    /// `Refused` without the permission; `BrokenRule` for colours that are none.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        if !context.caller().may(Action::Update, &Object::site(Resource::DeploymentConfig)) {
            return Err(Fault::Refused { message: "Insufficient permissions to update appearance".into() });
        }
        self.colors()?;
        let before = kept(context).await?.unwrap_or_default();
        let after = &self.appearance;
        context.set_setting(SETTING, &after.to_json(), context.now).await?;
        context.tell(TOPIC).await?;
        let diff = Diff::default()
            .field("application_name", before.application_name, after.application_name.as_str())
            .field("logo_url", before.logo_url, after.logo_url.as_str())
            .field(
                "announcement_banners",
                json!(before.announcement_banners),
                json!(after.announcement_banners),
            );
        Ok(Outcome::changed((), Entry::new(Uuid::nil(), "Appearance").diff(diff)))
    }
}

impl SetAppearance {
    /// Every colour that is none; the first one is the message.
    fn colors(&self) -> Result<(), Fault> {
        let banners = self.appearance.announcement_banners.iter().enumerate();
        let unfit = banners.filter_map(|(number, banner)| {
            let detail = unfit_color(&banner.background_color)?;
            let field = format!("announcement_banners[{number}].background_color");
            Some((&banner.background_color, FieldFault { field, detail: detail.to_owned() }))
        });
        let unfit: Vec<_> = unfit.collect();
        let Some((color, fault)) = unfit.first() else { return Ok(()) };
        Err(Fault::BrokenRule {
            message: format!("Invalid color format: {color:?}"),
            detail: Some(fault.detail.clone()),
            fields: unfit.iter().map(|(_, fault)| fault.clone()).collect(),
        })
    }
}
