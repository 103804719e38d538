//! `GET /templates`, `GET /organizations/{organization}/templates`, `GET /templates/{template}`, by name

use serde_json::json;

use super::scene::{HERE, TEMPLATES, id, names, path, start, template};
use crate::harness::Engine;

/// TestTemplatesByOrganization/ListMultiple, TestTemplatesFilter
#[apply(case)]
async fn templates_are_listed_by_name_and_narrowed_down(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let first = template(&server, "alpha").await;
    template(&server, "beta-box").await;
    template(&server, "gone").await;
    owner
        .patch(&path(&first), &json!({"display_name": "First One", "deprecation_message": "old"}))
        .await
        .expect(200);
    let gone = owner.get(&format!("{HERE}/gone")).await.json_of(200);
    owner.delete(&path(&gone)).await.expect(200);
    let (ids, author) = (format!("ids:{}", id(&first)), format!("author_id:{}", owner.id));
    let organization = format!("organization:{}", first["organization_id"].as_str().unwrap());
    for (q, expected) in [
        ("", &["alpha", "beta-box"][..]),
        ("name:BOX", &["beta-box"]),
        ("box", &["beta-box"]),
        ("exact_name:%22alpha%22", &["alpha"]),
        ("exact_name:alph", &[]),
        ("display_name:one", &["alpha"]),
        ("exact_display_name:%22first%20one%22", &["alpha"]),
        ("deprecated:true", &["alpha"]),
        ("deprecated:false", &["beta-box"]),
        ("deleted:true", &["gone"]),
        ("author:me", &["alpha", "beta-box"]),
        ("author:nobody-here", &[]),
        ("organization:coder", &["alpha", "beta-box"]),
        ("has-ai-task:true", &[]),
        ("has-ai-task:false", &["alpha", "beta-box"]),
        ("has_external_agent:true", &[]),
        ("has_external_agent:false", &["alpha", "beta-box"]),
        (ids.as_str(), &["alpha"]),
        (author.as_str(), &["alpha", "beta-box"]),
        (organization.as_str(), &["alpha", "beta-box"]),
    ] {
        for list in [TEMPLATES, HERE] {
            let found = owner.get(&format!("{list}?q={q}")).await.json_of(200);
            assert_eq!(names(&found), expected, "{list} {q}");
        }
    }
    for (q, field) in [
        ("id:x", "id"),
        ("deprecated:perhaps", "deprecated"),
        ("name:a%20name:b", "name"),
        ("organization:nowhere", "organization"),
    ] {
        assert_eq!(
            owner.get(&format!("{TEMPLATES}?q={q}")).await.expect(400).faulty_fields(),
            [field],
            "{q}"
        );
    }
}

/// TestTemplates/GetOnEveryoneRemove, TestTemplateAccess
#[apply(case)]
async fn a_list_shows_what_could_be_read_alone(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    let (open, closed) = (template(&server, "open").await, template(&server, "closed").await);
    let shut = json!({"disable_everyone_group_access": true});
    owner.patch(&path(&closed), &shut).await.expect(200);
    for list in [TEMPLATES, HERE] {
        assert_eq!(names(&amira.get(list).await.json_of(200)), ["open"]);
    }
    amira.get(&path(&open)).await.expect(200);
    let hidden = amira.get(&path(&closed)).await.expect(404);
    let missing = amira.get(&format!("{TEMPLATES}/8c5e2a7d-9f14-4b60-a7e3-0d6b1f9c4e28")).await.expect(404);
    assert_eq!(hidden.text(), missing.text());
    amira.get(&format!("{HERE}/closed")).await.expect(404);
    owner.patch(&path(&closed), &json!({"disable_everyone_group_access": false})).await.expect(200);
    amira.get(&path(&closed)).await.expect(404);
    let everyone = closed["organization_id"].as_str().unwrap();
    let opened = json!({"group_perms": {everyone: "use"}});
    owner.patch(&format!("{}/acl", path(&closed)), &opened).await.expect(200);
    amira.get(&path(&closed)).await.expect(200);
    server.get(TEMPLATES).send().await.expect(401);
}
