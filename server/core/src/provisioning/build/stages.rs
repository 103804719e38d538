//! What the log calls the parts of a job.

use super::Transition;

/// A part of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// The daemon prepares its folder.
    SettingUp,
    /// Providers and modules are fetched.
    Initializing,
    /// An import reads the template.
    Parsing,
    /// An import or a dry run plans a start.
    DetectingPersistent,
    /// An import plans a stop.
    DetectingEphemeral,
    /// A build is planned.
    Planning,
    /// A build's cost is held against its owner's budget.
    CommittingQuota,
    /// A build is carried out.
    Applying(Transition),
    /// Resources and agents are told from the graph.
    Graphing,
    /// The daemon removes its folder.
    CleaningUp,
}

impl Stage {
    /// The name, as clients show it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SettingUp => "Setting up",
            Self::Initializing => "Initializing Terraform Directory",
            Self::Parsing => "Parsing template parameters",
            Self::DetectingPersistent => "Detecting persistent resources",
            Self::DetectingEphemeral => "Detecting ephemeral resources",
            Self::Planning => "Planning Infrastructure",
            Self::CommittingQuota => "Commit quota",
            Self::Applying(Transition::Start) => "Starting workspace",
            Self::Applying(Transition::Stop) => "Stopping workspace",
            Self::Applying(Transition::Delete) => "Destroying workspace",
            Self::Graphing => "Graphing Infrastructure",
            Self::CleaningUp => "Cleaning Up",
        }
    }

    /// Whether the daemon opens it with a line of its own. In a dry run, no detecting stage has one.
    #[must_use]
    pub const fn has_opening_line(self) -> bool {
        !matches!(self, Self::Initializing | Self::Planning | Self::CommittingQuota | Self::Graphing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_has_its_own_name() {
        let stages = [
            Stage::SettingUp,
            Stage::Initializing,
            Stage::Parsing,
            Stage::DetectingPersistent,
            Stage::DetectingEphemeral,
            Stage::Planning,
            Stage::CommittingQuota,
            Stage::Applying(Transition::Start),
            Stage::Applying(Transition::Stop),
            Stage::Applying(Transition::Delete),
            Stage::Graphing,
            Stage::CleaningUp,
        ];
        let names: std::collections::BTreeSet<_> = stages.iter().map(|stage| stage.name()).collect();
        assert_eq!(names.len(), stages.len());
        assert_eq!(stages.iter().filter(|stage| stage.has_opening_line()).count(), 8);
    }
}
