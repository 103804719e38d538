//! A resource of a workspace.

use serde::{Deserialize, Serialize};

use super::Agent;

/// The type of a resource whose agent is started by somebody else.
const EXTERNAL_AGENT: &str = "coder_external_agent";

/// What is shown in the place of what isn't.
pub const REDACTED: &str = "*redacted*";

/// Something that a workspace is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Resource {
    /// Its name in the template.
    pub name: String,
    /// Its type, such as `docker_container`.
    #[serde(rename = "type")]
    pub kind: String,
    /// It isn't shown.
    pub hide: bool,
    /// The address of its picture.
    pub icon: String,
    /// The type of the machine.
    pub instance_type: String,
    /// What it costs its owner's budget.
    pub daily_cost: i64,
    /// The module that it is in; empty for the template's own.
    pub module_path: String,
    /// What is told about it, in the template's order.
    pub metadata: Vec<Metadata>,
    /// Its agents.
    pub agents: Vec<Agent>,
}

/// Something that a template tells about a resource.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Metadata {
    /// What it is.
    pub key: String,
    /// What it says; empty where it says nothing.
    pub value: String,
    /// The value isn't shown.
    pub sensitive: bool,
}

impl Metadata {
    /// The value as it may be shown.
    #[must_use]
    pub fn shown_value(&self) -> &str {
        if self.sensitive { REDACTED } else { &self.value }
    }
}

/// What a build with these resources costs.
#[must_use]
pub fn daily_cost(resources: &[Resource]) -> i64 {
    resources.iter().fold(0, |sum, resource| i64::saturating_add(sum, resource.daily_cost))
}

/// Whether one of the resources has an agent that somebody else starts.
#[must_use]
pub fn has_external_agent(resources: &[Resource]) -> bool {
    resources.iter().any(|resource| resource.kind == EXTERNAL_AGENT)
}
