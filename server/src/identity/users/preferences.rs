//! How parts of the dashboard behave for a user.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{ReadPersonal, UpdatePersonal};
use burgrave_store::UserPreferences;

use super::rights;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// What holds for users who have chosen nothing.
fn at_first() -> UserPreferences {
    UserPreferences {
        task_notification_alert_dismissed: false,
        thinking_display_mode: "auto".into(),
        shell_tool_display_mode: "always_collapsed".into(),
        code_diff_display_mode: String::new(),
        agent_chat_send_shortcut: "enter".into(),
    }
}

/// The preferences of the user that `written` names.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(crate) async fn get(app: &App, caller: Arc<Caller>, written: String) -> Result<UserPreferences, Fault> {
    app.store()
        .read(move |reader| async move {
            let what = "see the preferences of this user";
            let user = find::user_to::<ReadPersonal>(&reader, &caller, &written, what).await?;
            Ok(reader.preferences(user.id).await?.unwrap_or_else(at_first))
        })
        .await
}

/// Changes a user's preferences; what is none stays.
#[derive(Debug)]
#[allow(missing_docs, reason = "the specification says it")]
pub(crate) struct SetPreferences {
    /// The user, as the caller named them.
    pub(crate) user: String,
    pub(crate) task_notification_alert_dismissed: Option<bool>,
    pub(crate) thinking_display_mode: Option<String>,
    pub(crate) shell_tool_display_mode: Option<String>,
    pub(crate) code_diff_display_mode: Option<String>,
    pub(crate) agent_chat_send_shortcut: Option<String>,
}

impl SetPreferences {
    fn onto(&self, before: &UserPreferences) -> UserPreferences {
        let or = |new: &Option<String>, old: &String| {
            new.clone().filter(|chosen| !chosen.is_empty()).unwrap_or_else(|| old.clone())
        };
        UserPreferences {
            task_notification_alert_dismissed: self
                .task_notification_alert_dismissed
                .unwrap_or(before.task_notification_alert_dismissed),
            thinking_display_mode: or(&self.thinking_display_mode, &before.thinking_display_mode),
            shell_tool_display_mode: or(&self.shell_tool_display_mode, &before.shell_tool_display_mode),
            code_diff_display_mode: or(&self.code_diff_display_mode, &before.code_diff_display_mode),
            agent_chat_send_shortcut: or(&self.agent_chat_send_shortcut, &before.agent_chat_send_shortcut),
        }
    }
}

impl Command for SetPreferences {
    type Actor = Arc<Caller>;
    type Output = UserPreferences;

    fn audit(&self) -> Audit {
        operations::UPDATE_USER_PREFERENCES.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<UserPreferences>, Fault> {
        let what = "change the preferences of this user";
        let user = find::user_to::<UpdatePersonal>(context, context.caller(), &self.user, what).await?;
        rights::may_act_on(context, context.caller(), &user, what).await?;
        let before = context.preferences(user.id).await?.unwrap_or_else(at_first);
        let after = self.onto(&before);
        context.set_preferences(&user, &after).await?;
        let diff = Diff::default()
            .field(
                "task_notification_alert_dismissed",
                before.task_notification_alert_dismissed,
                after.task_notification_alert_dismissed,
            )
            .field(
                "thinking_display_mode",
                before.thinking_display_mode,
                after.thinking_display_mode.as_str(),
            )
            .field(
                "shell_tool_display_mode",
                before.shell_tool_display_mode,
                after.shell_tool_display_mode.as_str(),
            )
            .field(
                "code_diff_display_mode",
                before.code_diff_display_mode,
                after.code_diff_display_mode.as_str(),
            )
            .field(
                "agent_chat_send_shortcut",
                before.agent_chat_send_shortcut,
                after.agent_chat_send_shortcut.as_str(),
            );
        Ok(Outcome::changed(after, Entry::new(user.id, &user.username).diff(diff)))
    }
}
