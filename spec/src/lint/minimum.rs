//! The rule on the least set of answers: what follows from an operation's own declarations.

use super::derived::{Derived, derived};
use super::report::Report;
use super::scene::Scene;

/// Security, permission, path objects, inputs, body, rate class and feature each bring answers with them.
pub(super) fn minimum_answers(scene: &Scene<'_>, report: &mut Report<'_>) {
    for operation in &scene.operations {
        let answers = operation.answers(scene);
        for Derived { status, reason } in derived(scene, operation) {
            if !answers.iter().any(|(found, ..)| *found == status) {
                let problem = format!("the answer {status} is missing: {reason}");
                let mend = format!("declare `{status}`, or a component that all operations take for it");
                report.add(format!("{}/responses", operation.pointer), problem, mend);
            }
        }
    }
}
