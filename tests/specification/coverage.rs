//! The table operation × documented status: what the suite has really seen.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Mutex;

use super::operations;

static REACHED: Mutex<BTreeSet<(&'static str, u16)>> = Mutex::new(BTreeSet::new());

/// Notes that an operation has answered with a status.
pub(super) fn reached(operation: &'static str, status: u16) {
    REACHED.lock().unwrap().insert((operation, status));
}

/// The table as text, and the cells below 500 that no case has reached.
pub fn table() -> (String, Vec<String>) {
    let reached = REACHED.lock().unwrap();
    let (mut text, mut unreached, mut cells) = (String::new(), Vec::new(), 0);
    for operation in operations() {
        let _ = write!(text, "\n  {:<28}", operation.id);
        for status in operation.answers.keys().filter_map(|status| status.parse::<u16>().ok()) {
            let seen = reached.contains(&(operation.id, status));
            let _ = write!(text, " {status}{}", if seen { " " } else { "!" });
            cells += 1;
            if !seen && status < 500 {
                unreached.push(format!("{} {status}", operation.id));
            }
        }
    }
    let head = format!(
        "operation × documented status: {} operations, {cells} statuses, {} below 500 not reached (marked !)",
        operations().len(),
        unreached.len()
    );
    (format!("{head}{text}"), unreached)
}
