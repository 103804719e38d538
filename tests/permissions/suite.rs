//! Asks every question of the matrix.

use std::collections::BTreeSet;

use super::matrix::{self, Matrix};
use super::scene::Scene;
use super::target::Targets;
use crate::harness::Engine;
use crate::specification::operations;

/// The number of exempt operations. It is lowered when an operation gets its row, and never raised.
const EXEMPT: usize = 0;

#[apply(case)]
async fn every_subject_gets_what_the_matrix_says(engine: Engine) {
    let Matrix { subjects, rows } = matrix::read();
    let scene = Scene::build(engine).await;
    let mut targets = Targets::new(&scene).await;
    let (mut asked, mut wrong) = (0, Vec::new());
    for row in &rows {
        let operation = operations().iter().find(|operation| operation.id == row.operation);
        let operation = operation.unwrap_or_else(|| panic!("there is no operation {}", row.operation));
        for (subject, expected) in subjects.iter().zip(&row.statuses) {
            let answer = targets.question(subject, operation).await.send().await;
            asked += 1;
            if answer.status != *expected {
                let text: String = answer.text().chars().take(200).collect();
                let operation = row.operation;
                wrong.push(format!("{operation} by {subject}: {}, not {expected}: {text}", answer.status));
            }
        }
    }
    println!(
        "permissions: {asked} cases ({} operations × {} subjects) on {}",
        rows.len(),
        subjects.len(),
        engine.name()
    );
    assert!(wrong.is_empty(), "{} of {asked} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[apply(case)]
async fn every_operation_has_a_row_or_is_exempt() {
    let rows = matrix::read().rows;
    let mut names: Vec<_> = rows.iter().map(|row| row.operation).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all, "an operation has one row");
    let exempt: BTreeSet<_> = matrix::exemptions().into_iter().collect();
    let missing = operations().iter().map(|operation| operation.id);
    let missing: Vec<_> =
        missing.filter(|id| names.binary_search(id).is_err() && !exempt.contains(id)).collect();
    assert!(missing.is_empty(), "tests/permissions/matrix.txt needs a row for: {}", missing.join(", "));
}

#[apply(case)]
async fn exemptions_only_shrink() {
    let exempt = matrix::exemptions();
    let rows = matrix::read().rows;
    for id in &exempt {
        assert!(!rows.iter().any(|row| row.operation == *id), "{id} has a row: it is exempt no longer");
        assert!(operations().iter().any(|operation| operation.id == *id), "there is no operation {id}");
    }
    assert_eq!(exempt.len(), EXEMPT, "the list only shrinks, and the number with it");
}
