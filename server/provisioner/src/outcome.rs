//! What the steps of a job tell.

use std::collections::BTreeMap;

use burgrave_core::provisioning::job::{LogLevel, TimingStage};
use burgrave_core::provisioning::parameters::DescribedParameter;
use burgrave_core::provisioning::resources::{Resource, daily_cost};
use burgrave_core::provisioning::version::{DescribedPreset, ExternalAuth, TemplateVariable};
use chrono::{DateTime, Utc};

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// How much it matters.
    pub level: LogLevel,
    /// What it says.
    pub output: String,
}

/// Where lines of the log go while a step runs.
pub type LogSink<'a> = &'a mut dyn FnMut(LogLine);

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<T> {
    /// It has told what it had to tell.
    Complete(T),
    /// It doesn't end by itself: whoever runs it waits until the job is canceled.
    Waits,
}

/// What the template says before anything is planned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// Its variables, in its order.
    pub variables: Vec<TemplateVariable>,
    /// Its README.
    pub readme: String,
    /// The tags of daemons that its jobs ask for, as the template writes their values.
    pub workspace_tags: BTreeMap<String, String>,
}

/// What a build would make.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Planned {
    /// Its resources.
    pub resources: Vec<Resource>,
    /// What is paid for nothing that it makes: costs of metadata whose resource isn't there.
    pub unattached_cost: i64,
    /// The template's parameters, in its order.
    pub parameters: Vec<DescribedParameter>,
    /// The accounts elsewhere that its workspaces use.
    pub external_auth: Vec<ExternalAuth>,
    /// The template's presets, in its order.
    pub presets: Vec<DescribedPreset>,
    /// The modules that it is made of.
    pub modules: Vec<Module>,
    /// What is removed and made anew.
    pub replacements: Vec<Replacement>,
}

/// What a build has made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// What the next build begins with, also where this one failed.
    pub state: Vec<u8>,
    /// Its resources, also where it failed.
    pub resources: Vec<Resource>,
    /// Why it failed.
    pub error: Option<String>,
}

/// A module of a template.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Module {
    /// Its place among the modules: `network.subnet`.
    pub key: String,
    /// Where it comes from.
    pub source: String,
    /// Its version; empty where its source has none.
    pub version: String,
    /// Where it lies, from the template's folder.
    pub folder: String,
}

/// A resource that is removed and made anew.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Replacement {
    /// Its address.
    pub resource: String,
    /// The attributes whose change forces it.
    pub paths: Vec<String>,
}

/// How long a part of a job took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timing {
    /// The step that it is a part of.
    pub stage: TimingStage,
    /// Whose it is: a provider's name, or `coder` for a whole step.
    pub source: String,
    /// What was done.
    pub action: String,
    /// What it was done to.
    pub resource: String,
    /// From when.
    pub started_at: DateTime<Utc>,
    /// To when.
    pub ended_at: DateTime<Utc>,
}

impl Planned {
    /// What the build would cost.
    #[must_use]
    pub fn daily_cost(&self) -> i64 {
        daily_cost(&self.resources).saturating_add(self.unattached_cost)
    }
}
