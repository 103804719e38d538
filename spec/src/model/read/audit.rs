//! `x-audit`: the audit entries that an operation leaves.

use serde_json::Value;

use super::json::{At, step};
use super::reader::Reader;
use crate::model::{Answer, Audit, AuditEntry};

/// What to write for the entry of an outcome.
const OUTCOME: &str =
    "write `outcomes: {denied: {action: …}}`; an outcome may have its own resource and status";

impl Reader<'_> {
    /// `x-audit`, with the status of the answer that each entry belongs to.
    pub(super) fn audit(&mut self, at: At<'_, '_>, answers: &[Answer]) -> Option<Audit> {
        let value = at.get("x-audit")?;
        let place = at.step("x-audit");
        let own = At { pointer: &place, value };
        let (Some(resource), Some(action)) = (self.word(own, "resource"), self.word(own, "action")) else {
            self.fault(&place, "`x-audit` is incomplete", "write `{resource: …, action: …}`");
            return None;
        };
        let status = self.audited_status(own, answers)?;
        let entry = AuditEntry { resource, action, status };
        let mut outcomes = vec![];
        for (name, value) in own.get("outcomes").and_then(Value::as_object).into_iter().flatten() {
            let pointer = step(&own.step("outcomes"), name);
            let outcome = At { pointer: &pointer, value };
            if !value.is_object() {
                self.fault(&pointer, "this outcome says nothing", OUTCOME);
                continue;
            }
            let resource = self.word(outcome, "resource").unwrap_or_else(|| entry.resource.clone());
            let action = self.word(outcome, "action").unwrap_or_else(|| entry.action.clone());
            let status = match outcome.get("status") {
                Some(_) => self.audited_status(outcome, answers)?,
                None => entry.status,
            };
            outcomes.push((name.clone(), AuditEntry { resource, action, status }));
        }
        Some(Audit { entry, outcomes })
    }

    /// The recorded status: that of the only success of the operation, or the one that `status` selects.
    fn audited_status(&mut self, at: At<'_, '_>, answers: &[Answer]) -> Option<u16> {
        let successes: Vec<u16> = answers.iter().map(|one| one.status).filter(|one| *one < 400).collect();
        let list = successes.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
        match (at.get("status").map(Value::as_u64), successes.as_slice()) {
            (None, [only]) => Some(*only),
            // `check_success` finds operations without a success.
            (None, []) => None,
            (None, _) => {
                let problem = format!("`x-audit` says not which success is recorded: {list}");
                self.fault(at.pointer, problem, "add `status: …`");
                None
            }
            (Some(status), _) => {
                let found = successes.iter().copied().find(|one| Some(u64::from(*one)) == status);
                if found.is_none() {
                    let problem = "the status that is recorded is no success of the operation";
                    self.fault(&at.step("status"), problem, format!("use one of {list}"));
                }
                found
            }
        }
    }
}
