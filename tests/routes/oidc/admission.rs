//! Who may come in.

use serde_json::json;

use super::scene::Scene;
use crate::harness::Engine;

#[apply(case)]
async fn an_address_that_is_not_verified_is_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    for verified in [json!(false), json!("false")] {
        scene.claims("amira", json!({"email_verified": verified}));
        assert!(scene.come().await.expect(403).told().contains("Verify the"));
    }
    scene.claims("amira", json!({"email_verified": null}));
    scene.come().await.expect(307);
}

#[apply(case)]
async fn addresses_may_count_as_verified(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-ignore-email-verified", "true")]).await;
    scene.claims("amira", json!({"email_verified": false}));
    scene.come().await.expect(307);
}

/// Who is let in by these domains, of these addresses.
async fn let_in(engine: Engine, domains: &str, emails: &[&str]) -> Vec<bool> {
    let scene = Scene::with(engine, &[("oidc-email-domain", domains)]).await;
    let mut found = Vec::new();
    for email in emails {
        scene.claims(&format!("sub-of-{email}"), json!({"email": email}));
        let answer = scene.come().await;
        let refused = answer.status == 403 && answer.told().contains("not from an authorized domain");
        assert!(refused || answer.status == 307, "{email}: {}", answer.text());
        found.push(answer.status == 307);
    }
    found
}

#[apply(case)]
async fn only_allowed_domains_come_in(engine: Engine) {
    let emails = ["a@example.com", "b@other.example", "c@elsewhere.example"];
    assert_eq!(let_in(engine, "example.com, other.example", &emails).await, [true, true, false]);
}

#[apply(case)]
async fn a_domain_may_be_written_with_an_at_sign(engine: Engine) {
    assert_eq!(let_in(engine, "@example.com", &["a@example.com", "b@other.example"]).await, [true, false]);
}

#[apply(case)]
async fn domains_are_compared_in_any_letter_case(engine: Engine) {
    assert_eq!(let_in(engine, "Example.com", &["a@EXAMPLE.com"]).await, [true]);
}

#[apply(case)]
async fn a_domain_that_only_looks_like_an_allowed_one_is_refused(engine: Engine) {
    let emails = ["a@evil-example.com", "a@sub.example.com", "a@example.com.evil.net"];
    assert_eq!(let_in(engine, "example.com", &emails).await, [false; 3]);
}

#[apply(case)]
async fn people_in_none_of_the_allowed_groups_are_refused(engine: Engine) {
    let flags = [("oidc-group-field", "groups"), ("oidc-allowed-groups", "staff,the admins")];
    let scene = Scene::with(engine, &flags).await;
    scene.claims("amira", json!({}));
    assert!(scene.come().await.expect(403).told().contains("you have no groups in your claims!"));
    scene.claims("amira", json!({"groups": ["guests"]}));
    assert!(scene.come().await.expect(403).told().contains("Not a member of an allowed group"));
    scene.claims("amira", json!({"groups": "staff,guests"}));
    scene.come().await.expect(400);
    assert_eq!(scene.server.owner().await.get("/api/v2/users/amira").await.status, 404, "nobody was made");
    scene.person("amira", json!({"groups": ["guests", "the admins"]})).await;
}

#[apply(case)]
async fn unknown_people_need_signups(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-allow-signups", "false")]).await;
    scene.claims("amira", json!({}));
    assert!(scene.come().await.expect(403).told().contains("Signups are disabled"));
}

#[apply(case)]
async fn the_first_user_comes_in_without_signups_and_owns_the_deployment(engine: Engine) {
    let scene = Scene::empty(engine, &[("oidc-allow-signups", "false")]).await;
    let amira = scene.person("amira", json!({})).await;
    let me = amira.get("/api/v2/users/me").await.json_of(200);
    assert_eq!(me["roles"][0]["name"], "owner");
    scene.claims("jonas", json!({}));
    scene.come().await.expect(403);
}

#[apply(case)]
async fn the_first_user_owns_the_deployment_whatever_the_claims_of_roles_say(engine: Engine) {
    let scene = Scene::empty(engine, &[("oidc-user-role-field", "roles")]).await;
    let amira = scene.person("amira", json!({"roles": ["auditor"]})).await;
    let me = amira.get("/api/v2/users/me").await.json_of(200);
    let names: Vec<_> = me["roles"].as_array().unwrap().iter().map(|role| &role["name"]).collect();
    assert_eq!(names, ["auditor", "owner"]);
    let jonas = scene.person("jonas", json!({"roles": []})).await;
    assert_eq!(jonas.get("/api/v2/users/me").await.json_of(200)["roles"], json!([]));
}

#[apply(case)]
async fn off_loopback_the_first_user_is_not_made_by_a_login(engine: Engine) {
    let scene = Scene::empty(engine, &[("access-url", "https://burgrave.example.com")]).await;
    scene.claims("amira", json!({}));
    assert!(scene.come().await.expect(403).told().contains("setup token"));
}

#[apply(case)]
async fn a_suspended_user_is_refused(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let mut amira = scene.person("amira", json!({})).await;
    scene.server = crate::routes::stored::suspend(scene.server, &mut amira).await;
    assert!(scene.come().await.expect(401).told().contains("suspended"));
    amira.get("/api/v2/users/me").await.expect(401);
}

#[apply(case)]
async fn a_refusal_is_recorded_with_the_user_that_it_concerns(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-allow-signups", "false")]).await;
    let jonas = scene.server.member("jonas").await;
    scene.claims("jonas", json!({"email": jonas.email}));
    scene.come().await.expect(403);
    scene.server.clock.advance(chrono::TimeDelta::seconds(1));
    scene.claims("nobody", json!({}));
    scene.come().await.expect(403);
    let owner = scene.server.owner().await;
    let log = owner.get("/api/v2/audit?q=action:login&limit=50").await.json_of(200);
    let refused: Vec<_> =
        log["audit_logs"].as_array().unwrap().iter().filter(|entry| entry["status_code"] == 403).collect();
    assert_eq!(refused.len(), 2, "{log}");
    assert!(refused[0]["user"].is_null(), "nobody is known: {log}");
    assert_eq!(refused[1]["user"]["id"], jonas.id.as_str());
}
