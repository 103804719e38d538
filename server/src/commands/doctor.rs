//! `burgrave doctor`.

use serde_json::{Value, json};
use slog::Logger;

use super::Failure;
use super::runtime::{Workers, runtime};
use crate::cli::DoctorCommand;
use crate::config::Config;
use crate::doctor::{self, Finding};

/// Looks at everything that the server needs, and says what is wrong, a line each.
///
/// # Errors
/// Something is wrong.
pub fn doctor(command: &DoctorCommand, config: &Config, log: &Logger) -> Result<(), Failure> {
    let findings = match command.faults.as_slice() {
        [] => examined(config, log)?,
        faults => doctor::misconfigured(faults),
    };
    let faults = findings.iter().filter(|finding| finding.is_fault()).count();
    if command.json {
        let all: Vec<Value> = findings.iter().map(Finding::to_json).collect();
        println!("{:#}", json!({"healthy": faults == 0, "findings": all}));
    } else {
        findings.iter().for_each(|finding| println!("{finding}"));
    }
    if faults == 0 { Ok(()) } else { Err(Failure::Unwell(faults)) }
}

fn examined(config: &Config, log: &Logger) -> Result<Vec<Finding>, Failure> {
    Ok(runtime(Workers::One)?.block_on(doctor::examine(config, log)))
}
