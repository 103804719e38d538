//! Tags of daemons that a template's own files ask for.

use serde_json::{Value, json};

use super::scene::ask;
use crate::harness::{Answer, Engine, Person, Server};
use crate::routes::files::scene::{TAR, tar, upload};

/// Asks for a version of a template with this text.
async fn ask_for(person: &Person, text: &str, fields: Value) -> Answer {
    let file = upload(person, TAR, tar(&[("main.tf", text.as_bytes())])).await;
    ask(person, &file, fields).await
}

const TAGGED: &str = r#"
variable "region" {
  default = "us"
}

data "coder_workspace_tags" "all" {
  tags = {
    region = var.region
    cores  = 2
    fast   = true
    zone   = "a"
  }
}
"#;

#[apply(case)]
async fn tags_of_the_request_override_those_of_the_template(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let plain = ask_for(owner, TAGGED, json!({})).await.json_of(201);
    let of_template = json!({
        "cores": "2", "fast": "true", "owner": "", "region": "us", "scope": "organization", "zone": "a",
    });
    assert_eq!(plain["job"]["tags"], of_template);
    let fields = json!({"tags": {"zone": "b"}, "user_variable_values": [{"name": "region", "value": "eu"}]});
    let chosen = ask_for(owner, TAGGED, fields).await.json_of(201);
    assert_eq!(
        (&chosen["job"]["tags"]["zone"], &chosen["job"]["tags"]["region"]),
        (&json!("b"), &json!("eu"))
    );
}

#[apply(case)]
async fn every_tag_without_a_value_is_named_with_its_line(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let text = "data \"coder_workspace_tags\" \"all\" {\n  tags = {\n    zone = time_sleep.it.id\n    \
                host = nothing.at.all\n  }\n}\n";
    let refused = ask_for(owner, text, json!({"example_id": "docker"})).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["example_id", "file_id", "host", "zone"]);
    assert!(refused.text().contains("main.tf line 3"), "{}", refused.text());
    let list = "data \"coder_workspace_tags\" \"all\" {\n  tags = []\n}\n";
    let refused = ask_for(owner, list, json!({})).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["file_id"]);
    ask_for(owner, "resource {{{", json!({})).await.expect(201);
    ask_for(owner, text, json!({"provisioner": "echo"})).await.expect(201);
}
