//! Metrics that the dashboard and the alert rules name.

use std::collections::BTreeSet;
use std::process::Command;

use regex::Regex;
use serde_json::json;

use super::{read, root};
use crate::harness::{Engine, Server};
use crate::process::program::Program;
use crate::routes::template_versions::scene::version;

/// The families in a text of metrics.
fn families(text: &str) -> BTreeSet<String> {
    let name = |line: &str| line.strip_prefix("# TYPE ")?.split(' ').next().map(str::to_owned);
    text.lines().filter_map(name).collect()
}

/// Those of a server of this engine on which a job waits and requests were rejected.
async fn of_engine(engine: Engine) -> BTreeSet<String> {
    let server = Server::start(engine).await;
    version(server.owner().await, json!({})).await;
    server.get("/api/v2/nowhere").send_past_the_contract().await;
    server.get("/api/v2/users/me").token("wrong").send().await.expect(401);
    server.tick().await;
    families(&server.get("/metrics").send().await.expect(200).text())
}

/// Those of a server that speaks TLS itself.
async fn with_tls() -> BTreeSet<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    std::fs::write(path("certificate.pem"), made.cert.pem()).unwrap();
    std::fs::write(path("key.pem"), made.signing_key.serialize_pem()).unwrap();
    let flags = ["--tls-certificate", &path("certificate.pem"), "--tls-key", &path("key.pem")];
    let program = Program::serve(&folder.path().join("data"), &flags);
    let client = reqwest::Client::builder().danger_accept_invalid_certs(true).build().unwrap();
    let answer = client.get(format!("https://{}/metrics", program.address)).send().await.unwrap();
    let found = families(&answer.text().await.unwrap());
    program.stop();
    found
}

#[apply(case)]
async fn the_dashboard_and_the_alerts_name_metrics_that_there_are() {
    let engines = Engine::available();
    if !engines.contains(&Engine::Postgres) {
        return;
    }
    let mut known = with_tls().await;
    for engine in engines {
        known.extend(of_engine(engine).await);
    }
    let name = Regex::new(r"\b(burgrave|process)_[a-z0-9_]+\b").unwrap();
    for file in ["monitoring/dashboard.json", "monitoring/alerts.yaml"] {
        let text = read(file);
        let named: BTreeSet<_> = name.find_iter(&text).map(|found| found.as_str()).collect();
        assert!(named.len() > 10, "{file}");
        for metric in named {
            let family = ["_bucket", "_sum", "_count"].iter().find_map(|end| metric.strip_suffix(end));
            let there = known.contains(metric) || family.is_some_and(|family| known.contains(family));
            assert!(there, "{file} names {metric}");
        }
    }
}

#[apply(case)]
async fn the_dashboard_is_one_and_each_panel_asks_something() {
    let dashboard: serde_json::Value = serde_json::from_str(&read("monitoring/dashboard.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    assert!(panels.len() > 10);
    for panel in panels {
        let targets = panel["targets"].as_array().unwrap();
        assert!(!targets.is_empty(), "{}", panel["title"]);
        for target in targets {
            let (asked, pairs) = (target["expr"].as_str().unwrap(), [('(', ')'), ('{', '}'), ('[', ']')]);
            for (open, close) in pairs {
                assert_eq!(asked.matches(open).count(), asked.matches(close).count(), "{asked}");
            }
        }
    }
}

#[apply(case)]
async fn the_alert_rules_are_taken_by_prometheus() {
    let rules = root().join("monitoring/alerts.yaml");
    match Command::new("promtool").args(["check", "rules"]).arg(rules).output() {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
        Err(_) => {
            let required = std::env::var_os("BURGRAVE_TESTS_REQUIRE").is_some();
            assert!(!required, "promtool is not on PATH, and BURGRAVE_TESTS_REQUIRE is set");
            eprintln!("skipped: promtool is not on PATH (install prometheus)");
        }
    }
}
