//! The words of the API for builds.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::provisioning::words::as_str;

use crate::authorization::Action;

as_str!(Transition, BuildReason, AutomaticUpdates);

/// Where a build takes its workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Transition {
    /// The workspace runs afterwards.
    Start,
    /// What stays without a running workspace is left.
    Stop,
    /// Nothing is left, and the workspace is deleted.
    Delete,
}

impl Transition {
    /// What the caller must be allowed to do to the workspace. Starting a dormant one wakes it up, which
    /// changes it.
    #[must_use]
    pub const fn action(self, dormant: bool) -> Action {
        match self {
            Self::Start if dormant => Action::Update,
            Self::Start => Action::Start,
            Self::Stop => Action::Stop,
            Self::Delete => Action::Delete,
        }
    }
}

/// Why a build was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum BuildReason {
    /// Its initiator wanted it.
    Initiator,
    /// The workspace's schedule.
    Autostart,
    /// The workspace's deadline.
    Autostop,
    /// The workspace wasn't used for long.
    Dormancy,
    /// Somebody wanted it on a web page.
    Dashboard,
    /// Somebody wanted it on a command line.
    Cli,
    /// Somebody connected by SSH.
    SshConnection,
    /// Somebody connected with VS Code.
    VscodeConnection,
    /// Somebody connected with a JetBrains editor.
    JetbrainsConnection,
    /// Somebody paused a task.
    TaskManualPause,
    /// A task was idle.
    TaskAutoPause,
    /// A task goes on.
    TaskResume,
}

impl BuildReason {
    /// Whether a request may give it. The others are told from who made the build.
    #[must_use]
    pub const fn may_be_requested(self) -> bool {
        matches!(
            self,
            Self::Dashboard
                | Self::Cli
                | Self::SshConnection
                | Self::VscodeConnection
                | Self::JetbrainsConnection
                | Self::TaskManualPause
        )
    }
}

/// Whether a workspace goes to the active version of its template by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum AutomaticUpdates {
    /// With each start that names no version.
    Always,
    /// Only where somebody says so.
    Never,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_reasons_may_be_requested() {
        let requested: Vec<&str> = BuildReason::VARIANTS
            .iter()
            .filter(|reason| reason.may_be_requested())
            .map(|reason| reason.as_str())
            .collect();
        assert_eq!(
            requested,
            [
                "dashboard",
                "cli",
                "ssh_connection",
                "vscode_connection",
                "jetbrains_connection",
                "task_manual_pause"
            ]
        );
    }
}
