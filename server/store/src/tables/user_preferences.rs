//! How parts of the dashboard behave for a user.

use crate::table::table;
use crate::{Reader, StoreError, Tx, UserRecord};
use burgrave_core::authorization::{Authorized, UpdatePersonal};
use burgrave_core::ids::UserId;

table! {
    USER_PREFERENCES = "user_preferences" as "p";

    read
    /// A user's preferences, in the words of the API; empty = nothing was chosen.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the specification says it")]
    pub struct UserPreferences {
        pub task_notification_alert_dismissed: bool,
        pub thinking_display_mode: String,
        pub shell_tool_display_mode: String,
        pub code_diff_display_mode: String,
        pub agent_chat_send_shortcut: String,
    }

    write
    /// What a user prefers from now on.
    struct NewPreferences {
        key { user_id: UserId }
        columns {
            task_notification_alert_dismissed: bool,
            thinking_display_mode: String,
            shell_tool_display_mode: String,
            code_diff_display_mode: String,
            agent_chat_send_shortcut: String,
        }
    }
}

impl Reader {
    /// What a user has chosen; none who never chose.
    pub async fn preferences(&self, user: UserId) -> Result<Option<UserPreferences>, StoreError> {
        let sql = format!("SELECT {} FROM user_preferences p WHERE p.user_id = ?1", UserPreferences::COLUMNS);
        self.find(&sql, &[user.into()]).await
    }
}

impl Tx {
    /// Sets what a user prefers.
    pub async fn set_preferences(
        &self,
        user: &Authorized<UpdatePersonal, UserRecord>,
        chosen: &UserPreferences,
    ) -> Result<(), StoreError> {
        let chosen = chosen.clone();
        self.put(&NewPreferences {
            user_id: user.id,
            task_notification_alert_dismissed: chosen.task_notification_alert_dismissed,
            thinking_display_mode: chosen.thinking_display_mode,
            shell_tool_display_mode: chosen.shell_tool_display_mode,
            code_diff_display_mode: chosen.code_diff_display_mode,
            agent_chat_send_shortcut: chosen.agent_chat_send_shortcut,
        })
        .await
    }
}
