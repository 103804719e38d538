//! `POST /organizations/{organization}/templateversions`

use burgrave_core::provisioning::version::TemplateVariable;
use burgrave_provisioner::echo::EchoArchive;
use burgrave_provisioner::{Parsed, Planned};
use serde_json::{Value, json};

use super::hand::appear;
use super::scene::{
    NEW, VERSIONS, ask, delete_template, file, path, role_here, site_role, template, version,
};
use crate::harness::{Engine, Person, Server};
use crate::routes::templates::scene as templates;

const NIL: &str = "00000000-0000-0000-0000-000000000000";
const UNKNOWN: &str = "2f6d9c1e-8b47-4d0a-9e35-6c1f7a2b8d40";

/// TestPostTemplateVersionsByOrganization/WithParameters
#[apply(case)]
async fn a_new_version_waits_for_its_import(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let upload = file(owner).await;
    let made = ask(owner, &upload, json!({"message": "Begin."})).await.json_of(201);
    let read = owner.get(&path(&made)).await.json_of(200);
    assert_eq!(read, made, "what is made is what is read");
    assert_eq!((&made["template_id"], &made["message"]), (&json!(NIL), &json!("Begin.")));
    assert_eq!((&made["readme"], &made["archived"]), (&json!(""), &json!(false)));
    assert_eq!(made["created_by"], json!({"id": owner.id, "username": "owner"}));
    let name = made["name"].as_str().unwrap();
    let (words, number) = name.split_at(name.len() - 1);
    assert!(words.split('_').count() == 2 && number.parse::<u8>().is_ok(), "{name}");
    let job = &made["job"];
    assert_eq!((&job["status"], &job["type"]), (&json!("pending"), &json!("template_version_import")));
    assert_eq!((&job["file_id"], &job["initiator_id"]), (&json!(upload), &json!(owner.id)));
    assert_eq!(job["tags"], json!({"scope": "organization", "owner": ""}));
    assert_eq!(job["input"], json!({"template_version_id": made["id"]}));
    assert_eq!((&job["metadata"]["template_id"], job.get("worker_name")), (&json!(NIL), None));
    let nobody = json!({"count": 0, "available": 0, "most_recently_seen": null});
    assert_eq!(made["matched_provisioners"], nobody);
}

#[apply(case)]
async fn a_version_shows_its_matching_daemons_and_its_place_in_the_queue(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let first = version(owner, json!({})).await;
    appear(&server, first["organization_id"].as_str().unwrap().parse().unwrap()).await;
    server.clock.advance(chrono::TimeDelta::seconds(1));
    let second = version(owner, json!({})).await;
    let place = |one: &Value| (one["job"]["queue_position"].clone(), one["job"]["queue_size"].clone());
    assert_eq!(place(&second), (json!(2), json!(2)), "the answer to POST says it as well");
    assert_eq!(place(&owner.get(&path(&first)).await.json_of(200)), (json!(1), json!(2)));
    let matched = &second["matched_provisioners"];
    assert_eq!((&matched["count"], &matched["available"]), (&json!(1), &json!(1)));
    assert!(matched["most_recently_seen"].is_string());
    for other in [json!({"tags": {"gpu": "yes"}}), json!({"provisioner": "echo"})] {
        let other = version(owner, other).await;
        assert_eq!(other["matched_provisioners"]["count"], 0);
        assert_eq!(place(&other), (json!(0), json!(0)));
    }
    server.clock.advance(chrono::TimeDelta::minutes(5));
    let later = owner.get(&path(&first)).await.json_of(200);
    let matched = &later["matched_provisioners"];
    assert_eq!((&matched["count"], &matched["available"]), (&json!(1), &json!(0)));
}

/// TestPostTemplateVersionsByOrganization/FileNotFound, InvalidTemplate
#[apply(case)]
async fn what_is_wrong_is_named_all_at_once(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let upload = file(owner).await;
    let long = "x".repeat(1025);
    for (body, fields) in [
        (json!({}), &["example_id", "file_id", "provisioner", "storage_method"][..]),
        (json!({"storage_method": "s3", "provisioner": "pulumi"}), &["provisioner", "storage_method"]),
        (json!({"storage_method": "file", "provisioner": "echo"}), &["example_id", "file_id"]),
        (
            json!({
                "storage_method": "file", "provisioner": "echo", "file_id": upload, "example_id": "docker",
                "tags": {(long.as_str()): "x"},
                "user_variable_values": [{"name": "a", "value": ""}, {"name": "a", "value": ""}],
            }),
            &["example_id", "file_id", "tags", "user_variable_values[1].name"],
        ),
        (json!({"storage_method": "file", "provisioner": "echo", "example_id": "docker"}), &["example_id"]),
        (json!({"storage_method": "file", "provisioner": "echo", "file_id": "abc"}), &["file_id"]),
    ] {
        let refused = owner.post(NEW, &body).await.expect(400);
        let mut named = refused.faulty_fields();
        named.iter_mut().filter(|field| field.starts_with("tags")).for_each(|field| field.truncate(4));
        assert_eq!(named, fields, "{body}");
    }
    server.post(NEW, &json!({})).send().await.expect(401);
}

