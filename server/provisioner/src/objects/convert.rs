//! The conversion of a plan or a state, and of the graph, to the objects that the server stores.

use burgrave_core::provisioning::resources::Resource;

use super::agents::{Owner, agents};
use super::change::Change;
use super::children::attach;
use super::document::Document;
use super::external_auth::external_auth;
use super::graph::Graph;
use super::metadata::about;
use super::parameters::parameters;
use super::presets::{presets, strangers};
use super::resources::resources;
use crate::{Planned, wire};

/// Why the objects of a plan or a state can't be stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ObjectFault {
    /// They break a rule.
    #[error("The template can't be used: {0}.")]
    Unfit(String),
}

impl ObjectFault {
    pub(super) fn unfit(why: impl Into<String>) -> Self {
        Self::Unfit(why.into())
    }
}

/// The result of a conversion, and lines for the log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Converted<T> {
    pub(crate) told: T,
    pub(crate) notices: Vec<String>,
}

/// The objects of a plan.
pub(crate) fn planned(document: &Document, graph: &Graph) -> Result<Converted<Planned>, ObjectFault> {
    let (resources, unattached_cost, mut notices) = shown(document, graph)?;
    let (parameters, presets) = (parameters(document)?, presets(document)?);
    notices.extend(strangers(&presets, &parameters));
    let told = Planned {
        resources,
        unattached_cost,
        parameters,
        external_auth: external_auth(document)?,
        presets,
        modules: Vec::new(),
        replacements: document.changes.iter().filter_map(Change::replacement).collect(),
    };
    Ok(Converted { told, notices })
}

/// The objects of a state.
pub(crate) fn made(document: &Document, graph: &Graph) -> Result<Converted<Vec<Resource>>, ObjectFault> {
    let (told, _, notices) = shown(document, graph)?;
    Ok(Converted { told, notices })
}

fn shown(document: &Document, graph: &Graph) -> Result<(Vec<Resource>, i64, Vec<String>), ObjectFault> {
    let about = about(document, graph)?;
    let unattached_cost = about.unattached_cost;
    let mut found = agents(document, graph)?;
    let alone = attach(&mut found, document, graph);
    let unused = found.iter().filter(|one| one.owner == Owner::Nobody);
    let unused =
        unused.map(|one| format!("{} belongs to no resource, and is left out.", one.instance.address));
    let alone = alone.iter().map(|address| format!("{address} belongs to no agent, and is left out."));
    let notices = unused.chain(alone).collect();
    let resources = resources(document, found, about);
    let resources = wire::resources(resources).map_err(ObjectFault::Unfit)?;
    Ok((resources, unattached_cost, notices))
}
