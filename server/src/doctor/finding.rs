//! What a check has seen.

use std::fmt;

use serde_json::{Value, json};

/// A check and what it has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    check: &'static str,
    verdict: Verdict,
}

/// What a check says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is as it should be.
    Fine(String),
    /// There is nothing to look at.
    Absent(String),
    /// The server works, but perhaps not as wanted.
    Warning {
        /// What was seen.
        problem: String,
        /// What to do.
        mend: String,
    },
    /// The server, or a part of it, can't work.
    Fault {
        /// What was seen.
        problem: String,
        /// What to do.
        mend: String,
    },
}

impl Verdict {
    /// A warning.
    pub(super) fn warning(problem: impl Into<String>, mend: impl Into<String>) -> Self {
        Self::Warning { problem: problem.into(), mend: mend.into() }
    }

    /// A fault.
    pub(super) fn fault(problem: impl Into<String>, mend: impl Into<String>) -> Self {
        Self::Fault { problem: problem.into(), mend: mend.into() }
    }
}

impl Finding {
    pub(super) fn new(check: &'static str, verdict: Verdict) -> Self {
        Self { check, verdict }
    }

    /// Whether it is a fault.
    pub(crate) fn is_fault(&self) -> bool {
        matches!(self.verdict, Verdict::Fault { .. })
    }

    /// The same for programs.
    pub(crate) fn to_json(&self) -> Value {
        let (status, detail, mend) = match &self.verdict {
            Verdict::Fine(detail) => ("ok", detail, None),
            Verdict::Absent(detail) => ("absent", detail, None),
            Verdict::Warning { problem, mend } => ("warning", problem, Some(mend)),
            Verdict::Fault { problem, mend } => ("fault", problem, Some(mend)),
        };
        json!({"check": self.check, "status": status, "detail": detail, "mend": mend})
    }
}

impl fmt::Display for Finding {
    /// One line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, text) = match &self.verdict {
            Verdict::Fine(detail) => ("ok", detail.clone()),
            Verdict::Absent(detail) => ("-", detail.clone()),
            Verdict::Warning { problem, mend } => ("warning", format!("{problem}; {mend}")),
            Verdict::Fault { problem, mend } => ("FAULT", format!("{problem}; {mend}")),
        };
        write!(f, "{word:8}{}: {}", self.check, text.replace('\n', " "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_one_line_with_its_mend() {
        let finding = Finding::new("data", Verdict::fault("it is\nfull", "make room"));
        assert_eq!(finding.to_string(), "FAULT   data: it is full; make room");
        assert_eq!(
            finding.to_json(),
            json!({"check": "data", "status": "fault", "detail": "it is\nfull", "mend": "make room"})
        );
        assert!(finding.is_fault());
        assert!(!Finding::new("data", Verdict::warning("a", "b")).is_fault());
    }
}
