//! A part of the deployment, and what was found of it.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// A part. The words are those of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
pub(crate) enum Part {
    /// Relays of connections.
    #[strum(serialize = "DERP")]
    Derp,
    /// The access URL.
    #[strum(serialize = "AccessURL")]
    AccessUrl,
    /// WebSockets at the access URL.
    Websocket,
    /// The database.
    Database,
    /// Workspace proxies.
    WorkspaceProxy,
    /// Provisioner daemons.
    ProvisionerDaemons,
}

impl Part {
    /// Its word.
    pub(crate) fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Severity {
    /// It isn't.
    #[default]
    Ok,
    /// It should be looked at.
    Warning,
    /// It doesn't work.
    Error,
}

/// Something that should be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// A word that stays the same.
    pub(crate) code: &'static str,
    /// The same in words.
    pub(crate) text: String,
}

/// How a part is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct State {
    /// How bad.
    pub(crate) severity: Severity,
    /// What should be looked at.
    pub(crate) warnings: Vec<Message>,
    /// What is wrong.
    pub(crate) error: Option<String>,
}

impl State {
    /// It doesn't work.
    pub(super) fn broken(code: &'static str, text: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            warnings: Vec::new(),
            error: Some(format!("{code}: {}", text.into())),
        }
    }

    /// It works, and should be looked at where there is anything.
    pub(super) fn with(warnings: Vec<Message>) -> Self {
        let severity = if warnings.is_empty() { Severity::Ok } else { Severity::Warning };
        Self { severity, warnings, error: None }
    }
}
