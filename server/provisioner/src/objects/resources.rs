//! The resources of a workspace.

use std::collections::BTreeMap;

use super::address::Address;
use super::agents::{Found, Owner};
use super::document::Document;
use super::instance::Instance;
use super::metadata::About;
use crate::wire::{Agent, Resource};

/// Types that are parts of other resources.
const PARTS: [&str; 5] =
    ["coder_agent", "coder_agent_instance", "coder_app", "coder_metadata", "coder_script"];

/// Types of machines, and the attribute with their type.
const SIZES: [(&str, &str); 5] = [
    ("aws_instance", "instance_type"),
    ("aws_spot_instance_request", "instance_type"),
    ("azurerm_linux_virtual_machine", "size"),
    ("azurerm_windows_virtual_machine", "size"),
    ("google_compute_instance", "machine_type"),
];

/// The module of a resource whose address can't be read.
const UNREADABLE: &str = "invalid terraform address";

/// The resources, by address, each with its agents and its metadata.
pub(super) fn resources(document: &Document, found: Vec<Found<'_>>, mut about: About) -> Vec<Resource> {
    let mut agents = BTreeMap::<String, Vec<Agent>>::new();
    for Found { agent, owner, .. } in found {
        if let Owner::Resource(owner) = owner {
            agents.entry(owner.address.clone()).or_default().push(agent);
        }
    }
    let mut shown: Vec<&Instance> =
        document.all().filter(|one| one.managed && !PARTS.contains(&one.kind.as_str())).collect();
    shown.sort_by(|one, other| one.address.cmp(&other.address));
    let resource = |instance: &Instance| {
        let told = about.told.remove(&instance.address).unwrap_or_default();
        Resource {
            name: instance.name.clone(),
            r#type: instance.kind.clone(),
            agents: agents.remove(&instance.address).unwrap_or_default(),
            metadata: told.items,
            hide: told.hide,
            icon: told.icon,
            instance_type: instance_type(instance),
            daily_cost: told.daily_cost,
            module_path: instance.place.as_ref().map_or_else(|| UNREADABLE.into(), Address::module_path),
        }
    };
    shown.into_iter().map(resource).collect()
}

fn instance_type(instance: &Instance) -> String {
    let attribute = SIZES.iter().find(|(kind, _)| *kind == instance.kind);
    attribute.map(|(_, attribute)| instance.fields().text(attribute)).unwrap_or_default()
}
