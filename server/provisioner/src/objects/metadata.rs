//! The metadata and the costs of resources.

use std::collections::BTreeMap;

use super::ObjectFault;
use super::document::Document;
use super::fields::Fields;
use super::graph::Graph;
use super::instance::Instance;
use super::search::subject;
use crate::wire::ResourceMetadata;

/// The metadata of one resource.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    pub(super) hide: bool,
    pub(super) icon: String,
    pub(super) daily_cost: i32,
    pub(super) items: Vec<ResourceMetadata>,
}

/// The metadata of resources, by address.
#[derive(Debug, Default)]
pub(super) struct About {
    pub(super) told: BTreeMap<String, Told>,
    /// Costs without a resource.
    pub(super) unattached_cost: i64,
}

/// Assigns each block to its resource. A block for a resource with several instances applies to all of them,
/// and its cost counts once.
pub(super) fn about(document: &Document, graph: &Graph) -> Result<About, ObjectFault> {
    let mut about = About::default();
    for block in document.managed("coder_metadata") {
        let mut told = told(block.fields());
        let subjects = subjects(document, graph, block);
        if subjects.is_empty() {
            about.unattached_cost = about.unattached_cost.saturating_add(told.daily_cost.into());
        }
        for subject in subjects {
            if about.told.insert(subject.address.clone(), told.clone()).is_some() {
                return Err(ObjectFault::unfit(format!(
                    "two blocks of metadata are about {:?}",
                    subject.address
                )));
            }
            told.daily_cost = 0;
        }
    }
    Ok(about)
}

/// The resources of a block: of those that it names, the ones in its own module instance, and of these the
/// one with its index.
fn subjects<'a>(document: &'a Document, graph: &Graph, block: &Instance) -> Vec<&'a Instance> {
    let label = block.label().and_then(|label| graph.resource(&label)).and_then(|node| subject(graph, node));
    let (Some(label), Some(place)) = (label, &block.place) else { return Vec::new() };
    let instances = document.all().filter(|one| one.managed && one.label().as_deref() == Some(label));
    let placed = instances.filter_map(|one| Some((one, one.place.as_ref()?))).collect();
    let mut nearest = place.nearest(placed, |(_, place)| *place);
    nearest.sort_by(|(one, _), (other, _)| one.address.cmp(&other.address));
    nearest.into_iter().map(|(instance, _)| instance).collect()
}

fn told(fields: Fields<'_>) -> Told {
    let item = |block: Fields<'_>| ResourceMetadata {
        key: block.text("key"),
        value: block.text("value"),
        sensitive: block.is("sensitive"),
        // An item without a value has none.
        is_null: false,
    };
    Told {
        hide: fields.is("hide"),
        icon: fields.text("icon"),
        daily_cost: fields.number("daily_cost"),
        items: fields.blocks("item").map(item).collect(),
    }
}
