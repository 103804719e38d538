//! When people don't work, so that their workspaces may be stopped.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{ReadPersonal, UpdatePersonal};
use burgrave_core::provisioning::schedule::{QuietHours, QuietRule};
use chrono::{DateTime, Utc};

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller, find};
use crate::fault::Fault;
use crate::identity::users::rights;

/// The quiet hours of somebody.
pub(crate) struct QuietView {
    pub(crate) quiet: QuietHours,
    /// Whether they have chosen them.
    pub(crate) own: bool,
    /// Whether they may.
    pub(crate) may_choose: bool,
    /// When they begin next.
    pub(crate) next: DateTime<Utc>,
}

impl QuietView {
    fn of(rule: &QuietRule, chosen: &str, now: DateTime<Utc>) -> Result<Self, Fault> {
        let (quiet, own) = rule.of(chosen);
        let never = || Fault::Internal("quiet hours never begin".into());
        let next = quiet.next_after(now).ok_or_else(never)?;
        Ok(Self { quiet, own, may_choose: rule.custom, next })
    }
}

/// The quiet hours of the user that `written` names.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(crate) async fn get(app: &App, caller: Arc<Caller>, written: String) -> Result<QuietView, Fault> {
    let (rule, now) = (app.settings().governance.quiet_hours.clone(), app.now());
    app.store()
        .read(move |reader| async move {
            let what = "see the quiet hours of this user";
            let user = find::user_to::<ReadPersonal>(&reader, &caller, &written, what).await?;
            QuietView::of(&rule, &reader.quiet_hours(user.id).await?, now)
        })
        .await
}

/// Sets the quiet hours of a user.
pub(crate) struct SetQuietHours {
    /// The user, as the caller named them.
    pub(crate) user: String,
    /// The schedule, as the caller wrote it.
    pub(crate) schedule: String,
    /// What the operator has decided.
    pub(crate) rule: QuietRule,
}

impl Command for SetQuietHours {
    type Actor = Arc<Caller>;
    type Output = QuietView;

    fn audit(&self) -> Audit {
        operations::UPDATE_QUIET_HOURS.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `Refused` where nobody may choose; `Invalid` for a schedule that is none.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<QuietView>, Fault> {
        let what = "change the quiet hours of this user";
        let user = find::user_to::<UpdatePersonal>(context, context.caller(), &self.user, what).await?;
        rights::may_act_on(context, context.caller(), &user, what).await?;
        if !self.rule.custom {
            let message =
                "Users cannot set custom quiet hours schedule due to deployment configuration.".into();
            return Err(Fault::Refused { message });
        }
        let chosen: QuietHours =
            self.schedule.parse().map_err(|fault| Fault::field("schedule", format!("is wrong: {fault}")))?;
        let (before, after) = (context.quiet_hours(user.id).await?, chosen.canonical());
        context.set_quiet_hours(&user, &after, context.now).await?;
        let diff = Diff::default().field("quiet_hours_schedule", before, after.as_str());
        let view = QuietView::of(&self.rule, &after, context.now)?;
        Ok(Outcome::changed(view, Entry::new(user.id, &user.username).diff(diff)))
    }
}
