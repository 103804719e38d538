//! The environment variables of plan and apply for the provider: the job's workspace, its owner, its
//! parameters.

use burgrave_core::provisioning::build::Transition;
use sha2::{Digest, Sha256};

use crate::job::{JobInput, Prebuild};

/// The variables of `plan` and `apply`. The usual ones are always set, and empty if unknown.
pub(super) fn workspace(job: &JobInput, transition: Transition) -> Vec<(String, String)> {
    let JobInput { workspace, owner, template, .. } = job;
    let json = |value: serde_json::Value| value.to_string();
    let groups = match owner.groups.is_empty() {
        true => json(serde_json::Value::Null),
        false => json(owner.groups.clone().into()),
    };
    let mut all: Vec<(String, String)> = [
        ("AGENT_URL", &*job.access_url),
        ("WORKSPACE_TRANSITION", word(transition)),
        ("WORKSPACE_NAME", &workspace.name),
        ("WORKSPACE_OWNER", &owner.name),
        ("WORKSPACE_OWNER_EMAIL", &owner.email),
        ("WORKSPACE_OWNER_NAME", &owner.full_name),
        ("WORKSPACE_OWNER_OIDC_ACCESS_TOKEN", &owner.oidc_access_token),
        ("WORKSPACE_OWNER_GROUPS", &groups),
        ("WORKSPACE_OWNER_SSH_PUBLIC_KEY", &owner.ssh_public_key),
        ("WORKSPACE_OWNER_SSH_PRIVATE_KEY", &owner.ssh_private_key),
        ("WORKSPACE_OWNER_LOGIN_TYPE", &owner.login_type),
        ("WORKSPACE_OWNER_RBAC_ROLES", &json(serde_json::json!(owner.roles))),
        ("WORKSPACE_ID", &workspace.id),
        ("WORKSPACE_OWNER_ID", &owner.id),
        ("WORKSPACE_OWNER_SESSION_TOKEN", &owner.session_token),
        ("WORKSPACE_TEMPLATE_ID", &template.id),
        ("WORKSPACE_TEMPLATE_NAME", &template.name),
        ("WORKSPACE_TEMPLATE_VERSION", &template.version),
        ("WORKSPACE_BUILD_ID", &workspace.build_id),
        ("TASK_ID", ""),
        ("TASK_PROMPT", ""),
    ]
    .into_iter()
    .map(|(name, value)| (format!("CODER_{name}"), value.to_owned()))
    .collect();
    let flag = match workspace.prebuild {
        Prebuild::No => None,
        Prebuild::Made => Some("CODER_WORKSPACE_IS_PREBUILD"),
        Prebuild::Claimed => Some("CODER_WORKSPACE_IS_PREBUILD_CLAIM"),
    };
    all.extend(flag.map(|name| (name.to_owned(), "true".to_owned())));
    all.extend(running_agents(job));
    all
}

/// The token of a single agent is also given under the name without an id.
fn running_agents(job: &JobInput) -> Vec<(String, String)> {
    let single = job.workspace.running_agents.len() == 1;
    let name = |id: &str| hash(if single { "" } else { id });
    let variable = |(id, token): (&String, &String)| {
        (format!("CODER_RUNNING_WORKSPACE_AGENT_TOKEN_{}", name(id)), token.clone())
    };
    job.workspace.running_agents.iter().map(variable).collect()
}

/// The variables of `plan` only.
pub(super) fn parameters(job: &JobInput) -> Vec<(String, String)> {
    let named = |prefix: &'static str| {
        move |(name, value): (&String, &String)| (format!("{prefix}{}", hash(name)), value.clone())
    };
    let token = |(id, token): (&String, &String)| {
        ["CODER_EXTERNAL_AUTH_ACCESS_TOKEN_", "CODER_GIT_AUTH_ACCESS_TOKEN_"]
            .map(|prefix| (format!("{prefix}{id}"), token.clone()))
    };
    let values = job.parameters.iter().map(named("CODER_PARAMETER_"));
    let previous = job.previous_parameters.iter().map(named("CODER_PARAMETER_PREVIOUS_"));
    values.chain(previous).chain(job.external_auth.iter().flat_map(token)).collect()
}

