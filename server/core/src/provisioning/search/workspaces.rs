//! The search of workspaces.

use chrono::{DateTime, Utc};
use strum::VariantArray;

use super::{IdOrName, Username};
use crate::ids::WorkspaceId;
use crate::provisioning::build::BuildStatus;
use crate::provisioning::resources::AgentStatus;
use crate::search::{Key, KeyFault, id, items, moment, read_apart, several, truth};

/// What is asked of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterCondition {
    /// Its name, in lower case.
    pub name: String,
    /// Its value, in lower case; any where none.
    pub value: Option<String>,
}

/// Which workspaces a list asks for. Texts are in lower case; letter case doesn't matter. All conditions have
/// to hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkspaceSearch {
    /// Occurs in the name.
    pub name: Option<String>,
    /// Belongs to this user.
    pub owner: Option<Username>,
    /// Made from the template with this name.
    pub template: Option<String>,
    /// The latest build is there.
    pub status: Option<BuildStatus>,
    /// One of these.
    pub ids: Option<Vec<WorkspaceId>>,
    /// In this organization.
    pub organization: Option<IdOrName>,
    /// Has an agent in one of these.
    pub has_agent: Option<Vec<AgentStatus>>,
    /// Whether all of its agents are connected.
    pub healthy: Option<bool>,
    /// Whether its version isn't the active one of its template.
    pub outdated: Option<bool>,
    /// Only dormant ones.
    pub dormant: bool,
    /// Whether it has an AI task.
    pub has_ai_task: Option<bool>,
    /// Whether it has an external agent.
    pub has_external_agent: Option<bool>,
    /// Whether its access list has entries.
    pub shared: Option<bool>,
    /// Its access list has this user.
    pub shared_with_user: Option<IdOrName>,
    /// Its access list has this group.
    pub shared_with_group: Option<IdOrName>,
    /// Last used before.
    pub last_used_before: Option<DateTime<Utc>>,
    /// Last used after.
    pub last_used_after: Option<DateTime<Utc>>,
    /// What its latest build was told.
    pub parameters: Vec<ParameterCondition>,
}

const KEYS: &[Key] = &[
    Key::once("name"),
    Key::once("owner"),
    Key::once("template"),
    Key::once("status"),
    Key::once("id"),
    Key::once("organization"),
    Key::once("has-agent"),
    Key::once("healthy"),
    Key::once("outdated"),
    Key::once("dormant"),
    Key::once("has-ai-task"),
    Key::once("has_external_agent"),
    Key::once("shared"),
    Key::once("shared_with_user"),
    Key::once("shared_with_group"),
    Key::once("last_used_before"),
    Key::once("last_used_after"),
    Key::repeated("param"),
];

impl WorkspaceSearch {
    /// Reads a search. Bare words are a part of the name, or `owner/part`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(q: &str) -> Result<Self, Vec<KeyFault>> {
        let (search, bare) = read_apart(q, KEYS);
        let (mut found, mut faults) = (Self::default(), search.faults);
        let named = bare.map(|bare| ("q", bare)).into_iter();
        for (key, value) in named.chain(search.terms) {
            if let Err(detail) = found.apply(key, value) {
                faults.push(KeyFault { key: key.to_owned(), detail });
            }
        }
        if faults.is_empty() { Ok(found) } else { Err(faults) }
    }

    fn apply(&mut self, key: &str, value: String) -> Result<(), String> {
        match key {
            "q" => self.apply_bare(value)?,
            "name" if self.name.is_some() => return Err("can't be combined with words without a key".into()),
            "name" => self.apply_bare(value)?,
            "owner" if self.owner.is_some() => {
                return Err("can't be combined with an owner before a slash".into());
            }
            "owner" => self.owner = Some(Username::read(value)),
            "template" => self.template = Some(value),
            "status" => self.status = Some(status(&value)?),
            "id" => self.ids = Some(items(&value).map(id).collect::<Result<_, _>>()?),
            "organization" => self.organization = Some(IdOrName::read(value)),
            "has-agent" => self.has_agent = Some(several(&value)?),
            "healthy" => self.healthy = Some(truth(&value)?),
            "outdated" => self.outdated = Some(truth(&value)?),
            "dormant" => self.dormant = truth(&value)?,
            "has-ai-task" => self.has_ai_task = Some(truth(&value)?),
            "has_external_agent" => self.has_external_agent = Some(truth(&value)?),
            "shared" => self.shared = Some(truth(&value)?),
            "shared_with_user" => self.shared_with_user = Some(IdOrName::read(value)),
            "shared_with_group" => self.shared_with_group = Some(IdOrName::read(value)),
            "last_used_before" => self.last_used_before = Some(moment(&value, false)?),
            "last_used_after" => self.last_used_after = Some(moment(&value, true)?),
            _ => self.parameters.push(condition(&value)?),
        }
        Ok(())
    }

    /// A part of the name, or an owner and a part of the name.
    fn apply_bare(&mut self, value: String) -> Result<(), String> {
        let parts: Vec<_> = value.split('/').collect();
        match parts[..] {
            [_] => self.name = Some(value),
            [owner, name] => {
                self.owner = (!owner.is_empty()).then(|| Username::read(owner.to_owned()));
                self.name = (!name.is_empty()).then(|| name.to_owned());
            }
            _ => return Err("has more than one slash; write a name, or owner/name".into()),
        }
        Ok(())
    }
}

