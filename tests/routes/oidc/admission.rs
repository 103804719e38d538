//! Who may come in.

use serde_json::json;

use super::scene::Scene;
use crate::harness::Engine;

cases![
    an_address_that_is_not_verified_is_refused,
    addresses_may_count_as_verified,
    only_allowed_domains_come_in,
    people_in_none_of_the_allowed_groups_are_refused,
    unknown_people_need_signups,
    the_first_user_comes_in_without_signups_and_owns_the_deployment,
    off_loopback_the_first_user_is_not_made_by_a_login,
    a_suspended_user_is_refused,
];

async fn an_address_that_is_not_verified_is_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    for verified in [json!(false), json!("false")] {
        scene.claims("amira", json!({"email_verified": verified}));
        assert!(scene.come().await.expect(403).text().contains("Verify the"));
    }
    scene.claims("amira", json!({"email_verified": null}));
    scene.come().await.expect(307);
}

async fn addresses_may_count_as_verified(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-ignore-email-verified", "true")]).await;
    scene.claims("amira", json!({"email_verified": false}));
    scene.come().await.expect(307);
}

async fn only_allowed_domains_come_in(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-email-domain", "@Example.com, other.example")]).await;
    for email in ["a@evil-example.com", "a@sub.example.com", "a@example.com.evil.net"] {
        scene.claims("amira", json!({"email": email}));
        assert!(scene.come().await.expect(403).text().contains("not from an authorized domain"), "{email}");
    }
    for (sub, email) in [("1", "a@EXAMPLE.com"), ("2", "b@other.example")] {
        scene.person(sub, json!({"email": email})).await;
    }
}

async fn people_in_none_of_the_allowed_groups_are_refused(engine: Engine) {
    let flags = [("oidc-group-field", "groups"), ("oidc-allowed-groups", "staff,the admins")];
    let scene = Scene::with(engine, &flags).await;
    scene.claims("amira", json!({}));
    assert!(scene.come().await.expect(403).text().contains("you have no groups in your claims!"));
    scene.claims("amira", json!({"groups": ["guests"]}));
    assert!(scene.come().await.expect(403).text().contains("Not a member of an allowed group"));
    scene.claims("amira", json!({"groups": "staff,guests"}));
    scene.come().await.expect(400);
    assert_eq!(scene.server.owner().await.get("/api/v2/users/amira").await.status, 400, "nobody was made");
    scene.person("amira", json!({"groups": ["guests", "the admins"]})).await;
}

async fn unknown_people_need_signups(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-allow-signups", "false")]).await;
    scene.claims("amira", json!({}));
    assert!(scene.come().await.expect(403).text().contains("Signups are disabled"));
}

async fn the_first_user_comes_in_without_signups_and_owns_the_deployment(engine: Engine) {
    let scene = Scene::empty(engine, &[("oidc-allow-signups", "false")]).await;
    let amira = scene.person("amira", json!({})).await;
    let me = amira.get("/api/v2/users/me").await.json_of(200);
    assert_eq!(me["roles"][0]["name"], "owner");
    scene.claims("jonas", json!({}));
    scene.come().await.expect(403);
}

async fn off_loopback_the_first_user_is_not_made_by_a_login(engine: Engine) {
    let scene = Scene::empty(engine, &[("access-url", "https://burgrave.example.com")]).await;
    scene.claims("amira", json!({}));
    assert!(scene.come().await.expect(403).text().contains("setup token"));
}

async fn a_suspended_user_is_refused(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let mut amira = scene.person("amira", json!({})).await;
    scene.server = crate::routes::stored::suspend(scene.server, &mut amira).await;
    assert!(scene.come().await.expect(401).text().contains("suspended"));
    amira.get("/api/v2/users/me").await.expect(401);
}
