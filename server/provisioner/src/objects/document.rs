//! A plan or a state, as the program writes it: read as it comes, so that a large one costs little memory.

use std::io::BufRead;

use burgrave_core::provisioning::resources::MOST_RESOURCES;
use serde::Deserialize;

use super::change::{Change, KeptChange};
use super::instance::{Instance, Kept};

/// What is made of a plan or a state.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// Sources of data whose values are known: a plan has them apart.
    pub(super) known: Vec<Instance>,
    /// What is there, or will be.
    pub(super) planned: Vec<Instance>,
    /// What is removed and made anew.
    pub(super) changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Plan {
    prior_state: Option<State>,
    planned_values: Option<Values>,
    resource_changes: Option<Vec<KeptChange>>,
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
    /// In words, why it can't be read.
    pub(crate) fn plan(from: impl BufRead) -> Result<Self, String> {
        let plan: Plan = read(from)?;
        let prior = plan.prior_state.and_then(|state| state.values);
        let known = instances(prior)?.into_iter().filter(|instance| !instance.managed).collect();
        let changes =
            plan.resource_changes.unwrap_or_default().into_iter().filter_map(|kept| kept.0).collect();
        Ok(Self { known, planned: instances(plan.planned_values)?, changes })
    }

    /// Reads a state.
    ///
    /// # Errors
    /// In words, why it can't be read.
    pub(crate) fn state(from: impl BufRead) -> Result<Self, String> {
        let state: State = read(from)?;
        Ok(Self { planned: instances(state.values)?, ..Self::default() })
    }

    /// Everything, in the order in which parameters and presets count.
    pub(super) fn all(&self) -> impl Iterator<Item = &Instance> {
        self.known.iter().chain(&self.planned)
    }

    /// What is managed and of a type, by addresses.
    pub(super) fn managed(&self, kind: &str) -> Vec<&Instance> {
        let mut found: Vec<_> = self.all().filter(|one| one.managed && one.kind == kind).collect();
        found.sort_by(|one, other| one.address.cmp(&other.address));
        found
    }

    /// The sources of data of a type, in their order.
    pub(super) fn data(&self, kind: &str) -> impl Iterator<Item = &Instance> {
        self.all().filter(move |one| !one.managed && one.kind == kind)
    }
}

fn read<T: serde::de::DeserializeOwned>(from: impl BufRead) -> Result<T, String> {
    serde_json::from_reader(from).map_err(|error| error.to_string())
}

/// The resources of all modules: those of inner modules before those of the module itself. Reading has
/// bounded how deep they are.
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
    // What is told of each is small, and what is told of too many is refused before anything is made of it.
    if all.len() > 4 * MOST_RESOURCES {
        return Err(format!("it has more than {} resources", 4 * MOST_RESOURCES));
    }
    Ok(all)
}
