//! `PATCH /templateversions/{templateVersion}`

use serde_json::json;

use super::scene::{ask, file, path, template, version};
use crate::harness::{Engine, Server};

/// TestPatchTemplateVersion: Update the name, Update the message, ErrNameTaken, ErrNoChange
#[apply(case)]
async fn name_and_message_change_and_what_is_left_out_stays(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = version(owner, json!({"name": "first", "message": "Begin."})).await;
    for (change, name, message) in [
        (json!({}), "first", "Begin."),
        (json!({"name": "first"}), "first", "Begin."),
        (json!({"name": ""}), "first", "Begin."),
        (json!({"name": null, "message": null}), "first", "Begin."),
        (json!({"name": "Second_1.0"}), "Second_1.0", "Begin."),
        (json!({"message": "Go on."}), "Second_1.0", "Go on."),
        (json!({"message": ""}), "Second_1.0", ""),
    ] {
        server.clock.advance(chrono::TimeDelta::seconds(1));
        let before = owner.get(&path(&made)).await.json_of(200);
        let after = owner.patch(&path(&made), &change).await.json_of(200);
        assert_eq!((&after["name"], &after["message"]), (&json!(name), &json!(message)), "{change}");
        assert_ne!(after["updated_at"], before["updated_at"], "{change}");
        assert_eq!(after["job"], before["job"]);
    }
}

#[apply(case)]
async fn a_change_that_can_not_be_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    let upload = file(owner).await;
    let first = ask(owner, &upload, json!({"name": "first"})).await.json_of(201);
    let template = template(&server, &first, "base", true).await;
    let second = ask(owner, &upload, json!({"name": "second", "template_id": template})).await.json_of(201);
    let taken = owner.patch(&path(&second), &json!({"name": "first"})).await.expect(409);
    assert_eq!(taken.faulty_fields(), ["name"]);
    owner.patch(&path(&second), &json!({"name": "First"})).await.expect(200);
    let both = json!({"name": "-x", "message": "m".repeat(1_048_577)});
    assert_eq!(owner.patch(&path(&second), &both).await.expect(400).faulty_fields(), ["message", "name"]);
    amira.patch(&path(&second), &json!({"message": "mine"})).await.expect(403);
    let alone = version(owner, json!({})).await;
    amira.patch(&path(&alone), &json!({"name": "mine"})).await.expect(404);
    server.call(http::Method::PATCH, &path(&alone)).json(&json!({})).send().await.expect(401);
}
