//! Metrics: who reads them, their form, and that they count what happens.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use regex::Regex;
use serde_json::json;

use crate::harness::{Engine, Options, Server};
use crate::routes::template_versions::scene::version;

const TOKEN: &str = "0123456789abcdef-metrics";

/// One sample: its whole name with labels, and its value.
type Samples = BTreeMap<String, f64>;

async fn read(server: &Server) -> (String, Samples) {
    let answer = server.get("/metrics").send().await.expect(200);
    assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let text = answer.text();
    let samples = text.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let (series, value) = line.rsplit_once(' ').unwrap();
        (series.to_owned(), value.parse().unwrap_or_else(|_| panic!("{line}")))
    });
    let samples: Vec<_> = samples.collect();
    let number = samples.len();
    let samples = Samples::from_iter(samples);
    assert_eq!(samples.len(), number, "each series occurs once");
    (text, samples)
}

#[apply(case)]
async fn metrics_are_open_only_where_no_other_machine_reaches_the_server(engine: Engine) {
    read(&Server::start(engine).await).await;
    let flags = vec![("access-url", "https://burgrave.example.com".to_owned())];
    let server = Server::start_with(engine, Options { flags: flags.clone(), ..Options::default() }).await;
    for call in
        [server.get("/metrics"), server.get("/metrics").header("authorization", format!("Bearer {TOKEN}"))]
    {
        let refused = call.send().await.json_of(401);
        assert!(refused["detail"].as_str().unwrap().contains("set no metrics-token"), "{refused}");
    }
}

