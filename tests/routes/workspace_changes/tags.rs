//! The daemons that builds ask for: tags of the template with the build's own values of its parameters.

use burgrave_core::provisioning::parameters::DescribedParameter;
use burgrave_store::VersionParameter;
use serde_json::{Value, json};

use super::scene::{MINE, ask_build, path, text};
use crate::harness::{Engine, Person, Server};
use crate::routes::files::scene::{TAR, tar, upload};
use crate::routes::template_versions::hand::take;
use crate::routes::template_versions::scene::{ask, template};

const TAGGED: &str = r#"
variable "site" {
  default = "castle"
}

locals {
  place = "${var.site}-${data.coder_parameter.zone.value}"
}

data "coder_parameter" "zone" {
  name    = "Zone"
  default = "a"
}

data "coder_workspace_tags" "all" {
  tags = {
    place = local.place
    zone  = data.coder_parameter.zone.value
    fixed = "yes"
  }
}
"#;

/// A template of these files, imported by hand with the one parameter; with tags of the request.
async fn imported(server: &Server, name: &'static str, files: &str, tags: Value) -> (String, Value) {
    let owner = server.owner().await;
    let file = upload(owner, TAR, tar(&[("main.tf", files.as_bytes())])).await;
    let made = ask(owner, &file, json!({"tags": tags, "message": name})).await.json_of(201);
    let hand = take(server, &made).await;
    hand.finds(|tx, job, _| async move {
        let zone = DescribedParameter { rule: rule("Zone"), ..text("Zone") };
        let definition = serde_json::to_string(&zone).unwrap();
        tx.set_version_parameters(&job, &[VersionParameter { name: "Zone".into(), definition }]).await
    })
    .await;
    hand.ends().await;
    (template(server, &made, name, true).await, made)
}

fn rule(name: &str) -> burgrave_core::provisioning::parameters::Parameter {
    let mut rule = text(name).rule;
    rule.default = "a".into();
    rule
}

async fn made(person: &Person, template: &str, name: &str, values: Value) -> Value {
    let body = json!({"name": name, "template_id": template, "rich_parameter_values": values});
    person.post(MINE, &body).await.json_of(201)
}

fn tag<'a>(build: &'a Value, key: &str) -> &'a Value {
    &build["job"]["tags"][key]
}

#[apply(case)]
async fn a_build_asks_for_the_daemons_that_its_own_values_name(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let (base, version) = imported(&server, "base", TAGGED, json!({"fixed": "no"})).await;
    let (place, zone) = (&version["job"]["tags"]["place"], &version["job"]["tags"]["zone"]);
    assert_eq!((place, zone), (&json!("castle-a"), &json!("a")), "an import has the defaults");
    let plain = made(&amira, &base, "plain", json!([])).await;
    let chosen = made(&amira, &base, "chosen", json!([{"name": "Zone", "value": "b"}])).await;
    for (workspace, zone, place) in [(&plain, "a", "castle-a"), (&chosen, "b", "castle-b")] {
        let build = &workspace["latest_build"];
        assert_eq!((tag(build, "zone"), tag(build, "place")), (&json!(zone), &json!(place)));
        assert_eq!(tag(build, "fixed"), "no", "what was given with the version stands");
        assert_eq!((tag(build, "scope"), tag(build, "owner")), (&json!("organization"), &json!("")));
    }
    let cancel = format!("/api/v2/workspacebuilds/{}/cancel", chosen["latest_build"]["id"].as_str().unwrap());
    amira.patch(&format!("{cancel}?expect_status=pending"), &json!({})).await.expect(200);
    let next = ask_build(&amira, &chosen, json!({"transition": "stop"})).await.json_of(201);
    assert_eq!(tag(&next, "zone"), "b", "values of the build before count");
    amira.get(&path(&chosen)).await.expect(200);
}

#[apply(case)]
async fn a_tag_that_has_no_value_with_a_build_s_parameters_is_named(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let files = TAGGED.replace(
        "data.coder_parameter.zone.value\n    fixed",
        "tonumber(data.coder_parameter.zone.value)\n    fixed",
    );
    let files = files.replace("default = \"a\"", "default = \"1\"");
    let (base, version) = imported(&server, "base", &files, json!({})).await;
    assert_eq!(version["job"]["tags"]["zone"], "1");
    let body = json!({
        "name": "dev", "template_id": base, "rich_parameter_values": [{"name": "Zone", "value": "north"}],
    });
    let refused = amira.post(MINE, &body).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["zone"]);
    assert!(refused.text().contains("main.tf line"), "{}", refused.text());
}
