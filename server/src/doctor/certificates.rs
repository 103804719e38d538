//! Certificates: the server's own, and those of authorities that it trusts.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Finding, Verdict};
use crate::config::Config;
use crate::outgoing::Outgoing;
use crate::run::of_outgoing;
use crate::tls::Certificate;

/// A certificate that ends sooner is warned of.
const SOON: TimeDelta = TimeDelta::days(14);

/// What was seen of those that are configured.
pub(super) fn check(config: &Config, now: DateTime<Utc>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(files) = &config.tls {
        let verdict = match Certificate::read(files) {
            Ok(certificate) => dates(&certificate, now),
            Err(fault) => Verdict::fault(fault.to_string(), "correct tls-certificate and tls-key"),
        };
        findings.push(Finding::new("certificate", verdict));
    }
    if let Some(file) = &config.outgoing_certificates {
        let verdict = match Outgoing::new(&of_outgoing(config)) {
            Ok(_) => Verdict::Fine(format!("{} can be read", file.display())),
            Err(fault) => Verdict::fault(
                format!("{}: {fault}", file.display()),
                "name a PEM file of authorities in outgoing-certificates",
            ),
        };
        findings.push(Finding::new("authorities", verdict));
    }
    findings
}

fn dates(certificate: &Certificate, now: DateTime<Utc>) -> Verdict {
    let (from, to) = (certificate.not_before.to_rfc3339(), certificate.not_after.to_rfc3339());
    let renew = "renew it, and send SIGHUP to the server";
    if now < certificate.not_before {
        return Verdict::fault(
            format!("it is valid from {from} on"),
            "look at the clock, or take another one",
        );
    }
    if now > certificate.not_after {
        return Verdict::fault(format!("it has ended on {to}"), renew);
    }
    if certificate.not_after - now < SOON {
        return Verdict::warning(format!("it ends on {to}"), renew);
    }
    Verdict::Fine(format!("it is valid until {to}"))
}
