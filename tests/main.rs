//! The suite: starts real servers, speaks HTTP to them, and holds every answer against the specification.
//!
//! - `harness`: servers, people, requests; a clock and randomness that tests control.
//! - `specification`: reads `openapi.json`, checks each answer, and keeps the table operation × status.
//! - `contract`: what follows from the specification alone, for every operation.
//! - `client`: the generated client and its examples.
//! - `command`: the program as a client.
//! - `permissions`: every operation, asked by every kind of subject.
//! - `recorded`: what a server of the documented API was seen to answer, and what this one answers.
//! - `routes`: named behaviour, `routes/<resource>/<verb>.rs`.
//! - `background`: tasks and replicas.
//! - `process`: the program itself: command line, signals, logs, backup.
//! - `proxies`: the examples of `docs/proxies`.
//! - `conformance`: third-party tools, run against the server.
//! - `listener`: TLS and HTTP/2.
//! - `packaging`: units, manifests, dashboards and alert rules.
//!
//! Every case that needs a database runs on each engine. When all have run, the table must be full and no
//! secret may be in a log; both are looked at only when nothing was filtered out.

// A test says what went wrong by panicking.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]
// A case without its attribute is a function that nothing calls.
#![deny(dead_code)]

// `#[apply(case)]` registers a case where it is written.
#[macro_use]
extern crate macro_rules_attribute;

// The same cluster as in the tests of the store.
#[allow(dead_code, reason = "the tests of the store ask more of it")]
#[path = "../server/store/tests/store/cluster.rs"]
mod cluster;
mod engines;
#[macro_use]
mod harness;
mod background;
mod client;
mod command;
mod conformance;
mod contract;
mod listener;
mod packaging;
mod permissions;
mod process;
mod proxies;
mod recorded;
mod routes;
mod specification;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Conclusion};

fn main() -> ExitCode {
    let folder = harness::folder::of_this_run();
    let code = run();
    folder.remove();
    code
}

fn run() -> ExitCode {
    let arguments = Arguments::from_args();
    let all = arguments.filter.is_none() && arguments.skip.is_empty() && !arguments.list;
    harness::panics::watch();
    let conclusion = libtest_mimic::run(&arguments, harness::trials());
    let closing = if all { closing_checks(&conclusion) } else { Vec::new() };
    for fault in &closing {
        eprintln!("FAILED: {fault}");
    }
    if conclusion.has_failed() || !closing.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// What can only be said when every case has run.
fn closing_checks(conclusion: &Conclusion) -> Vec<String> {
    let mut faults = harness::secrets::found_in_logs();
    let (table, unreached) = specification::coverage::table();
    println!("{table}");
    let unrecorded = specification::audits::missing(harness::secrets::logs().into_iter());
    if !conclusion.has_failed() {
        faults.extend(unreached.into_iter().map(|cell| format!("no case has reached {cell}")));
        faults.extend(unrecorded);
    } else {
        unrecorded.iter().for_each(|fault| println!("{fault}"));
    }
    faults
}