const fn word(transition: Transition) -> &'static str {
    match transition {
        Transition::Start => "start",
        Transition::Stop => "stop",
        Transition::Delete => "destroy",
    }
}

/// Names of variables for names with any characters.
fn hash(name: &str) -> String {
    hex::encode(Sha256::digest(name))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::job::{OwnerFacts, OwnerRole, WorkspaceFacts};

    fn job() -> JobInput {
        let map = |name: &str, value: &str| BTreeMap::from([(name.to_owned(), value.to_owned())]);
        JobInput {
            parameters: map("size", "2"),
            previous_parameters: map("size", "1"),
            external_auth: map("github", "token"),
            access_url: "https://burgrave.example.com".into(),
            workspace: WorkspaceFacts {
                name: "dev".into(),
                prebuild: Prebuild::Claimed,
                running_agents: map("an id", "running"),
                ..WorkspaceFacts::default()
            },
            owner: OwnerFacts {
                name: "ada".into(),
                roles: vec![OwnerRole { name: "member".into(), org_id: String::new() }],
                ..OwnerFacts::default()
            },
            ..JobInput::default()
        }
    }

    #[test]
    fn a_template_finds_its_workspace() {
        let facts: BTreeMap<_, _> = workspace(&job(), Transition::Delete).into_iter().collect();
        let shown: Vec<_> = facts.iter().map(|(name, value)| format!("{name}={value}")).collect();
        insta::assert_snapshot!(shown.join("\n"), @r#"
        CODER_AGENT_URL=https://burgrave.example.com
        CODER_RUNNING_WORKSPACE_AGENT_TOKEN_e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855=running
        CODER_TASK_ID=
        CODER_TASK_PROMPT=
        CODER_WORKSPACE_BUILD_ID=
        CODER_WORKSPACE_ID=
        CODER_WORKSPACE_IS_PREBUILD_CLAIM=true
        CODER_WORKSPACE_NAME=dev
        CODER_WORKSPACE_OWNER=ada
        CODER_WORKSPACE_OWNER_EMAIL=
        CODER_WORKSPACE_OWNER_GROUPS=null
        CODER_WORKSPACE_OWNER_ID=
        CODER_WORKSPACE_OWNER_LOGIN_TYPE=
        CODER_WORKSPACE_OWNER_NAME=
        CODER_WORKSPACE_OWNER_OIDC_ACCESS_TOKEN=
        CODER_WORKSPACE_OWNER_RBAC_ROLES=[{"name":"member","org_id":""}]
        CODER_WORKSPACE_OWNER_SESSION_TOKEN=
        CODER_WORKSPACE_OWNER_SSH_PRIVATE_KEY=
        CODER_WORKSPACE_OWNER_SSH_PUBLIC_KEY=
        CODER_WORKSPACE_TEMPLATE_ID=
        CODER_WORKSPACE_TEMPLATE_NAME=
        CODER_WORKSPACE_TEMPLATE_VERSION=
        CODER_WORKSPACE_TRANSITION=destroy
        "#);
    }

    #[test]
    fn parameters_and_tokens_are_there_by_their_names() {
        let shown: Vec<_> =
            parameters(&job()).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        insta::assert_snapshot!(shown.join("\n"), @r#"
        CODER_PARAMETER_ccdcbe846f3da4eb044fbdf64bf6b57902388ab72fb0c852ba72280f8d478b40=2
        CODER_PARAMETER_PREVIOUS_ccdcbe846f3da4eb044fbdf64bf6b57902388ab72fb0c852ba72280f8d478b40=1
        CODER_EXTERNAL_AUTH_ACCESS_TOKEN_github=token
        CODER_GIT_AUTH_ACCESS_TOKEN_github=token
        "#);
    }
}
