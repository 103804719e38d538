//! Which messages people want.

use std::collections::BTreeMap;
use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Read, Update};
use burgrave_core::notifications::{self, Template};
use burgrave_store::{PreferenceRecord, Preferences};

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller, find};
use crate::fault::{Fault, FieldFault};

/// What the user that `written` names has said of messages, in the order in which they first did.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(crate) async fn preferences(
    app: &App,
    caller: Arc<Caller>,
    written: String,
) -> Result<Vec<PreferenceRecord>, Fault> {
    app.store()
        .read(move |reader| async move {
            let user = find::user(&reader, &caller, &written).await?;
            let of = Preferences { user_id: user.id };
            let of: Authorized<Read, _> = Authorized::permit(&caller.subject, of)
                .map_err(|refused| Fault::refused(refused, "see which notifications this user wants"))?;
            Ok(reader.notification_preferences(of.user_id).await?)
        })
        .await
}

/// Notes what a user says of messages; gives everything that they have said.
pub(crate) struct SetPreferences {
    /// The user, as the caller named them.
    pub(crate) user: String,
    /// Whether messages are not wanted, by the id of the template as it was written.
    pub(crate) disabled: BTreeMap<String, bool>,
}

impl Command for SetPreferences {
    type Actor = Arc<Caller>;
    type Output = Vec<PreferenceRecord>;

    fn audit(&self) -> Audit {
        operations::UPDATE_NOTIFICATION_PREFERENCES.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `Invalid` for templates that there aren't.
    async fn run(
        &self,
        context: &CommandContext<Arc<Caller>>,
    ) -> Result<Outcome<Vec<PreferenceRecord>>, Fault> {
        let caller = context.caller();
        let user = find::user(context, caller, &self.user).await?;
        let of = Preferences { user_id: user.id };
        let of: Authorized<Update, _> = Authorized::permit(&caller.subject, of)
            .map_err(|refused| Fault::refused(refused, "choose which notifications this user wants"))?;
        let said = self.read()?;
        let before = context.notification_preferences(user.id).await?;
        if said.is_empty() {
            return Ok(Outcome::unrecorded(before));
        }
        let mut diff = Diff::default();
        for (place, (template, disabled)) in (before.len()..).zip(said) {
            let place = i64::try_from(place).unwrap_or(i64::MAX);
            let kept = before.iter().find(|kept| kept.template_id == template.id);
            diff = diff.field(template.name, kept.map(|kept| kept.disabled), disabled);
            context.set_notification_preference(&of, template.id, disabled, place, context.now).await?;
        }
        let after = context.notification_preferences(user.id).await?;
        Ok(Outcome::changed(after, Entry::new(user.id, &user.username).diff(diff)))
    }
}

impl SetPreferences {
    fn read(&self) -> Result<Vec<(&'static Template, bool)>, Fault> {
        let (mut said, mut faults) = (Vec::new(), Vec::new());
        for (written, disabled) in &self.disabled {
            match written.parse().ok().and_then(notifications::by_id) {
                Some(template) => said.push((template, *disabled)),
                None => {
                    let written: String = written.chars().take(64).collect();
                    let detail = "must be the id of a notification template".to_owned();
                    faults.push(FieldFault { field: format!("template_disabled_map.{written}"), detail });
                }
            }
        }
        if faults.is_empty() { Ok(said) } else { Err(Fault::Invalid(faults)) }
    }
}
