//! A template of messages.

use serde_json::json;
use uuid::Uuid;

/// What messages of one kind are made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// Its identity, the same on every deployment.
    pub id: Uuid,
    /// Its name for people.
    pub name: &'static str,
    /// With which others it is shown.
    pub group: Group,
    /// Who writes such messages.
    pub kind: Kind,
    /// Whether people get them who haven't chosen.
    pub enabled_by_default: bool,
    /// The title, with labels in double braces.
    pub title: &'static str,
    /// The text, as Markdown, with labels in double braces.
    pub body: &'static str,
    /// Where they lead.
    pub buttons: &'static [Button],
}

/// Where a message leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Button {
    pub label: &'static str,
    pub url: &'static str,
}

/// Who writes messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The server.
    System,
    /// Somebody.
    Custom,
}

/// What messages are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words say it")]
pub enum Group {
    Workspace,
    User,
    Template,
    Notification,
    Custom,
    Task,
    Chat,
    CostControl,
    CostControlAdmin,
}

impl Group {
    /// The word of the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Workspace => "Workspace Events",
            Self::User => "User Events",
            Self::Template => "Template Events",
            Self::Notification => "Notification Events",
            Self::Custom => "Custom Events",
            Self::Task => "Task Events",
            Self::Chat => "Chat Events",
            Self::CostControl => "AI Cost Control Events",
            Self::CostControlAdmin => "AI Cost Control Admin Events",
        }
    }
}

impl Kind {
    /// The word of the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Custom => "custom",
        }
    }
}

impl Template {
    /// The buttons as the API has them: the text of a JSON document.
    #[must_use]
    pub fn actions(&self) -> String {
        let shown = |button: &Button| json!({"label": button.label, "url": button.url});
        json!(self.buttons.iter().map(shown).collect::<Vec<_>>()).to_string()
    }
}
