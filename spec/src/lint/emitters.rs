//! The rule that everything can become Rust.

use super::report::Report;
use super::scene::Scene;
use crate::model::Api;

/// Every shape is one that the emitters can write.
pub(super) fn emitters(scene: &Scene<'_>, report: &mut Report<'_>) {
    for fault in Api::from_bundle(scene.bundle).err().into_iter().flatten() {
        report.add(fault.pointer, fault.problem, fault.mend);
    }
}
