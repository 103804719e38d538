//! Providers that say things oddly: what nobody needs decides over no login, and what is needed is named.

use serde_json::{Value, json};

use super::provider::Key;
use super::scene::{Scene, set};
use crate::harness::{Engine, Options};

const GROUPS: &str = "/api/v2/organizations/default/settings/idpsync/groups";
const ROLES: &str = "/api/v2/organizations/default/settings/idpsync/roles";

#[apply(case)]
async fn claims_that_nobody_needs_may_have_any_type(engine: Engine) {
    let scene = Scene::new(engine).await;
    for (number, odd) in [
        json!({"amr": "pwd"}),
        json!({"acr": 1}),
        json!({"updated_at": ""}),
        json!({"updated_at": "2026-01-01"}),
        json!({"address": "Main Street 1"}),
        json!({"picture": {"url": "x"}}),
        json!({"email_verified": "True"}),
        json!({"auth_time": "now", "locale": [], "zoneinfo": 7, "phone_number_verified": "maybe"}),
        json!({"name": ["A"], "given_name": 7, "gender": {}}),
    ]
    .into_iter()
    .enumerate()
    {
        scene.claims(&format!("person-{number}"), odd.clone());
        let answer = scene.come().await;
        assert_eq!(answer.status, 307, "{odd}: {}", answer.told());
    }
}

#[apply(case)]
async fn claims_that_are_needed_are_named_when_they_are_wrong(engine: Engine) {
    let scene = Scene::new(engine).await;
    for (claim, value, words) in [
        ("iss", json!(7), "must be a text"),
        ("aud", json!({}), "must be a text or a list of texts"),
        ("exp", json!("soon"), "must be a number"),
        ("iat", json!(null), "is missing"),
        ("nonce", json!(7), "must be a text"),
        ("at_hash", json!(7), "must be a text"),
        ("at_hash", json!("AAAA"), "access token"),
        ("azp", json!("another-client"), "azp"),
        ("nbf", json!(9_999_999_999_i64), "nbf"),
    ] {
        scene.claims("amira", json!({claim: value}));
        let refused = scene.come().await.expect(400).told();
        assert!(refused.contains(words), "{claim}: {refused}");
    }
}

#[apply(case)]
async fn clocks_may_differ_by_less_than_a_minute(engine: Engine) {
    use burgrave_core::Clock as _;
    let scene = Scene::new(engine).await;
    let now = scene.server.clock.now().timestamp();
    for (claims, status) in [
        (json!({"exp": now - 59}), 307),
        (json!({"exp": now - 60}), 400),
        (json!({"nbf": now + 60}), 307),
        (json!({"nbf": now + 61}), 400),
    ] {
        scene.claims("amira", claims.clone());
        assert_eq!(scene.come().await.status, status, "{claims}");
    }
}

#[apply(case)]
async fn the_time_of_an_access_token_may_be_a_text(engine: Engine) {
    let scene = Scene::new(engine).await;
    for (number, odd) in [json!("3600"), json!(""), json!("soon"), json!({})].into_iter().enumerate() {
        scene.provider.script(|script| script.expires_in = Some(odd.clone()));
        scene.claims(&format!("person-{number}"), json!({}));
        assert_eq!(scene.come().await.status, 307, "{odd}");
    }
}

/// Settings of a server whose provider has this issuer.
fn flags(issuer: &str) -> Vec<(&'static str, String)> {
    vec![("oidc-issuer-url", issuer.to_owned()), ("oidc-client-id", "burgrave".to_owned())]
}

#[apply(case)]
async fn odd_fields_of_the_discovery_document_do_not_matter_unless_they_are_used(engine: Engine) {
    let scene = Scene::new(engine).await;
    let start = |document: Value| {
        scene.provider.script(|script| script.document = document);
        Options { flags: flags(scene.provider.url()), ..Options::default() }
    };
    let odd = json!({"op_tos_uri": "", "op_policy_uri": 7, "scopes_supported": "openid profile",
        "response_types_supported": "code", "subject_types_supported": null,
        "claims_parameter_supported": "yes",
        "userinfo_endpoint": "", "end_session_endpoint": ""});
    let server = crate::harness::Server::start_with(engine, start(odd)).await;
    server.get(super::scene::CALLBACK).send().await.expect(307);
    for (field, value) in [("token_endpoint", json!("")), ("userinfo_endpoint", json!("mailto:a@b.example"))]
    {
        let refused = crate::harness::Server::refused(engine, start(json!({field: value}))).await;
        assert!(refused.contains(field), "{field}: {refused}");
    }
}

