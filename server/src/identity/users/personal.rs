//! What concerns users themselves: how they log in, and how the dashboard looks for them.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{ReadPersonal, Refused, UpdatePersonal};
use burgrave_store::{Appearance, LoginType};

use super::rights;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller, find};
use crate::fault::{Fault, FieldFault};

/// The mode that needs two themes.
const SYNC: &str = "sync";

/// The login type of the user that `written` names, for that user only.
///
/// # Errors
/// `Hidden`; `Forbidden` for others.
pub(crate) async fn login_type(app: &App, caller: Arc<Caller>, written: String) -> Result<LoginType, Fault> {
    app.store()
        .read(move |reader| async move {
            let user = find::user(&reader, &caller, &written).await?;
            if user.id != caller.user.id {
                return Err(Fault::refused(Refused::Forbidden, "see how others log in"));
            }
            Ok(user.login_type)
        })
        .await
}

/// The appearance that the user chose.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(crate) async fn appearance(app: &App, caller: Arc<Caller>, written: String) -> Result<Appearance, Fault> {
    app.store()
        .read(move |reader| async move {
            let what = "see the appearance that this user chose";
            let user = find::user_to::<ReadPersonal>(&reader, &caller, &written, what).await?;
            let chosen = reader.appearance(user.id).await?;
            chosen.ok_or(Fault::Hidden)
        })
        .await
}

/// Sets the appearance of the dashboard for a user.
pub(crate) struct SetAppearance {
    /// The user, as the caller named them.
    pub(crate) user: String,
    /// What is changed; absent fields stay as they are.
    pub(crate) patch: AppearancePatch,
}

/// A choice of appearance; absent fields stay as they are.
#[derive(Debug, Default)]
#[allow(missing_docs, reason = "the specification says it")]
pub(crate) struct AppearancePatch {
    pub(crate) theme_preference: Option<String>,
    pub(crate) terminal_font: Option<String>,
    pub(crate) theme_mode: Option<String>,
    pub(crate) theme_light: Option<String>,
    pub(crate) theme_dark: Option<String>,
}

impl AppearancePatch {
    /// What is chosen afterwards. An empty mode leaves the mode as it is, as older clients send it.
    ///
    /// # Errors
    /// `Invalid` when the mode `sync` lacks a theme.
    fn onto(&self, before: &Appearance) -> Result<Appearance, Fault> {
        let or = |new: &Option<String>, old: &String| new.clone().unwrap_or_else(|| old.clone());
        let mode = self.theme_mode.clone().filter(|mode| !mode.is_empty());
        let after = Appearance {
            theme_preference: or(&self.theme_preference, &before.theme_preference),
            terminal_font: or(&self.terminal_font, &before.terminal_font),
            theme_mode: or(&mode, &before.theme_mode),
            theme_light: or(&self.theme_light, &before.theme_light),
            theme_dark: or(&self.theme_dark, &before.theme_dark),
        };
        let themes = [("theme_light", &after.theme_light), ("theme_dark", &after.theme_dark)];
        let missing = themes.into_iter().filter(|(_, theme)| after.theme_mode == SYNC && theme.is_empty());
        let detail = "must name a theme beside the theme_mode \"sync\"";
        let faults: Vec<_> =
            missing.map(|(field, _)| FieldFault { field: field.into(), detail: detail.into() }).collect();
        if faults.is_empty() { Ok(after) } else { Err(Fault::Invalid(faults)) }
    }
}

impl Command for SetAppearance {
    type Actor = Arc<Caller>;
    type Output = Appearance;

    fn audit(&self) -> Audit {
        operations::UPDATE_USER_APPEARANCE.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<Appearance>, Fault> {
        let what = "change the appearance for this user";
        let user = find::user_to::<UpdatePersonal>(context, context.caller(), &self.user, what).await?;
        rights::may_act_on(context, context.caller(), &user, what).await?;
        let before = context.appearance(user.id).await?.ok_or(Fault::Hidden)?;
        let after = self.patch.onto(&before)?;
        context.set_appearance(&user, &after, context.now).await?;
        let diff = Diff::default()
            .field("theme_preference", before.theme_preference, after.theme_preference.as_str())
            .field("terminal_font", before.terminal_font, after.terminal_font.as_str())
            .field("theme_mode", before.theme_mode, after.theme_mode.as_str())
            .field("theme_light", before.theme_light, after.theme_light.as_str())
            .field("theme_dark", before.theme_dark, after.theme_dark.as_str());
        Ok(Outcome::changed(after, Entry::new(user.id, &user.username).diff(diff)))
    }
}
