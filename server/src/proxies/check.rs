//! What one proxy says of itself.

use burgrave_core::proxies::ProxyHealth;
use serde::Deserialize;
use url::Url;

use crate::outgoing::{Outgoing, OutgoingFault};

/// The longest report, in bytes.
const MOST_BYTES: usize = 64 * 1024;

/// How many errors and warnings of a report are kept, and how long each may be, in characters.
const MOST_ENTRIES: usize = 100;
const LONGEST_ENTRY: usize = 1024;

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) health: ProxyHealth,
    pub(super) errors: Vec<String>,
    pub(super) warnings: Vec<String>,
}

/// A proxy's own report.
#[derive(Deserialize)]
struct Report {
    errors: Option<Vec<String>>,
    warnings: Option<Vec<String>>,
}

/// Asks a proxy that is reached at this URL.
pub(super) async fn check(outgoing: &Outgoing, url: &str) -> Found {
    let Ok(at) = Url::parse(url).and_then(|url| url.join("/healthz-report")) else {
        return failed(ProxyHealth::Unreachable, "the URL can't be read".to_owned());
    };
    match outgoing.get(at, MOST_BYTES).await {
        Ok(body) => read(&body),
        Err(fault @ (OutgoingFault::Status(_) | OutgoingFault::Size(_))) => {
            failed(ProxyHealth::Unhealthy, fault.to_string())
        }
        Err(fault @ OutgoingFault::Private) => {
            let why = format!("{fault}; the operator of the server can allow it (outgoing-private-networks)");
            failed(ProxyHealth::Unreachable, why)
        }
        Err(fault @ OutgoingFault::Away) => failed(ProxyHealth::Unreachable, fault.to_string()),
    }
}

fn failed(health: ProxyHealth, why: String) -> Found {
    Found { health, errors: vec![format!("request to proxy failed: {why}")], warnings: Vec::new() }
}

fn read(body: &[u8]) -> Found {
    let Ok(report) = serde_json::from_slice::<Report>(body) else {
        return failed(ProxyHealth::Unhealthy, "the answer is no report".to_owned());
    };
    let (errors, warnings) = (kept(report.errors), kept(report.warnings));
    let health = if errors.is_empty() { ProxyHealth::Ok } else { ProxyHealth::Unhealthy };
    Found { health, errors, warnings }
}

fn kept(list: Option<Vec<String>>) -> Vec<String> {
    let cut = |entry: String| entry.chars().take(LONGEST_ENTRY).collect();
    list.unwrap_or_default().into_iter().take(MOST_ENTRIES).map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_without_errors_is_healthy() {
        let warned = read(br#"{"errors": null, "warnings": ["a"], "more": 1}"#);
        assert_eq!((warned.health, warned.warnings), (ProxyHealth::Ok, vec!["a".to_owned()]));
        let failing = read(br#"{"errors": ["b"]}"#);
        assert_eq!((failing.health, failing.errors), (ProxyHealth::Unhealthy, vec!["b".to_owned()]));
        for none in ["", "OK", "[]", r#"{"errors": "x"}"#] {
            assert_eq!(read(none.as_bytes()).health, ProxyHealth::Unhealthy, "{none}");
        }
    }

    #[test]
    fn a_long_report_is_cut() {
        let many = serde_json::json!({"errors": vec!["é".repeat(2000); 101]}).to_string();
        let found = read(many.as_bytes());
        assert_eq!((found.errors.len(), found.errors[0].chars().count()), (100, 1024));
    }
}