#[apply(case)]
async fn an_issuer_is_compared_as_it_was_written(engine: Engine) {
    let scene = Scene::new(engine).await;
    let (plain, slash) = (scene.provider.url().to_owned(), format!("{}/", scene.provider.url()));
    for (written, says, fits) in
        [(&slash, &slash, true), (&plain, &plain, true), (&slash, &plain, false), (&plain, &slash, false)]
    {
        scene.provider.script(|script| script.document = json!({"issuer": says}));
        let options = Options { flags: flags(written), ..Options::default() };
        if fits {
            crate::harness::Server::start_with(engine, options).await;
        } else {
            let refused = crate::harness::Server::refused(engine, options).await;
            assert!(refused.contains(&**says) && refused.contains("oidc-issuer-url"), "{refused}");
        }
    }
}

#[apply(case)]
async fn people_log_in_through_an_issuer_with_a_slash(engine: Engine) {
    let scene = Scene::new(engine).await;
    let issuer = format!("{}/", scene.provider.url());
    scene.provider.script(|script| script.document = json!({"issuer": issuer}));
    let mut scene = scene;
    scene.server = scene.server.restart_with(vec![("oidc-issuer-url", issuer.clone())]).await;
    scene.claims("amira", json!({"iss": issuer}));
    scene.come().await.expect(307);
    scene.claims("jonas", json!({}));
    scene.come().await.expect(400);
}

#[apply(case)]
async fn skipping_the_checks_of_issuers_covers_the_discovery_document(engine: Engine) {
    let scene = Scene::new(engine).await;
    let template = json!({"issuer": "https://login.example.com/{tenantid}/v2.0"});
    scene.provider.script(|script| script.document = template);
    let mut flags = flags(scene.provider.url());
    let refused =
        crate::harness::Server::refused(engine, Options { flags: flags.clone(), ..Options::default() });
    assert!(refused.await.contains("{tenantid}"));
    flags.push(("oidc-skip-issuer-checks", "true".to_owned()));
    crate::harness::Server::start_with(engine, Options { flags, ..Options::default() }).await;
}

#[apply(case)]
async fn userinfo_may_be_signed(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.provider.script(|script| script.signed_userinfo = true);
    scene.claims("amira", json!({}));
    let userinfo =
        json!({"sub": "amira", "name": "Amira", "email": "amira@example.com", "email_verified": true});
    scene.provider.script(|script| script.userinfo = Some(userinfo));
    let amira = scene.entered(&scene.come().await.expect(307)).await;
    assert_eq!(amira.get("/api/v2/users/me").await.json_of(200)["name"], "Amira");
    for wrong in
        [json!({"sub": "amira", "aud": "somebody-else"}), json!({"sub": "amira", "iss": "https://x.example"})]
    {
        scene.provider.script(|script| script.userinfo = Some(wrong));
        scene.come().await.expect(400);
    }
}

#[apply(case)]
async fn signed_userinfo_needs_a_key_of_the_provider(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-source-userinfo-from-access-token", "false")]).await;
    scene.claims("amira", json!({}));
    scene.come().await.expect(307);
    scene.provider.script(|script| {
        (script.signed_userinfo, script.key) = (true, Key::Second);
        script.shown_key = Key::First;
    });
    scene.come().await.expect(400);
}

#[apply(case)]
async fn userinfo_without_a_subject_is_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    for signed in [false, true] {
        scene.claims("amira", json!({}));
        scene.provider.script(|script| {
            (script.userinfo, script.signed_userinfo) = (Some(json!({"name": "Amira"})), signed);
        });
        assert!(scene.come().await.expect(400).told().contains("sub"), "signed: {signed}");
    }
}

