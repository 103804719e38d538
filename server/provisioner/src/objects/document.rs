//! A plan or a state, as the program writes it. It is read as a stream, so that a large one needs little
//! memory.

use std::io::BufRead;

use burgrave_core::provisioning::resources::MOST_RESOURCES;
use serde::Deserialize;

use super::change::{Change, KeptChange};
use super::instance::{Instance, Kept};
use super::named::{Configuration, Named};

/// The relevant parts of a plan or a state.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// Data sources whose values are known, which a plan lists separately.
    pub(super) known: Vec<Instance>,
    /// Resources that exist or will exist.
    pub(super) planned: Vec<Instance>,
    /// Resources that are replaced.
    pub(super) changes: Vec<Change>,
    /// Which instances resources name.
    pub(super) named: Named,
}

#[derive(Deserialize)]
struct Plan {
    prior_state: Option<State>,
    planned_values: Option<Values>,
    resource_changes: Option<Vec<KeptChange>>,
    configuration: Option<Configuration>,
}

#[derive(Deserialize)]
struct State {
    values: Option<Values>,
}

#[derive(Deserialize)]
struct Values {
    root_module: Option<Module>,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Module {
    resources: Vec<Kept>,
    child_modules: Vec<Module>,
}

impl Document {
    /// Reads a plan.
    ///
    /// # Errors
    /// The reason why it can't be read.
    pub(crate) fn plan(from: impl BufRead) -> Result<Self, String> {
        let plan: Plan = read(from)?;
        let prior = plan.prior_state.and_then(|state| state.values);
        let known = instances(prior)?.into_iter().filter(|instance| !instance.managed).collect();
        let changes =
            plan.resource_changes.unwrap_or_default().into_iter().filter_map(|kept| kept.0).collect();
        let named = plan.configuration.map(Configuration::named).unwrap_or_default();
        Ok(Self { known, planned: instances(plan.planned_values)?, changes, named })
    }

    /// Reads a state.
    ///
    /// # Errors
    /// The reason why it can't be read.
    pub(crate) fn state(from: impl BufRead) -> Result<Self, String> {
        let state: State = read(from)?;
        Ok(Self { planned: instances(state.values)?, ..Self::default() })
    }

    /// All instances, in the order that parameters and presets have.
    pub(super) fn all(&self) -> impl Iterator<Item = &Instance> {
        self.known.iter().chain(&self.planned)
    }

    /// Managed resources of a type, by address.
    pub(super) fn managed(&self, kind: &str) -> Vec<&Instance> {
        let mut found: Vec<_> = self.all().filter(|one| one.managed && one.kind == kind).collect();
        found.sort_by(|one, other| one.address.cmp(&other.address));
        found
    }

    /// Data sources of a type, in their order.
    pub(super) fn data(&self, kind: &str) -> impl Iterator<Item = &Instance> {
        self.all().filter(move |one| !one.managed && one.kind == kind)
    }
}

fn read<T: serde::de::DeserializeOwned>(from: impl BufRead) -> Result<T, String> {
    serde_json::from_reader(from).map_err(|error| error.to_string())
}

/// The resources of all modules, those of inner modules first. The depth was bounded while reading.
fn instances(values: Option<Values>) -> Result<Vec<Instance>, String> {
    enum Step {
        Enter(Module),
        Leave(Vec<Kept>),
    }
    let mut steps: Vec<_> =
        values.and_then(|values| values.root_module).map(Step::Enter).into_iter().collect();
    let mut all = Vec::new();
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(module) => {
                steps.push(Step::Leave(module.resources));
                steps.extend(module.child_modules.into_iter().rev().map(Step::Enter));
            }
            Step::Leave(resources) => all.extend(resources.into_iter().filter_map(|kept| kept.0)),
        }
    }
    // Each entry is small, and too many of them are refused before the conversion.
    if all.len() > 4 * MOST_RESOURCES {
        return Err(format!("it has more than {} resources", 4 * MOST_RESOURCES));
    }
    Ok(all)
}
