//! What the server needs, looked at one by one, before or while it runs. Nothing is changed.
//!
//! - `finding`: what was seen. The others: the checks.

mod audit;
mod certificates;
mod database;
mod finding;
mod keys;
mod machine;
mod reach;
mod signals;

use burgrave_core::{Clock, SystemClock};
use slog::Logger;

pub(crate) use finding::{Finding, Verdict};

use crate::config::{Config, Fault};
use crate::run;

/// Findings for faults of a configuration that can't be read.
pub(crate) fn misconfigured(faults: &[Fault]) -> Vec<Finding> {
    let finding = |fault: &Fault| {
        let verdict = Verdict::fault(format!("{}: {}", fault.origin, fault.problem), &fault.mend);
        Finding::new("configuration", verdict)
    };
    faults.iter().map(finding).collect()
}

/// Looks at everything.
pub(crate) async fn examine(config: &Config, log: &Logger) -> Vec<Finding> {
    let now = SystemClock.now();
    let mut findings = configuration(config);
    let (database, examined) = database::check(config, log).await;
    findings.extend(database);
    if examined.is_some() {
        findings.extend(signals::check(config, log).await);
    }
    let sealed_by = examined.and_then(|examined| examined.setting);
    findings.push(Finding::new("keys", keys::check(config, sealed_by.as_deref())));
    findings.extend(certificates::check(config, now));
    findings.push(Finding::new("provider", reach::provider(config).await));
    findings.push(Finding::new("mail", reach::mail(config).await));
    findings.push(Finding::new("webhook", reach::webhook(config).await));
    findings.extend(audit::check(config).await);
    findings.push(Finding::new("terraform", machine::terraform(config).await));
    findings.push(Finding::new("data", machine::folder(&config.data)));
    findings
}

/// What a configuration that can be read will not do as its operator probably thinks.
fn configuration(config: &Config) -> Vec<Finding> {
    let warning = |warning: &str| match warning.split_once("; ") {
        Some((problem, mend)) => Verdict::warning(problem, mend),
        None => Verdict::warning(warning, "look at its row in the operator's manual"),
    };
    let mut verdicts: Vec<_> = run::warnings(config).into_iter().map(warning).collect();
    if verdicts.is_empty() {
        verdicts.push(Verdict::Fine("it can be read".into()));
    }
    verdicts.into_iter().map(|verdict| Finding::new("configuration", verdict)).collect()
}
