//! Parameters for the values that are given so far: recorded.md §5.

use burgrave_core::provisioning::parameters::DescribedParameter;
use burgrave_provisioner::echo::EchoStep;
use burgrave_provisioner::{Applied, Parsed};
use burgrave_store::VersionModules;
use serde_json::{Value, json};

use super::hand::take;
use super::scene::{VERSIONS, ask, path, site_role};
use crate::harness::{Engine, Person, Server};
use crate::routes::files::scene::{TAR, tar, upload};
use crate::routes::sockets::{Socket, follow, next, say};
use crate::routes::templates::scene::{HERE, id, version_of};
use crate::routes::workspace_changes::scene::{Declared, ruled, start, text};

pub const TEMPLATE: &str = r#"
variable "key" {
  sensitive = true
  default   = "top-secret"
}

data "coder_workspace_owner" "me" {}

locals {
  large = data.coder_parameter.size.value == "large"
}

data "coder_parameter" "size" {
  name      = "size"
  default   = "small"
  order     = 1
  mutable   = true
  form_type = "dropdown"
  dynamic "option" {
    for_each = ["small", "large"]
    content {
      name  = upper(option.value)
      value = option.value
    }
  }
}

data "coder_parameter" "cores" {
  name    = "cores"
  type    = "number"
  default = local.large ? 8 : 2
  order   = 2
  mutable = true
  styling = jsonencode({ placeholder = "cores", unknown = 1 })
  validation {
    min       = 1
    max       = local.large ? 16 : 4
    monotonic = "increasing"
    error     = "{value} is not from {min} to {max}"
  }
}

data "coder_parameter" "why" {
  count   = local.large ? 1 : 0
  name    = "why"
  order   = 3
  mutable = true
  description = "for ${data.coder_workspace_owner.me.name}"
}

data "coder_parameter" "token" {
  name    = "token"
  default = var.key
  order   = 4
  mutable = true
}
"#;

/// What the import of the template has found.
pub fn imported() -> Vec<DescribedParameter> {
    vec![text("size"), ruled("cores", |rule| rule.default = "2".into()), text("token")]
}

/// A template with this text, which everybody may use.
pub async fn template_with(server: &Server, name: &str, text: &str, classic: Option<bool>) -> Value {
    let declared = Declared::with(imported());
    let applied = Applied { resources: declared.planned().resources, ..Applied::default() };
    let archive = declared.beginning(name).apply(None, &[EchoStep::Complete(applied)]).file("main.tf", text);
    let owner = server.owner().await;
    let version = version_of(server, owner, archive.into_tar(), json!({})).await;
    let mut body = json!({"name": name, "template_version_id": version["id"]});
    if let Some(classic) = classic {
        body["template_use_classic_parameter_flow"] = json!(classic);
    }
    owner.post(HERE, &body).await.json_of(201)
}

/// Where parameters of a template's version are asked for.
fn asked_at(template: &Value) -> String {
    format!("{VERSIONS}/{}/dynamic-parameters", template["active_version_id"].as_str().unwrap())
}

async fn evaluate(person: &Person, template: &Value, body: Value) -> Value {
    person.post(&format!("{}/evaluate", asked_at(template)), &body).await.json_of(200)
}

fn named<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let all = answer["parameters"].as_array().unwrap();
    all.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("{name} in {answer}"))
}

