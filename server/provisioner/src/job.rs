//! What a job is given beside the template.

use std::collections::BTreeMap;

use burgrave_core::provisioning::job::LogLevel;

/// What a job is given. It holds secrets, and so has no `Debug`.
#[derive(Clone, Default)]
pub struct JobInput {
    /// What the build before has left; empty where there was none.
    pub state: Vec<u8>,
    /// The values of the template's parameters.
    pub parameters: BTreeMap<String, String>,
    /// Those of the build before.
    pub previous_parameters: BTreeMap<String, String>,
    /// The owner's access tokens by the providers' ids.
    pub external_auth: BTreeMap<String, String>,
    /// How much of its log is wanted beyond the usual.
    pub log_level: Option<LogLevel>,
    /// Where clients reach the server.
    pub access_url: String,
    /// The workspace.
    pub workspace: WorkspaceFacts,
    /// Who it belongs to.
    pub owner: OwnerFacts,
    /// What it is made from.
    pub template: TemplateFacts,
}

/// What a template may know of its workspace. An import has none.
#[derive(Clone, Default)]
pub struct WorkspaceFacts {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The build's id; empty where there is none, and then no provider insists on the rest.
    pub build_id: String,
    /// Whether it is made for nobody yet.
    pub prebuild: Prebuild,
    /// The tokens of agents that run already, by the agents' ids.
    pub running_agents: BTreeMap<String, String>,
}

/// Whether a workspace is made ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Prebuild {
    /// It isn't.
    #[default]
    No,
    /// It is.
    Made,
    /// It was, and somebody takes it now.
    Claimed,
}

/// What a template may know of its workspace's owner.
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
    /// The organization that it counts in; empty for all.
    pub org_id: String,
}

/// What a template may know of itself.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "the words say it")]
pub struct TemplateFacts {
    pub id: String,
    pub name: String,
    pub version: String,
}
