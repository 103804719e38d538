//! The results of the steps of a job.

use std::collections::BTreeMap;

use burgrave_core::provisioning::job::{LogLevel, TimingStage};
use burgrave_core::provisioning::parameters::DescribedParameter;
use burgrave_core::provisioning::resources::{Module, PlanFacts, Replacement, Resource, daily_cost};
use burgrave_core::provisioning::version::{DescribedPreset, ExternalAuth, TemplateVariable};
use chrono::{DateTime, Utc};

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Its level.
    pub level: LogLevel,
    /// Its text.
    pub output: String,
}

/// The receiver of log lines while a step runs.
pub type LogSink<'a> = &'a mut dyn FnMut(LogLine);

/// The end of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<T> {
    /// The step has a result.
    Complete(T),
    /// The step doesn't end by itself: the caller waits until the job is canceled.
    Waits,
}

/// The parts of the template that are known before a plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// Its variables, in the order of the template.
    pub variables: Vec<TemplateVariable>,
    /// Its README.
    pub readme: String,
    /// The tags of daemons for its jobs, with the values' expressions.
    pub workspace_tags: BTreeMap<String, String>,
}

/// The result of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Planned {
    /// Its resources.
    pub resources: Vec<Resource>,
    /// Costs of metadata without a resource.
    pub unattached_cost: i64,
    /// The parameters, in the order of the template.
    pub parameters: Vec<DescribedParameter>,
    /// The external accounts that its workspaces use.
    pub external_auth: Vec<ExternalAuth>,
    /// The presets, in the order of the template.
    pub presets: Vec<DescribedPreset>,
    /// The modules of the template.
    pub modules: Vec<Module>,
    /// The resources that are replaced.
    pub replacements: Vec<Replacement>,
}

/// The result of an apply.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// The state for the next build, also after a failure.
    pub state: Vec<u8>,
    /// Its resources, also after a failure.
    pub resources: Vec<Resource>,
    /// The reason of a failure.
    pub error: Option<String>,
}

/// The duration of a part of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timing {
    /// The step that it is a part of.
    pub stage: TimingStage,
    /// Its source: a provider's name, or `coder` for a whole step.
    pub source: String,
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// Its begin.
    pub started_at: DateTime<Utc>,
    /// Its end.
    pub ended_at: DateTime<Utc>,
}

impl Planned {
    /// The cost of the build.
    #[must_use]
    pub fn daily_cost(&self) -> i64 {
        daily_cost(&self.resources).saturating_add(self.unattached_cost)
    }

    /// What is kept of the plan beside its resources.
    #[must_use]
    pub fn facts(&self) -> PlanFacts {
        PlanFacts::of(self.modules.clone(), self.replacements.clone())
    }
}