fn status(word: &str) -> Result<BuildStatus, String> {
    word.parse().map_err(|_| {
        let words: Vec<_> = BuildStatus::VARIANTS.iter().map(|known| known.as_str()).collect();
        format!("must be one of {}", words.join(", "))
    })
}

fn condition(value: &str) -> Result<ParameterCondition, String> {
    let (name, value) = value.split_once('=').map_or((value, None), |(name, value)| (name, Some(value)));
    if name.is_empty() {
        return Err("must be the name of a parameter, or name=value".into());
    }
    Ok(ParameterCondition { name: name.to_owned(), value: value.map(str::to_owned) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn every_key_is_read() {
        let one = Uuid::from_u128(1);
        let q = format!(
            "owner:me template:Go status:running id:{one} organization:{one} has-agent:timeout,connected \
             healthy:true \
             outdated:false dormant:true has-ai-task:f has_external_agent:0 shared:1 shared_with_user:Ann \
             shared_with_group:{one} last_used_before:\"2026-11-29T10:00:00Z\" last_used_after:2026-11-28 \
             param:size=Large param:zone name:Dev"
        );
        let id = || Some(IdOrName::Id(one));
        let parameter = |name: &str, value: Option<&str>| ParameterCondition {
            name: name.into(),
            value: value.map(str::to_owned),
        };
        let expected = WorkspaceSearch {
            name: Some("dev".into()),
            owner: Some(Username::Caller),
            template: Some("go".into()),
            status: Some(BuildStatus::Running),
            ids: Some(vec![one.into()]),
            organization: id(),
            has_agent: Some(vec![AgentStatus::Timeout, AgentStatus::Connected]),
            healthy: Some(true),
            outdated: Some(false),
            dormant: true,
            has_ai_task: Some(false),
            has_external_agent: Some(false),
            shared: Some(true),
            shared_with_user: Some(IdOrName::Name("ann".into())),
            shared_with_group: id(),
            last_used_before: "2026-11-29T10:00:00Z".parse().ok(),
            last_used_after: "2026-11-28T23:59:59.999999Z".parse().ok(),
            parameters: vec![parameter("size", Some("large")), parameter("zone", None)],
        };
        assert_eq!(WorkspaceSearch::parse(&q), Ok(expected));
        assert_eq!(WorkspaceSearch::parse(""), Ok(WorkspaceSearch::default()));
    }

    #[test]
    fn a_slash_tells_owner_and_name_apart() {
        let found = |q| WorkspaceSearch::parse(q).map(|found| (found.owner, found.name));
        let ann = || Some(Username::Named("ann".into()));
        assert_eq!(found("Ann/dev"), Ok((ann(), Some("dev".into()))));
        assert_eq!(found("ann/"), Ok((ann(), None)));
        assert_eq!(found("me/dev"), Ok((Some(Username::Caller), Some("dev".into()))));
        assert_eq!(found("dev box"), Ok((None, Some("dev box".into()))));
        let key = |q| WorkspaceSearch::parse(q).expect_err("it is wrong")[0].key.clone();
        assert_eq!(key("a/b/c"), "q");
        assert_eq!(key("dev name:box"), "name");
        assert_eq!(key("ann/dev owner:bob"), "owner");
    }

    #[test]
    fn every_fault_is_named_by_its_key() {
        let q = "status:up id:x has-agent:gone healthy:maybe last_used_after:yesterday param:= favorite:true \
            deleted:true";
        let faults = WorkspaceSearch::parse(q).expect_err("all are wrong");
        let keys: Vec<_> = faults.iter().map(|fault| fault.key.as_str()).collect();
        let expected =
            ["favorite", "deleted", "status", "id", "has-agent", "healthy", "last_used_after", "param"];
        assert_eq!(keys, expected);
        assert!(WorkspaceSearch::parse("status:running,stopped").is_err(), "no lists");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_search_panic(q in "[a-z:/=\" ]{0,40}") {
            let _ = WorkspaceSearch::parse(&q);
            let _ = super::super::TemplateSearch::parse(&q);
        }
    }
}