#[apply(case)]
async fn names_of_versions_may_hold_more_than_other_names(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let upload = file(owner).await;
    for name in ["ok-name", "Ok_Name", "1.2.3", "new", "create", &"a".repeat(64)] {
        let made = ask(owner, &upload, json!({"name": name})).await.json_of(201);
        assert_eq!(made["name"], name);
    }
    for name in ["bad name", "-x", "x-", "v1.0+x", " ", "\u{e9}", &"a".repeat(65)] {
        let refused = ask(owner, &upload, json!({"name": name})).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["name"], "{name}");
    }
    ask(owner, &upload, json!({"message": "m".repeat(1_048_576)})).await.expect(201);
    let refused = ask(owner, &upload, json!({"message": "m".repeat(1_048_577)})).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["message"]);
}

#[apply(case)]
async fn a_name_is_unique_in_its_template_and_letter_case_counts(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let upload = file(owner).await;
    let first = ask(owner, &upload, json!({"name": "b2"})).await.json_of(201);
    ask(owner, &upload, json!({"name": "b2"})).await.expect(201);
    let template = template(&server, &first, "base", true).await;
    let refused = ask(owner, &upload, json!({"name": "b2", "template_id": template})).await.expect(409);
    assert_eq!(refused.faulty_fields(), ["name"]);
    let other = ask(owner, &upload, json!({"name": "B2", "template_id": template})).await.json_of(201);
    assert_eq!(other["template_id"], template);
    let all = (0..4).map(|_| ask(owner, &upload, json!({"name": "c3", "template_id": template})));
    let mut statuses: Vec<_> =
        futures::future::join_all(all).await.into_iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409]);
}

/// TestPostTemplateVersionsByOrganization/WithTemplateID
#[apply(case)]
async fn who_governs_templates_makes_versions(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas, noor) =
        (server.member("amira").await, server.member("jonas").await, server.member("noor").await);
    role_here(&server, &jonas, "organization-template-admin").await;
    site_role(&server, &noor, "auditor").await;
    let first = version(owner, json!({})).await;
    let open = template(&server, &first, "open", true).await;
    let closed = template(&server, &version(owner, json!({})).await, "closed", false).await;
    let status = async |who: &Person, fields: Value| ask(who, &file(who).await, fields).await.status;
    for (who, expected) in [(&amira, [403, 403, 404]), (&jonas, [201; 3]), (&noor, [403; 3])] {
        let fields = [json!({}), json!({"template_id": open}), json!({"template_id": closed})];
        let [none, open, closed] = fields.map(|fields| status(who, fields));
        assert_eq!([none.await, open.await, closed.await], expected, "{}", who.username);
    }
    for nothing in [json!(NIL), json!(null)] {
        assert_eq!(status(owner, json!({"template_id": nothing})).await, 201);
    }
    assert_eq!(status(owner, json!({"template_id": UNKNOWN})).await, 404);
    owner.post("/api/v2/organizations", &json!({"name": "other"})).await.expect(201);
    let elsewhere = "/api/v2/organizations/other/templateversions";
    let body = json!({
        "storage_method": "file", "provisioner": "echo", "file_id": file(owner).await, "template_id": open,
    });
    owner.post(elsewhere, &body).await.expect(404);
    amira.post(elsewhere, &body).await.expect(404);
    delete_template(&server, &open).await;
    assert_eq!(status(owner, json!({"template_id": open})).await, 404, "a deleted template is gone");
}

#[apply(case)]
async fn tags_are_brought_into_their_normal_form(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for (given, kept) in [
        (json!(null), json!({"scope": "organization", "owner": ""})),
        (json!({"scope": "user", "owner": "x"}), json!({"scope": "user", "owner": owner.id})),
        (json!({"scope": "galaxy", "owner": "x"}), json!({"scope": "organization", "owner": ""})),
        (json!({"a": "", "": "b"}), json!({"scope": "organization", "owner": "", "": "b"})),
    ] {
        let made = version(owner, json!({"tags": given})).await;
        assert_eq!(made["job"]["tags"], kept);
    }
}

/// What was given for variables may be secret.
#[apply(case)]
async fn a_sealed_value_of_a_variable_reaches_the_import(engine: Engine) {
    let server = templates::start(engine).await;
    let variable = TemplateVariable {
        name: "region".into(),
        description: String::new(),
        kind: "string".into(),
        default_value: "us".into(),
        required: false,
        sensitive: false,
    };
    let parsed = Parsed { variables: vec![variable], ..Parsed::default() };
    let archive = EchoArchive::simple(&parsed, &Planned::default()).into_tar();
    let fields = json!({"user_variable_values": [{"name": "region", "value": "eu"}]});
    let made = templates::version_of(&server, server.owner().await, archive, fields).await;
    let found = server.owner().await.get(&format!("{}/variables", path(&made))).await.json_of(200);
    assert_eq!((&found[0]["name"], &found[0]["value"]), (&json!("region"), &json!("eu")));
}

#[apply(case)]
async fn values_of_variables_are_given_to_the_daemon_only(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let values = json!([{"name": "password", "value": "of-a-variable-4711"}]);
    let made = version(owner, json!({"user_variable_values": values})).await;
    assert!(!made.to_string().contains("of-a-variable-4711"));
    let job = made["job"]["id"].as_str().unwrap().parse().unwrap();
    let input: Result<_, burgrave_store::StoreError> =
        server.store().read(move |reader| async move { reader.job_input(job).await }).await;
    assert!(!input.unwrap().unwrap().contains("of-a-variable-4711"), "it is sealed");
    let log = owner.get("/api/v2/audit?q=resource_type:template_version").await.json_of(200);
    assert_eq!(log["count"], 1, "{log}");
    assert!(!log.to_string().contains("of-a-variable-4711"));
    owner.get(&format!("{VERSIONS}/{UNKNOWN}")).await.expect(404);
}
