//! The input of a job, beside the template.

use std::collections::BTreeMap;

use burgrave_core::provisioning::job::LogLevel;

/// The input of a job. It has secrets, and therefore no `Debug`.
#[derive(Clone, Default)]
pub struct JobInput {
    /// The state of the previous build; empty if there is none.
    pub state: Vec<u8>,
    /// The values of the template's parameters.
    pub parameters: BTreeMap<String, String>,
    /// The values of the previous build.
    pub previous_parameters: BTreeMap<String, String>,
    /// The owner's access tokens by the providers' ids.
    pub external_auth: BTreeMap<String, String>,
    /// Whether the log has more than the usual lines.
    pub log_level: Option<LogLevel>,
    /// The URL at which clients reach the server.
    pub access_url: String,
    /// The workspace.
    pub workspace: WorkspaceFacts,
    /// The owner of the workspace.
    pub owner: OwnerFacts,
    /// The template.
    pub template: TemplateFacts,
}

/// The workspace, as far as a template may know it. An import has none.
#[derive(Clone, Default)]
pub struct WorkspaceFacts {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The build's id; empty if there is none: providers then don't require the other values.
    pub build_id: String,
    /// Whether it is prebuilt.
    pub prebuild: Prebuild,
    /// The tokens of running agents, by the agents' ids.
    pub running_agents: BTreeMap<String, String>,
}

/// Whether a workspace is prebuilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Prebuild {
    /// It is not.
    #[default]
    No,
    /// It is.
    Made,
    /// It was, and is claimed by its owner now.
    Claimed,
}

/// The owner of the workspace, as far as a template may know them.
#[derive(Clone, Default)]
#[allow(missing_docs, reason = "the words say it")]
pub struct OwnerFacts {
    pub id: String,
    pub name: String,
    pub email: String,
    pub full_name: String,
    /// The names of its groups in the organization.
    pub groups: Vec<String>,
    pub ssh_public_key: String,
    pub ssh_private_key: String,
    pub login_type: String,
    pub roles: Vec<OwnerRole>,
    pub session_token: String,
    pub oidc_access_token: String,
}

/// A role of an owner.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct OwnerRole {
    /// Its name.
    pub name: String,
    /// The organization in which it applies; empty for all.
    pub org_id: String,
}

/// The template, as far as it may know itself.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "the words say it")]
pub struct TemplateFacts {
    pub id: String,
    pub name: String,
    pub version: String,
}
