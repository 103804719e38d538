//! What a plan says beside the resources: which modules the template has, and what is replaced.

use serde::{Deserialize, Serialize};

use super::TITLE_LENGTH;

/// Modules of one job that are kept at most.
pub const MOST_MODULES: usize = 1_000;
/// Replacements of one job that are kept at most.
pub const MOST_REPLACEMENTS: usize = 1_000;
/// Attributes of one replacement that are kept at most.
pub const MOST_PATHS: usize = 100;

/// A module of a template.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Module {
    /// Its address among the modules: `network.subnet`.
    pub key: String,
    /// Its source.
    pub source: String,
    /// Its version; empty if its source has none.
    pub version: String,
    /// Its folder, relative to the template's.
    pub folder: String,
}

/// A resource that is replaced.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Replacement {
    /// Its address.
    pub resource: String,
    /// The attributes whose change forces it.
    pub paths: Vec<String>,
}

/// What is kept of a plan beside its resources.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PlanFacts {
    /// The modules, in the order in which the program lists them.
    pub modules: Vec<Module>,
    /// The resources that are replaced, in the plan's order.
    pub replacements: Vec<Replacement>,
}

impl PlanFacts {
    /// The facts within their bounds: more of them, and those with a text that no database keeps or that is
    /// longer than [`TITLE_LENGTH`], are left out.
    #[must_use]
    pub fn of(modules: Vec<Module>, replacements: Vec<Replacement>) -> Self {
        let modules = modules
            .into_iter()
            .filter(|one| {
                [&one.key, &one.source, &one.version, &one.folder].into_iter().all(|text| fits(text))
            })
            .take(MOST_MODULES)
            .collect();
        let bounded = |one: Replacement| Replacement {
            paths: one.paths.into_iter().filter(|path| fits(path)).take(MOST_PATHS).collect(),
            ..one
        };
        let replacements = replacements
            .into_iter()
            .filter(|one| fits(&one.resource))
            .take(MOST_REPLACEMENTS)
            .map(bounded)
            .collect();
        Self { modules, replacements }
    }

    /// There is nothing to be said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.modules.is_empty() && self.replacements.is_empty()
    }
}

fn fits(text: &str) -> bool {
    text.len() <= TITLE_LENGTH && !text.contains('\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_bounded() {
        let module = |key: &str| Module { key: key.into(), ..Module::default() };
        let replacement = |resource: &str, paths: usize| Replacement {
            resource: resource.into(),
            paths: vec!["image".into(); paths],
        };
        let long = "x".repeat(TITLE_LENGTH + 1);
        let modules = vec![module("a"), module(&long), module("b\0"), module("c")];
        let facts = PlanFacts::of(modules, vec![replacement("d.e", MOST_PATHS + 1), replacement("\0", 1)]);
        let keys: Vec<_> = facts.modules.iter().map(|one| &*one.key).collect();
        assert_eq!(keys, ["a", "c"]);
        assert_eq!(facts.replacements, [replacement("d.e", MOST_PATHS)]);
        let many = PlanFacts::of(
            vec![module("a"); MOST_MODULES + 1],
            vec![replacement("d.e", 0); MOST_REPLACEMENTS + 1],
        );
        assert_eq!((many.modules.len(), many.replacements.len()), (MOST_MODULES, MOST_REPLACEMENTS));
        assert!(!many.is_empty() && PlanFacts::default().is_empty());
    }
}