#[apply(case)]
async fn a_token_opens_the_metrics_and_nothing_else(engine: Engine) {
    crate::harness::secrets::register(TOKEN);
    let flags = vec![("metrics-token", TOKEN.to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let bearer =
        |call: crate::harness::Call, token: &str| call.header("authorization", format!("Bearer {token}"));
    let bare = server.get("/metrics").send().await.expect(401);
    assert_eq!(bare.header("www-authenticate"), Some("Bearer realm=\"metrics\""));
    bearer(server.get("/metrics"), "0123456789abcdef-metricx").send().await.expect(401);
    bearer(server.get("/metrics"), &server.owner().await.token).send().await.expect(401);
    bearer(server.get("/metrics"), TOKEN).send().await.expect(200);
    bearer(server.get("/api/v2/users/me"), TOKEN).send().await.expect(401);
}

#[apply(case)]
async fn names_types_and_units_are_those_of_prometheus(engine: Engine) {
    let server = Server::start(engine).await;
    server.owner().await;
    server.tick().await;
    let (text, _) = read(&server).await;
    let name = Regex::new("^(burgrave|process)_[a-z0-9_]*[a-z0-9]$").unwrap();
    let sample =
        Regex::new(r#"^([a-z0-9_]+)(\{[a-z_]+="[^"\\]*"(?:,[a-z_]+="[^"\\]*")*\})? [0-9+.einfE-]+$"#)
            .unwrap();
    let mut types: BTreeMap<&str, &str> = BTreeMap::new();
    let mut told = None;
    for line in text.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (family, words) = help.split_once(' ').unwrap();
            assert!(name.is_match(family) && words.len() > 10, "{line}");
            told = Some(family);
        } else if let Some(of) = line.strip_prefix("# TYPE ") {
            let (family, kind) = of.split_once(' ').unwrap();
            assert_eq!(told, Some(family), "HELP precedes TYPE");
            assert!(types.insert(family, kind).is_none(), "{family} is told once");
            assert_eq!(family.ends_with("_total"), kind == "counter", "{line}");
            assert!(matches!(kind, "counter" | "gauge" | "histogram"), "{line}");
            let foreign =
                ["milliseconds", "_ms", "minutes", "kilobytes", "percent", "count", "sum", "bucket"];
            assert!(!foreign.iter().any(|unit| family.ends_with(unit)), "{line}");
        } else {
            let found = sample.captures(line).unwrap_or_else(|| panic!("{line}"));
            let family = told.expect("a sample follows its HELP");
            let rest =
                found[1].strip_prefix(family).unwrap_or_else(|| panic!("{line} is listed under {family}"));
            match types[family] {
                "histogram" => assert!(matches!(rest, "_bucket" | "_sum" | "_count"), "{line}"),
                _ => assert_eq!(rest, "", "{line}"),
            }
        }
    }
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/operations.md")).unwrap();
    let missing: Vec<_> = types.keys().filter(|family| !page.contains(&format!("`{family}`"))).collect();
    assert!(missing.is_empty(), "docs/operations.md doesn't tell of {missing:?}");
    assert!(types.contains_key("burgrave_background_runs_total") && types.len() > 20, "{types:?}");
}

#[apply(case)]
async fn requests_are_counted_by_operation_method_and_status(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let (_, before) = read(&server).await;
    for _ in 0..3 {
        server.get("/api/v2/buildinfo").send().await.expect(200);
    }
    server.get("/nowhere").send().await.expect(404);
    server.get("/api/v2/users/me").send().await.expect(401);
    let unknown = server.call("BREW".parse().unwrap(), "/healthz");
    assert_eq!(unknown.send_past_the_contract().await.status, 405);
    owner.post("/api/v2/organizations", &json!({"name": "no spaces please"})).await.expect(400);
    owner.post("/api/v2/organizations", &json!({"name": "counted"})).await.expect(201);
    let large = owner.call(Method::POST, "/api/v2/organizations");
    large.body("application/json", vec![b' '; (1 << 20) + 1]).send().await.expect(413);
    let (_, after) = read(&server).await;
    let grown = |series: &str| after.get(series).unwrap_or(&0.0) - before.get(series).unwrap_or(&0.0);
    let calls = |labels: &str| grown(&format!("burgrave_http_request_duration_seconds_count{{{labels}}}"));
    assert_eq!(calls(r#"operation="getBuildInfo",method="GET",status="2xx""#), 3.0);
    assert_eq!(calls(r#"operation="none",method="GET",status="4xx""#), 1.0);
    assert_eq!(calls(r#"operation="none",method="other",status="4xx""#), 1.0);
    assert_eq!(calls(r#"operation="createOrganization",method="POST",status="2xx""#), 1.0);
    assert_eq!(calls(r#"operation="createOrganization",method="POST",status="4xx""#), 2.0);
    let turned_away = |cause: &str| grown(&format!("burgrave_http_rejections_total{{cause=\"{cause}\"}}"));
    for (cause, number) in
        [("route", 2.0), ("authentication", 1.0), ("input", 1.0), ("body_size", 1.0), ("csrf", 0.0)]
    {
        assert_eq!(turned_away(cause), number, "{cause}");
    }
    assert!(grown(r#"burgrave_database_transactions_total{outcome="committed"}"#) >= 1.0);
    assert_eq!(after["burgrave_http_requests_in_flight"], 1.0, "the scrape itself");
    assert!(after.contains_key(&format!("burgrave_database_info{{engine=\"{}\"}}", engine.name())));
}

#[apply(case)]
async fn every_cause_of_a_rejection_is_counted_separately(engine: Engine) {
    let flags = vec![("rate-limit-login", "1".to_owned())];
    let server = Server::start_with(
        engine,
        Options { flags, without: vec!["multiple_organizations"], ..Options::default() },
    )
    .await;
    let owner = server.owner().await.clone();
    let login = json!({"email": "nobody@example.com", "password": "wrong"});
    server.clock.advance(chrono::TimeDelta::minutes(2));
    server.post("/api/v2/users/login", &login).send().await.expect(401);
    server.post("/api/v2/users/login", &login).send().await.expect(429);
    let cookie = format!("coder_session_token={}", owner.token);
    server.call(Method::POST, "/api/v2/users/logout").header("cookie", cookie).send().await.expect(400);
    let text = server.call(Method::POST, "/api/v2/users").token(&owner.token);
    text.body("text/plain", "x").send().await.expect(415);
    owner.post("/api/v2/organizations", &json!({"name": "off"})).await.expect(403);
    let (_, samples) = read(&server).await;
    let causes: BTreeSet<_> = samples
        .keys()
        .filter_map(|series| series.strip_prefix("burgrave_http_rejections_total{cause=\""))
        .map(|rest| rest.trim_end_matches("\"}"))
        .collect();
    for cause in ["authentication", "rate_limit", "csrf", "media_type", "feature"] {
        assert!(causes.contains(cause), "{cause} is missing from {causes:?}");
    }
}

#[apply(case)]
async fn labels_never_hold_what_a_caller_wrote(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    owner.get("/api/v2/users/zanzibar").await.expect(404);
    owner.get("/zanzibar?x=zanzibar").await.expect(404);
    server.call("ZANZIBAR".parse().unwrap(), "/healthz").send_past_the_contract().await;
    let (text, _) = read(&server).await;
    for written in ["zanzibar", "ZANZIBAR", &owner.username, &owner.id, "127.0.0.1", "/api/"] {
        assert!(!text.contains(&format!("=\"{written}")), "{written} is a label");
    }
}

#[apply(case)]
async fn waiting_jobs_are_told_by_their_tags(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let waits = async |tags| version(owner, json!({ "tags": tags })).await;
    waits(json!({"region": "eu", "gpu": "yes"})).await;
    server.clock.advance(chrono::TimeDelta::seconds(60));
    waits(json!({"region": "eu", "gpu": "yes"})).await;
    waits(json!({})).await;
    let (_, samples) = read(&server).await;
    let told = |name: &str, tags: &str| {
        let labels = format!("organization=\"coder\",provisioner=\"terraform\",tags=\"{tags}\"");
        samples[&format!("burgrave_provisioner_jobs_{name}{{{labels}}}")]
    };
    assert_eq!((told("waiting", "gpu=yes,region=eu"), told("waiting", "")), (2.0, 1.0));
    assert!((60.0..61.0).contains(&told("oldest_wait_seconds", "gpu=yes,region=eu")));
    assert!((0.0..1.0).contains(&told("oldest_wait_seconds", "")));
    // Authors can think of any number of tags.
    for number in 0..100 {
        waits(json!({"set": number.to_string()})).await;
    }
    let (_, samples) = read(&server).await;
    let waiting: Vec<_> = samples
        .iter()
        .filter(|(series, _)| series.starts_with("burgrave_provisioner_jobs_waiting"))
        .collect();
    assert_eq!((waiting.len(), waiting.iter().map(|(_, jobs)| **jobs).sum::<f64>()), (101, 103.0));
    let others = samples.iter().find(|(series, _)| series.contains("waiting") && series.contains("others"));
    assert_eq!(others.map(|(_, jobs)| *jobs), Some(2.0));
}
