//! The table operation × audit entry: every operation with `x-audit` has left an entry of a success and one
//! of a refusal, of the kind and with the action that the specification says. The server says in its log, at
//! the level debug, which entries it has committed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::operations;

/// Operations without one of the two entries, with the reason. The list only gets shorter.
const EXEMPTIONS: &str = include_str!("audit_exemptions.txt");

/// What the entries of one operation were.
#[derive(Default)]
struct Seen {
    successes: BTreeSet<(String, String)>,
    refusals: BTreeSet<(String, String)>,
}

/// One fault for each entry that is missing, and for each exemption that isn't needed any more.
pub fn missing(logs: impl Iterator<Item = String>) -> Vec<String> {
    let seen = seen(logs);
    let exempt = exemptions();
    let mut needless = exempt.clone();
    let mut faults = Vec::new();
    let mut audited = 0;
    for operation in operations() {
        let Some(audit) = operation.extension("x-audit") else { continue };
        audited += 1;
        let words = |key: &str| audit[key].as_str().expect("the specification names it").to_owned();
        let entry = (words("resource"), words("action"));
        let left = seen.get(operation.id);
        for (outcome, left) in
            [("success", left.map(|seen| &seen.successes)), ("refusal", left.map(|seen| &seen.refusals))]
        {
            if left.is_some_and(|left| left.contains(&entry)) {
                continue;
            }
            if !needless.remove(&(operation.id.to_owned(), outcome.to_owned())) {
                faults.push(format!("no case has left the audit entry of a {outcome} of {}", operation.id));
            }
        }
    }
    println!("{audited} operations leave audit entries; {} entries are exempt", exempt.len());
    faults.extend(needless.into_iter().map(|(operation, outcome)| {
        format!("audit_exemptions.txt: {operation} {outcome} is left by a case: take the line away")
    }));
    faults
}

fn seen(logs: impl Iterator<Item = String>) -> BTreeMap<String, Seen> {
    let mut seen = BTreeMap::<String, Seen>::new();
    for log in logs {
        for line in log.lines().filter(|line| line.contains("\"audit entry\"")) {
            let Ok(line) = serde_json::from_str::<Value>(line) else { continue };
            let word = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
            let of = seen.entry(word("operation")).or_default();
            let refused = line["status"].as_u64().is_some_and(|status| status >= 400);
            let entries = if refused { &mut of.refusals } else { &mut of.successes };
            entries.insert((word("resource"), word("action")));
        }
    }
    seen
}

/// Operation and outcome of each line.
fn exemptions() -> BTreeSet<(String, String)> {
    let lines = EXEMPTIONS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let words = lines.filter_map(|line| {
        let mut words = line.split_whitespace();
        Some((words.next()?.to_owned(), words.next()?.to_owned()))
    });
    words.collect()
}
