//! Which instance a resource names by `agent_id`, as the template is written: `coder_devcontainer.docs[1].id`.
//! The graph knows only of all instances together, and their ids aren't known before they are made.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::address::Address;
use super::search::{AGENT, DEVCONTAINER};

/// The resources whose instances may be named.
const CHILDREN: [&str; 4] = ["coder_app", "coder_devcontainer", "coder_env", "coder_script"];

/// The instances that resources name, by the labels of those that name them. Their addresses are those inside
/// of the same module.
pub(super) type Named = BTreeMap<String, Address>;

/// A template, as a plan repeats it.
#[derive(Deserialize)]
pub(super) struct Configuration {
    root_module: Option<Module>,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Module {
    resources: Vec<Resource>,
    module_calls: BTreeMap<String, Call>,
}

#[derive(Deserialize)]
struct Call {
    module: Option<Module>,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Resource {
    #[serde(rename = "type")]
    kind: String,
    name: String,
    expressions: Expressions,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Expressions {
    /// What this is depends on the kind of the resource.
    agent_id: Value,
}

impl Configuration {
    /// The instances that are named. The depth was bounded while reading.
    pub(super) fn named(self) -> Named {
        let mut open: Vec<_> = self.root_module.map(|root| (String::new(), root)).into_iter().collect();
        let mut named = Named::new();
        while let Some((path, module)) = open.pop() {
            for resource in module.resources {
                if let Some(instance) = instance(&resource) {
                    named.insert(format!("{path}{}.{}", resource.kind, resource.name), instance);
                }
            }
            let inner = module.module_calls.into_iter();
            let inner =
                inner.filter_map(|(name, call)| Some((format!("{path}module.{name}."), call.module?)));
            open.extend(inner);
        }
        named
    }
}

/// The instance that a resource names, where it names a single one.
fn instance(resource: &Resource) -> Option<Address> {
    if !CHILDREN.contains(&&*resource.kind) {
        return None;
    }
    let references = resource.expressions.agent_id.get("references")?.as_array()?;
    let read = references.iter().filter_map(|one| Address::read(one.as_str()?));
    let is_holder = |kind: &str| kind == AGENT || kind == DEVCONTAINER;
    let instances = read.filter(|one| one.is_instance() && one.managed_kind().is_some_and(is_holder));
    let mut instances: Vec<_> = instances.collect();
    instances.dedup();
    instances.pop().filter(|_| instances.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn instances_are_named_by_those_of_the_same_module() {
        let app = |name: &str, references: &[&str]| {
            let expressions =
                json!({"agent_id": {"references": references}, "slug": {"constant_value": "a"}});
            json!({"address": "it", "type": "coder_app", "name": name, "expressions": expressions})
        };
        let other = json!({"type": "other_vm", "name": "a", "expressions": {"agent_id": [{"deep": {}}]}});
        let first = ["coder_agent.main[0].id", "coder_agent.main[0]", "coder_agent.main"];
        let both = ["coder_agent.main[0].id", "coder_agent.main[0]", "coder_agent.main[1]", "var.first"];
        let keyed = ["coder_devcontainer.docs[\"a.b\"].id", "coder_devcontainer.docs[\"a.b\"]"];
        let inner = json!({"module": {"resources": [app("inner", &keyed)]}, "expressions": {}});
        let template = json!({"provider_config": {}, "root_module": {
            "resources": [
                app("first", &first), app("all", &["coder_agent.main"]), app("both", &both), other, {"name": "bare"},
            ],
            "module_calls": {"m": inner},
        }});
        let read: Configuration = serde_json::from_value(template).expect("a template");
        let named = read.named();
        let labels: Vec<_> = named.iter().map(|(label, to)| (&**label, to.label())).collect();
        assert_eq!(
            labels,
            [
                ("coder_app.first", "coder_agent.main".into()),
                ("module.m.coder_app.inner", "coder_devcontainer.docs".into()),
            ]
        );
    }
}
