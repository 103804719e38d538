//! `GET /templateversions/{templateVersion}/logs`

use serde_json::{Value, json};

use super::hand::take;
use super::scene::{path, version};
use crate::harness::{Engine, Server};

fn outputs(lines: &Value) -> Vec<&str> {
    lines.as_array().unwrap().iter().map(|line| line["output"].as_str().unwrap()).collect()
}

/// TestTemplateVersionLogs
#[apply(case)]
async fn a_log_is_read_as_a_list_between_two_numbers(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = version(owner, json!({})).await;
    let logs = format!("{}/logs", path(&made));
    assert_eq!(owner.get(&logs).await.json_of(200), json!([]));
    let hand = take(&server, &made).await;
    hand.writes(&["one", "two", "three"]).await;
    let all = owner.get(&logs).await.json_of(200);
    assert_eq!(outputs(&all), ["one", "two", "three"]);
    let first = &all[0];
    assert_eq!((&first["log_source"], &first["log_level"]), (&json!("provisioner"), &json!("info")));
    assert_eq!((&first["stage"], first["created_at"].is_string()), (&json!("Planning"), true));
    let middle = all[1]["id"].as_i64().unwrap();
    for (query, expected) in [
        (format!("after={middle}"), &["three"][..]),
        (format!("before={middle}"), &["one"]),
        (format!("after={}&before={}", middle - 1, middle + 1), &["two"]),
        ("after=-1".into(), &["one", "two", "three"]),
        ("after=&before=".into(), &["one", "two", "three"]),
        ("follow=false".into(), &["one", "two", "three"]),
        ("format=json".into(), &["one", "two", "three"]),
    ] {
        let found = owner.get(&format!("{logs}?{query}")).await.json_of(200);
        assert_eq!(outputs(&found), expected, "{query}");
    }
    let refused = owner.get(&format!("{logs}?after=x&before=y&format=xml")).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["after", "before", "format"]);
}

#[apply(case)]
async fn a_log_is_read_as_text(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = version(owner, json!({})).await;
    let text = format!("{}/logs?format=text", path(&made));
    take(&server, &made).await.writes(&["one", "two"]).await;
    let answer = owner.get(&text).await.expect(200);
    assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
    let lines = answer.text();
    let lines: Vec<_> = lines.lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].ends_with("Z [info] [provisioner|Planning] one"), "{lines:?}");
    let refused = owner.get(&format!("{text}&follow")).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["format"]);
}
