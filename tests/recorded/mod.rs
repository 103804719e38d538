//! What a running server of the documented API was seen to answer, row by row, and what this one answers.
//!
//! - `*.txt`: the tables, which are read when they are run. A row has who asks, the request, its body and the
//!   answer: a status, then the fields of its faults, `.path=value` of its body (`present` and `absent` say
//!   no value, and `~` is a blank), `>name` to go on with what it
//!   tells of, `ended` to wait for its job. A fifth column names the tests of the rows of
//!   `docs/compatibility.md` that say why the answer is another one than was seen.
//! - `table`: reads tables and asks. `ground`: the people, and what the lines that begin with `!` make.
//!   `archives`: templates to upload.
//! - `identity`: quotas, access lists and refused builds.
//! - `who`: who may do what, one row for all subjects.
//! - `coderd`: what a program sends that keeps a deployment as it is written down.
//! - `shapes`: the members that answers had, and their types; every answer to a row is held against them.

mod archives;
mod coderd;
mod ground;
mod identity;
mod shapes;
mod table;
mod who;

use crate::harness::Engine;

#[apply(case)]
async fn uploads_are_answered_as_recorded(engine: Engine) {
    table::run(engine, "files").await;
}

#[apply(case)]
async fn template_versions_are_answered_as_recorded(engine: Engine) {
    table::run(engine, "versions").await;
}

#[apply(case)]
async fn templates_are_answered_as_recorded(engine: Engine) {
    table::run(engine, "templates").await;
}

#[apply(case)]
async fn dry_runs_are_answered_as_recorded(engine: Engine) {
    table::run(engine, "dry_runs").await;
}

#[apply(case)]
async fn workspaces_are_answered_as_recorded(engine: Engine) {
    table::run(engine, "workspaces").await;
}

#[apply(case)]
async fn settings_of_workspaces_are_answered_as_recorded(engine: Engine) {
    table::run(engine, "settings").await;
}

#[apply(case)]
async fn builds_are_answered_as_recorded(engine: Engine) {
    table::run(engine, "builds").await;
}

#[apply(case)]
async fn parameters_are_answered_as_recorded(engine: Engine) {
    table::run(engine, "parameters").await;
}

#[apply(case)]
async fn jobs_and_daemons_are_answered_as_recorded(engine: Engine) {
    table::run(engine, "jobs").await;
}

#[apply(case)]
async fn everybody_may_do_what_was_recorded(engine: Engine) {
    who::run(engine).await;
}

#[apply(case)]
async fn every_fault_of_that_server_has_its_row() {
    let page = table::compatibility();
    let mut missing = Vec::new();
    for (number, row) in (1..).zip(table::lines("faults")) {
        let (told, tests) = row.1.split_once(" | ").expect("a fault and its tests");
        assert!(told.starts_with(&format!("{number}. ")), "{told}: they stand in their order");
        missing.extend(table::unknown(&page, tests).into_iter().map(|test| format!("{told}: {test}")));
    }
    assert!(missing.is_empty(), "docs/compatibility.md has no row with these tests:\n{}", missing.join("\n"));
}
