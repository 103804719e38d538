//! Modules and replacements, and their messages.

use burgrave_core::provisioning::resources::{Module, Replacement};
use burgrave_wire::provisioner as wire;

/// The modules of a template.
#[must_use]
pub fn modules(from: Vec<wire::Module>) -> Vec<Module> {
    let module = |from: wire::Module| Module {
        key: from.key,
        source: from.source,
        version: from.version,
        folder: from.dir,
    };
    // The template itself is none.
    from.into_iter().filter(|one| !one.source.is_empty()).map(module).collect()
}

/// The resources that a plan replaces.
#[must_use]
pub fn replacements(from: Vec<wire::ResourceReplacement>) -> Vec<Replacement> {
    let replacement =
        |from: wire::ResourceReplacement| Replacement { resource: from.resource, paths: from.paths };
    from.into_iter().map(replacement).collect()
}

/// A module as a message.
#[must_use]
pub fn wire_module(from: &Module) -> wire::Module {
    wire::Module {
        source: from.source.clone(),
        version: from.version.clone(),
        key: from.key.clone(),
        dir: from.folder.clone(),
    }
}

/// A replacement as a message.
#[must_use]
pub fn wire_replacement(from: &Replacement) -> wire::ResourceReplacement {
    wire::ResourceReplacement { resource: from.resource.clone(), paths: from.paths.clone() }
}
