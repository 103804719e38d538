//! What people are told of.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use strum::VariantArray;
use uuid::{Uuid, uuid};

/// An occasion on which somebody is told something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, VariantArray)]
#[allow(missing_docs, reason = "the templates say it")]
pub enum Occasion {
    Custom,
    JobUnplaceable,
    Passcode,
    QuotaNearlyUsed,
    QuotaUsedUp,
    TemplateDeleted,
    TemplateDeprecated,
    Troubleshooting,
    UserActivated,
    UserCreated,
    UserDeleted,
    UserSuspended,
    WorkspaceAutobuildFailed,
    WorkspaceAutoUpdated,
    WorkspaceBuildFailed,
    WorkspaceCreated,
    WorkspaceDeleted,
    WorkspaceDormant,
    WorkspaceDrifted,
    WorkspaceUpdated,
    YourAccountActivated,
    YourAccountSuspended,
}

/// The picture of messages, as clients know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words say it")]
pub enum Icon {
    Account,
    Other,
    Template,
    Workspace,
}

impl Occasion {
    /// All of them.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The template of its messages.
    #[must_use]
    pub const fn template(self) -> Uuid {
        match self {
            Self::Custom => uuid!("39b1e189-c857-4b0c-877a-511144c18516"),
            Self::JobUnplaceable => uuid!("7c1b8f5e-2f0d-4b8a-9d35-5b0e6d1f4a92"),
            Self::Passcode => uuid!("62f86a30-2330-4b61-a26d-311ff3b608cf"),
            Self::QuotaNearlyUsed => uuid!("d4a6c0b3-8e57-4f1c-a2d9-3f7b91e05c68"),
            Self::QuotaUsedUp => uuid!("1f93e7d2-60ab-4c55-8b1e-c9d42a7f3e06"),
            Self::TemplateDeleted => uuid!("29a09665-2a4c-403f-9648-54301670e7be"),
            Self::TemplateDeprecated => uuid!("f40fae84-55a2-42cd-99fa-b41c1ca64894"),
            Self::Troubleshooting => uuid!("c425f63e-716a-4bf4-ae24-78348f706c3f"),
            Self::UserActivated => uuid!("9f5af851-8408-4e73-a7a1-c6502ba46689"),
            Self::UserCreated => uuid!("4e19c0ac-94e1-4532-9515-d1801aa283b2"),
            Self::UserDeleted => uuid!("f44d9314-ad03-4bc8-95d0-5cad491da6b6"),
            Self::UserSuspended => uuid!("b02ddd82-4733-4d02-a2d7-c36f3598997d"),
            Self::WorkspaceAutobuildFailed => uuid!("381df2a9-c0c0-4749-420f-80a9280c66f9"),
            Self::WorkspaceAutoUpdated => uuid!("c34a0c09-0704-4cac-bd1c-0c0146811c2b"),
            Self::WorkspaceBuildFailed => uuid!("2faeee0f-26cb-4e96-821c-85ccb9f71513"),
            Self::WorkspaceCreated => uuid!("281fdf73-c6d6-4cbb-8ff5-888baf8a2fff"),
            Self::WorkspaceDeleted => uuid!("f517da0b-cdc9-410f-ab89-a86107c420ed"),
            Self::WorkspaceDormant => uuid!("0ea69165-ec14-4314-91f1-69566ac3c5a0"),
            Self::WorkspaceDrifted => uuid!("95e2d7a1-4c3f-4e68-b0f7-8a1d6c52b9e3"),
            Self::WorkspaceUpdated => uuid!("d089fe7b-d5c5-4c0c-aaf5-689859f7d392"),
            Self::YourAccountActivated => uuid!("1a6a6bea-ee0a-43e2-9e7c-eabdb53730e4"),
            Self::YourAccountSuspended => uuid!("6a2f0609-9b69-4d36-a989-9f5925b6cbff"),
        }
    }
}

impl Icon {
    /// The picture of the messages of a template.
    #[must_use]
    pub fn of(template: &super::Template) -> Self {
        use super::Group;
        match template.group {
            Group::User => Self::Account,
            Group::Template => Self::Template,
            Group::Workspace => Self::Workspace,
            _ => Self::Other,
        }
    }

    /// The word that clients know.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "DEFAULT_ICON_ACCOUNT",
            Self::Other => "DEFAULT_ICON_OTHER",
            Self::Template => "DEFAULT_ICON_TEMPLATE",
            Self::Workspace => "DEFAULT_ICON_WORKSPACE",
        }
    }
}

/// What is said of what happened, as it is kept until all have been told.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Values that texts name.
    pub labels: BTreeMap<String, String>,
    /// More for programs; null for nothing.
    #[serde(default)]
    pub data: Value,
    /// Of which objects it is; absent for none.
    #[serde(default)]
    pub targets: Option<Vec<Uuid>>,
}

impl Content {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With a label, at most 2,000 characters of it.
    #[must_use]
    pub fn label(mut self, name: &str, value: &str) -> Self {
        self.labels.insert(name.to_owned(), value.chars().take(LONGEST_LABEL).collect());
        self
    }

    /// With data for programs.
    #[must_use]
    pub fn data(self, data: Value) -> Self {
        Self { data, ..self }
    }

    /// Of these objects.
    #[must_use]
    pub fn targets(self, targets: Vec<Uuid>) -> Self {
        Self { targets: Some(targets), ..self }
    }
}

/// Characters of a label at most.
const LONGEST_LABEL: usize = 2_000;
