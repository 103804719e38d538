//! What is known of a workspace and its owner before there is a build.

use std::collections::BTreeMap;

use super::{Machine, Told};
use crate::OwnerFacts;
use crate::hcl::value::Value;

/// Fields of the workspace that only a build knows.
const LATER: [&str; 8] = [
    "access_port",
    "access_url",
    "id",
    "name",
    "prebuild_count",
    "template_id",
    "template_name",
    "template_version",
];

impl Machine<'_> {
    /// What a data source says that the server answers itself; none for others.
    pub(super) fn fact(&self, of: &str) -> Told<Option<Value>> {
        Ok(match of {
            "coder_workspace_owner" => Some(match &self.inputs().owner {
                Some(owner) => owned_by(owner)?,
                None => Value::Unknown("who owns the workspace isn't known yet".into()),
            }),
            "coder_workspace" => Some(workspace()?),
            _ => None,
        })
    }
}

fn owned_by(owner: &OwnerFacts) -> Result<Value, String> {
    let role = |role: &crate::OwnerRole| {
        let members = [("name", &role.name), ("org_id", &role.org_id)];
        Value::map(members.map(|(key, value)| (key.into(), value.as_str().into())).into())
    };
    let mut members: BTreeMap<_, _> = [
        ("id", &owner.id),
        ("name", &owner.name),
        ("full_name", &owner.full_name),
        ("email", &owner.email),
        ("login_type", &owner.login_type),
    ]
    .map(|(key, value)| (key.into(), value.as_str().into()))
    .into();
    members.insert("groups".into(), Value::texts(owner.groups.iter().map(String::as_str))?);
    let roles = owner.roles.iter().map(role).collect::<Result<_, _>>()?;
    members.insert("rbac_roles".into(), Value::list(roles)?);
    let key = match owner.ssh_public_key.as_str() {
        "" => Value::Unknown("the owner's SSH key is made with their first build".into()),
        key => key.into(),
    };
    members.insert("ssh_public_key".into(), key);
    for secret in ["ssh_private_key", "session_token", "oidc_access_token"] {
        let why = format!("the owner's {secret} is given to a build only");
        members.insert(secret.into(), Value::Unknown(why.into()));
    }
    Value::map(members)
}

fn workspace() -> Result<Value, String> {
    let later = LATER.map(|field| {
        let why = format!("the workspace's {field} is known to a build only");
        (field.into(), Value::Unknown(why.into()))
    });
    let mut members: BTreeMap<_, _> = later.into();
    members.insert("transition".into(), "start".into());
    members.insert("start_count".into(), 1_usize.into());
    for flag in ["is_prebuild", "is_prebuild_claim"] {
        members.insert(flag.into(), false.into());
    }
    Value::map(members)
}