fn names(answer: &Value) -> Vec<&str> {
    answer["parameters"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

/// §5: parameters, options, defaults, styling, validation; a missing required one; values that don't fit
#[apply(case)]
async fn parameters_are_told_for_the_values_that_are_given(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let template = template_with(&server, "base", TEMPLATE, None).await;
    assert_eq!(template["use_classic_parameter_flow"], false, "the documented default");
    let told = evaluate(&amira, &template, json!({"id": 7, "inputs": {}, "owner_id": amira.id})).await;
    assert_eq!((told["id"].as_i64(), &told["diagnostics"]), (Some(7), &json!([])));
    assert_eq!(names(&told), ["size", "cores", "token"]);
    assert_eq!(
        *named(&told, "cores"),
        json!({
            "name": "cores", "display_name": "", "description": "", "type": "number", "form_type": "input",
            "styling": {"placeholder": "cores"}, "mutable": true, "default_value": {"value": "2", "valid": true},
            "icon": "", "options": [], "required": false, "order": 2, "ephemeral": false,
            "validations": [{
                "validation_error": "{value} is not from {min} to {max}", "validation_regex": null,
                "validation_min": 1, "validation_max": 4, "validation_monotonic": "increasing",
            }],
            "value": {"value": "2", "valid": true}, "diagnostics": [],
        })
    );
    let options = &named(&told, "size")["options"];
    assert_eq!((&options[1]["name"], &options[1]["value"]["value"]), (&json!("LARGE"), &json!("large")));
    let inputs = json!({"size": "large", "cores": "99", "unknown": "x"});
    let told = evaluate(&amira, &template, json!({"inputs": inputs, "owner_id": amira.id})).await;
    assert_eq!(names(&told), ["size", "cores", "why", "token"]);
    let cores = named(&told, "cores");
    assert_eq!(cores["value"], json!({"value": "99", "valid": true}));
    assert_eq!(cores["default_value"]["value"], "8");
    assert_eq!(cores["diagnostics"][0]["severity"], "error");
    assert_eq!(cores["diagnostics"][0]["detail"], "\"cores\" doesn't fit: 99 is not from 1 to 16.");
    let why = named(&told, "why");
    assert_eq!((&why["required"], &why["value"]), (&json!(true), &json!({"value": "", "valid": false})));
    assert_eq!(why["diagnostics"][0]["extra"]["code"], "required");
    assert_eq!(why["description"], "for amira");
    let token = named(&told, "token");
    assert_eq!(
        (&token["value"]["value"], &token["default_value"]["value"]),
        (&json!("*redacted*"), &json!("*redacted*"))
    );
}

/// §5: `owner_id` absent or unknown: 200 with `owner_not_found`; any member may name any other
#[apply(case)]
async fn a_workspace_needs_an_owner_whom_the_caller_may_know(engine: Engine) {
    let server = start(engine).await;
    let (amira, bela) = (server.member("amira").await, server.member("bela").await);
    let template = template_with(&server, "base", TEMPLATE, None).await;
    for owner in
        [json!({}), json!({"owner_id": NIL}), json!({"owner_id": "7e4c0a9b-3d58-4f12-8c6e-1b9f5d2a7e03"})]
    {
        let told = evaluate(&amira, &template, owner).await;
        assert_eq!(told["parameters"], Value::Null);
        assert_eq!(told["diagnostics"][0]["extra"]["code"], "owner_not_found", "{told}");
    }
    let told = evaluate(&amira, &template, json!({"owner_id": bela.id, "inputs": {"size": "large"}})).await;
    assert_eq!(named(&told, "why")["description"], "for bela");
    let at = format!("{}/evaluate", asked_at(&template));
    amira.post(&at, &json!({"owner_id": "x"})).await.expect(400);
    amira.post(&at, &json!({"inputs": {"a": 1}})).await.expect(400);
    amira.post(&at, &json!({"inputs": null, "owner_id": amira.id})).await.expect(200);
}

const NIL: &str = "00000000-0000-0000-0000-000000000000";

/// §5: failed: 200 with a warning; pending: 425; hidden: 404
#[apply(case)]
async fn a_version_that_is_not_imported_is_told_apart(engine: Engine) {
    let server = start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let failing = burgrave_provisioner::echo::EchoArchive::new()
        .parse(&[EchoStep::<Parsed>::Fail("broken".into())])
        .file("main.tf", "data \"coder_parameter\" \"a\" {\n  name = \"a\"\n}\n");
    let failed = version_of(&server, owner, failing.into_tar(), json!({})).await;
    let body = json!({"owner_id": owner.id});
    let told =
        owner.post(&format!("{}/dynamic-parameters/evaluate", path(&failed)), &body).await.json_of(200);
    assert_eq!(told["diagnostics"][0]["severity"], "warning", "{told}");
    amira.post(&format!("{}/dynamic-parameters/evaluate", path(&failed)), &body).await.expect(404);
    let waiting = super::scene::version(owner, json!({"tags": {"nobody": "has"}})).await;
    let at = format!("{}/dynamic-parameters", path(&waiting));
    owner.post(&format!("{at}/evaluate"), &body).await.expect(425);
    assert_eq!(follow(owner, &at).await.unwrap_err(), 425);
    owner.get(&format!("{}/dynamic-parameters", path(&failed))).await.expect(426);
}

async fn told(socket: &mut Socket) -> Value {
    next(socket).await.expect("an answer")
}

/// §5: the first message has the id -1; each answer has the id of its request, also when ids go down
#[apply(case)]
async fn a_form_talks_about_parameters_on_a_socket(engine: Engine) {
    let server = start(engine).await;
    let (amira, bela) = (server.member("amira").await, server.member("bela").await);
    let template = template_with(&server, "base", TEMPLATE, None).await;
    let mut socket = follow(&amira, &format!("{}?user_id={}", asked_at(&template), bela.id)).await.unwrap();
    let first = told(&mut socket).await;
    assert_eq!((first["id"].as_i64(), names(&first)), (Some(-1), vec!["size", "cores", "token"]));
    for number in [3, 1] {
        say(&mut socket, &json!({"id": number, "inputs": {"size": "large"}})).await;
    }
    for number in [3, 1] {
        let answer = told(&mut socket).await;
        assert_eq!(
            (answer["id"].as_i64(), named(&answer, "why")["description"].as_str()),
            (Some(number), Some("for bela"))
        );
    }
    say(&mut socket, &json!({"id": 4, "inputs": {"size": "large"}, "owner_id": amira.id})).await;
    assert_eq!(named(&told(&mut socket).await, "why")["description"], "for amira");
    say(&mut socket, &json!({"id": 5, "inputs": {"size": "small"}})).await;
    assert_eq!(names(&told(&mut socket).await), ["size", "cores", "token"]);
    say(&mut socket, &json!("no object")).await;
    assert_eq!(next(&mut socket).await, Err(1007));
    let bad = format!("{}?user_id=nope", asked_at(&template));
    assert_eq!(follow(&amira, &bad).await.unwrap_err(), 400);
    let unknown = format!("{}?user_id=7e4c0a9b-3d58-4f12-8c6e-1b9f5d2a7e03", asked_at(&template));
    let mut socket = follow(&amira, &unknown).await.unwrap();
    assert_eq!(told(&mut socket).await["diagnostics"][0]["extra"]["code"], "owner_not_found");
}

/// A conversation ends when the server does, and when its partner may know no more.
#[apply(case)]
async fn a_conversation_ends_with_the_right_to_it(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let template = template_with(&server, "base", TEMPLATE, None).await;
    let mut socket = follow(&amira, &asked_at(&template)).await.unwrap();
    told(&mut socket).await;
    let suspend = format!("/api/v2/users/{}/status/suspend", amira.id);
    server.owner().await.put(&suspend, &json!({})).await.expect(200);
    server.clock.advance(chrono::TimeDelta::seconds(10));
    say(&mut socket, &json!({"id": 1})).await;
    assert_eq!(next(&mut socket).await, Err(1008));
    let bela = server.member("bela").await;
    let mut socket = follow(&bela, &asked_at(&template)).await.unwrap();
    told(&mut socket).await;
    let ((), end) = tokio::join!(server.stop(), next(&mut socket));
    assert_eq!(end, Err(1001));
}

/// What only a plan knows is as the import found it; what the files can't tell, too.
#[apply(case)]
async fn what_can_not_be_told_is_as_the_import_found_it(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let unknown = "resource \"random_pet\" \"it\" {}\n\
        data \"coder_parameter\" \"size\" {\n  name = \"size\"\n  default = random_pet.it.id\n  mutable = true\n}\n";
    let template = template_with(&server, "base", unknown, None).await;
    let told = evaluate(&amira, &template, json!({"owner_id": amira.id})).await;
    let size = named(&told, "size");
    assert_eq!((names(&told), &size["default_value"]["value"]), (vec!["size"], &json!("default")));
    assert_eq!(size["diagnostics"][0]["severity"], "warning");
    assert!(size["diagnostics"][0]["detail"].as_str().unwrap().contains("main.tf line 4"), "{size}");
    let broken = template_with(&server, "broken", "data \"coder_parameter\" {", None).await;
    let told = evaluate(&amira, &broken, json!({"owner_id": amira.id})).await;
    assert_eq!(names(&told), ["cores", "size", "token"]);
    assert_eq!(told["diagnostics"][0]["severity"], "warning");
}

/// Who governs templates evaluates those that no template has; others see nothing of them.
#[apply(case)]
async fn who_reads_a_version_evaluates_it(engine: Engine) {
    let server = start(engine).await;
    let (owner, tina, amira) =
        (server.owner().await, server.member("tina").await, server.member("amira").await);
    site_role(&server, &tina, "template-admin").await;
    let archive = Declared::with(imported()).beginning("free").file("main.tf", TEMPLATE).into_tar();
    let version = version_of(&server, owner, archive, json!({})).await;
    let at = format!("{VERSIONS}/{}/dynamic-parameters", id(&version));
    let body = json!({"owner_id": amira.id, "inputs": {"size": "large"}});
    let told = tina.post(&format!("{at}/evaluate"), &body).await.json_of(200);
    assert_eq!(named(&told, "why")["description"], "for amira");
    amira.post(&format!("{at}/evaluate"), &body).await.expect(404);
    assert_eq!(follow(&amira, &at).await.unwrap_err(), 404);
}

/// The files of modules that the import fetched follow what is chosen; a module that was too large says so.
#[apply(case)]
async fn modules_that_the_import_has_fetched_are_read(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let main: &[u8] = b"data \"coder_parameter\" \"size\" {\n  name = \"size\"\n  default = \"small\"\n}\n\
        module \"net\" {\n  source = \"example/net/aws\"\n  large = data.coder_parameter.size.value == \"large\"\n}\n\
        module \"big\" {\n  source = \"example/big/aws\"\n}\n";
    let file = upload(owner, TAR, tar(&[("main.tf", main)])).await;
    let version = ask(owner, &file, json!({})).await.json_of(201);
    let hand = take(&server, &version).await;
    hand.finds(|tx, job, _| async move {
        let list: &[u8] = br#"{"Modules": [{"Key": "net", "Dir": ".terraform/modules/net"}]}"#;
        let net: &[u8] = b"variable \"large\" {\n  type = bool\n}\ndata \"coder_parameter\" \"zone\" {\n\
            count = var.large ? 1 : 0\n  name = \"zone\"\n  default = \"eu\"\n}\n";
        let archive =
            tar(&[(".terraform/modules/modules.json", list), (".terraform/modules/net/main.tf", net)]);
        tx.set_version_modules(&job, VersionModules { archive, left_out: "[\"big\"]".into() }).await
    })
    .await;
    hand.ends().await;
    let at = format!("{}/dynamic-parameters/evaluate", path(&version));
    let chosen = async |size: &str| {
        owner.post(&at, &json!({"owner_id": owner.id, "inputs": {"size": size}})).await.json_of(200)
    };
    assert_eq!(names(&chosen("small").await), ["size"]);
    let told = chosen("large").await;
    assert_eq!(names(&told), ["size", "zone"]);
    let said = &told["diagnostics"][0];
    assert_eq!(
        (&said["severity"], &said["summary"]),
        (&json!("warning"), &json!("Module \"big\" is left out"))
    );
}