#[apply(case)]
async fn a_key_that_was_replaced_under_its_id_is_fetched_again(engine: Engine) {
    for ids in [true, false] {
        let scene = Scene::new(engine).await;
        scene.provider.script(|script| script.key_ids = ids);
        scene.server.clock.advance(chrono::TimeDelta::hours(2));
        scene.claims("amira", json!({}));
        scene.come().await.expect(307);
        scene.provider.script(|script| (script.key, script.shown_key) = (Key::Second, Key::Second));
        let asked = scene.provider.discovered();
        scene.come().await.expect(307);
        assert_eq!(scene.provider.discovered(), asked + 1, "ids: {ids}");
        // Signatures of nobody lead to one question a minute.
        scene.provider.script(|script| script.key = Key::First);
        for _ in 0..3 {
            scene.come().await.expect(400);
        }
        assert_eq!(scene.provider.discovered(), asked + 1, "ids: {ids}");
        scene.server.clock.advance(chrono::TimeDelta::minutes(1));
        scene.come().await.expect(400);
        assert_eq!(scene.provider.discovered(), asked + 2, "ids: {ids}");
    }
}

#[apply(case)]
async fn an_address_is_vouched_for_by_its_own_source(engine: Engine) {
    let scene = Scene::new(engine).await;
    let other = json!({"sub": "amira", "email": "victim@example.com"});
    for (verified, userinfo, status) in [
        (json!(true), other.clone(), 403),
        (json!(false), json!({"sub": "amira", "email": "amira@example.com"}), 403),
        (json!(true), json!({"sub": "amira", "email": "amira@example.com"}), 307),
        (json!(null), other, 307),
    ] {
        scene.claims("amira", json!({"email_verified": verified}));
        scene.provider.script(|script| script.userinfo = Some(userinfo.clone()));
        assert_eq!(scene.come().await.status, status, "{verified} {userinfo}");
    }
}

#[apply(case)]
async fn claims_that_the_token_only_refers_to_remove_no_membership(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-user-role-field", "groups")]).await;
    let owner = scene.server.owner().await;
    set(&scene, GROUPS, &json!({"field": "groups"})).await;
    set(&scene, ROLES, &json!({"field": "groups"})).await;
    let organizations =
        json!({"field": "groups", "mapping": {"auditor": []}, "organization_assign_default": true});
    set(&scene, "/api/v2/settings/idpsync/organization", &organizations).await;
    owner.post("/api/v2/organizations/default/groups", &json!({"name": "team"})).await.expect(201);
    let claims = json!({"groups": ["team", "auditor", "organization-auditor"]});
    let amira = scene.person("amira", claims).await;
    for overage in [
        json!({"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "https://graph.example"}}}),
        json!({"hasgroups": true}),
    ] {
        scene.claims("amira", overage);
        scene.come().await.expect(307);
        let me = amira.get("/api/v2/users/me").await.json_of(200);
        assert_eq!(me["roles"][0]["name"], "auditor", "{me}");
        let team = owner.get("/api/v2/organizations/default/groups/team").await.json_of(200);
        assert_eq!(team["total_member_count"], 1);
    }
    assert!(scene.server.log.text().contains("too many values"), "the operator is told");
    scene.claims("amira", json!({}));
    scene.come().await.expect(307);
    let me = amira.get("/api/v2/users/me").await.json_of(200);
    assert_eq!(me["roles"], json!([]), "an absent claim takes roles away: {me}");
}

#[apply(case)]
async fn domains_may_be_internationalised(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-email-domain", "b\u{fc}cher.example")]).await;
    for (number, email) in ["a@b\u{fc}cher.example", "b@xn--bcher-kva.example"].into_iter().enumerate() {
        scene.claims(&format!("person-{number}"), json!({"email": email}));
        scene.come().await.expect(307);
    }
    scene.claims("other", json!({"email": "c@bucher.example"}));
    scene.come().await.expect(403);
}
