//! Builds of templates whose parameters are told for the values that are given: recorded.md §9.

use serde_json::{Value, json};

use super::scene::{ask, ask_build, build, given, kept, start, values, workspace_with};
use crate::harness::{Answer, Engine};
use crate::routes::template_versions::dynamic::{TEMPLATE, template_with};

fn faulty(answer: &Answer) -> Vec<String> {
    answer.faulty_fields()
}

fn typed(values: &[(&str, &str)]) -> Value {
    json!({"rich_parameter_values": given(values)})
}

/// §9: dynamic flow: 400, validations: one per parameter, sorted by name; what is stored is every parameter
#[apply(case)]
async fn values_are_held_against_the_template_as_it_is_for_them(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let template = template_with(&server, "base", TEMPLATE, None).await;
    let refused = ask(&amira, &template, "dev", typed(&[("size", "huge"), ("cores", "5")])).await.expect(400);
    assert_eq!(faulty(&refused), ["cores", "size"]);
    let refused =
        ask(&amira, &template, "dev", typed(&[("size", "large"), ("cores", "5")])).await.expect(400);
    assert_eq!(faulty(&refused), ["why"], "it is needed for a large one");
    let chosen = typed(&[("size", "large"), ("cores", "5"), ("why", "work")]);
    let made = workspace_with(&server, &amira, &template, "dev", chosen).await;
    let large = kept(&[("cores", "5"), ("size", "large"), ("token", "top-secret"), ("why", "work")]);
    assert_eq!(values(&server, &made["latest_build"]).await, large);
    // A small one has no parameter for the reason, and no room for so many.
    let small = json!({"transition": "start", "rich_parameter_values": given(&[("size", "small")])});
    assert_eq!(faulty(&ask_build(&amira, &made, small).await.expect(400)), ["cores"]);
    let stopped = build(&server, &amira, &made, json!({"transition": "stop"})).await;
    assert_eq!(values(&server, &stopped).await, large, "a stop keeps them");
    let fewer = json!({"transition": "start", "rich_parameter_values": given(&[("cores", "4")])});
    assert_eq!(faulty(&ask_build(&amira, &made, fewer).await.expect(400)), ["cores"], "it may only grow");
    let plain = workspace_with(&server, &amira, &template, "plain", json!({})).await;
    let defaults = kept(&[("cores", "2"), ("size", "small"), ("token", "top-secret")]);
    assert_eq!(values(&server, &plain["latest_build"]).await, defaults);
}

/// The classic flow holds values against what the import found, whatever is chosen.
#[apply(case)]
async fn the_classic_flow_knows_what_the_import_found(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let template = template_with(&server, "base", TEMPLATE, Some(true)).await;
    let made = workspace_with(&server, &amira, &template, "dev", typed(&[("size", "huge")])).await;
    let expected = kept(&[("cores", "2"), ("size", "huge"), ("token", "default")]);
    assert_eq!(values(&server, &made["latest_build"]).await, expected);
}

/// What holds for one build only counts for nothing in the next, and neither does what depends on it.
#[apply(case)]
async fn what_an_ephemeral_value_brought_goes_with_it(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let text = r#"
data "coder_parameter" "debug" {
  name      = "debug"
  type      = "bool"
  default   = false
  ephemeral = true
  mutable   = true
}
data "coder_parameter" "level" {
  count   = tobool(data.coder_parameter.debug.value) ? 1 : 0
  name    = "level"
  default = "low"
  mutable = true
}
"#;
    let template = template_with(&server, "base", text, None).await;
    let made = workspace_with(&server, &amira, &template, "dev", typed(&[("debug", "true")])).await;
    let expected = kept(&[("debug", "true"), ("level", "low")]);
    assert_eq!(values(&server, &made["latest_build"]).await, expected);
    let next = build(&server, &amira, &made, json!({"transition": "start"})).await;
    assert_eq!(values(&server, &next).await, kept(&[("debug", "false")]));
}

/// Fields of a value that comes from something secret are not repeated.
#[apply(case)]
async fn a_fault_tells_nothing_secret(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let text = r#"
variable "key" {
  sensitive = true
  default   = "top-secret"
}
data "coder_parameter" "size" {
  name    = "size"
  default = "a"
  mutable = true
  option {
    name  = "a"
    value = "a"
  }
  option {
    name  = "b"
    value = var.key
  }
}
"#;
    let template = template_with(&server, "base", text, None).await;
    let refused = ask(&amira, &template, "dev", typed(&[("size", "x")])).await.expect(400);
    assert_eq!(faulty(&refused), ["size"]);
    assert!(!refused.text().contains("top-secret"), "{}", refused.text());
}

/// A dry run is held against the template as it is for its values and variables.
#[apply(case)]
async fn a_dry_run_is_held_against_what_is_chosen(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let template = template_with(&server, "base", TEMPLATE, None).await;
    let version = template["active_version_id"].as_str().unwrap();
    let at = format!("/api/v2/templateversions/{version}/dry-run");
    let small = json!({"rich_parameter_values": given(&[("cores", "8")])});
    assert_eq!(faulty(&amira.post(&at, &small).await.expect(400)), ["cores"]);
    let large = json!({"rich_parameter_values": given(&[("cores", "8"), ("size", "large")])});
    amira.post(&at, &large).await.expect(201);
}
