//! Those who get entries of the audit log as well; they are sent none.

use super::reach::{self, LATE, PATIENCE};
use super::{Finding, Verdict};
use crate::config::{Config, SyslogTarget};
use crate::identity::audit::stream;

/// What was seen of each.
pub(super) async fn check(config: &Config) -> Vec<Finding> {
    let (settings, mut findings) = (&config.governance.audit, Vec::new());
    if let Some(webhook) = &settings.webhook {
        let verdict = reach::receiver(config, &webhook.endpoint, "audit-webhook-endpoint").await;
        findings.push(Finding::new("audit-webhook", verdict));
    }
    if let Some(target) = &settings.syslog {
        findings.push(Finding::new("audit-syslog", syslog(config, target).await));
    }
    if let Some(path) = &settings.file {
        let (shown, seen) = (path.display(), stream::file_can_be_written(path));
        let verdict = match seen {
            Ok(()) => Verdict::Fine(format!("{shown} can be written")),
            Err(fault) => Verdict::fault(
                format!("{shown} can't be written: {fault}"),
                "name a file in audit-file that this user may write to, in a folder that is there",
            ),
        };
        findings.push(Finding::new("audit-file", verdict));
    }
    if findings.is_empty() {
        findings.push(Finding::new("audit", Verdict::Absent("its entries go nowhere else".into())));
    }
    findings
}

async fn syslog(config: &Config, target: &SyslogTarget) -> Verdict {
    let reaching = stream::syslog_is_reached(target, config.outgoing_certificates.as_deref());
    let reached = tokio::time::timeout(PATIENCE, reaching).await.unwrap_or_else(|_| Err(LATE.into()));
    match (reached, target) {
        (Err(fault), _) => Verdict::fault(
            format!("{target}: {fault}"),
            "correct audit-syslog, or look whether this machine reaches it",
        ),
        // Nobody answers a datagram.
        (Ok(()), SyslogTarget::Udp(..)) => {
            Verdict::Fine(format!("{target} has an address; whether datagrams arrive isn't known"))
        }
        (Ok(()), _) => Verdict::Fine(format!("{target} takes entries")),
    }
}
