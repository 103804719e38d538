//! Every rule, by what it takes and what it says.

mod arbitrary;
mod body;
mod object;
mod parameters;
mod scalars;
mod steps;
mod whole;

use serde_json::Value;

use super::{Faults, Rule};

/// What a rule reads from JSON text, or `field: detail` of each fault.
fn read<R: Rule>(rule: &R, json: &str) -> Result<R::Output, Vec<String>> {
    let value: Value = serde_json::from_str(json).unwrap();
    let mut faults = Faults::new();
    match rule.read(value, &mut faults) {
        Some(read) if faults.is_empty() => Ok(read),
        _ => Err(lines(&faults)),
    }
}

/// `field: detail` of each fault.
fn lines(faults: &Faults) -> Vec<String> {
    assert!(!faults.is_empty(), "nothing was read and nothing was said");
    faults.list().iter().map(|fault| format!("{}: {}", fault.field, fault.detail)).collect()
}

/// The one fault of a value that a rule refuses.
#[track_caller]
fn refusal<R: Rule<Output: std::fmt::Debug>>(rule: &R, json: &str) -> String {
    let faults = read(rule, json).expect_err("it should be refused");
    assert_eq!(faults.len(), 1, "{faults:?}");
    faults[0].trim_start_matches("body: ").to_owned()
}
