//! A login through oidc-provider-mock, a third-party OpenID Connect provider.

use chrono::TimeDelta;
use http::header::LOCATION;
use serde_json::json;

use super::providers::{KIT, Kind, Provider};
use crate::harness::{Answer, Engine};

cases_only_where!(KIT.is_there());

const CALLBACK: &str = "/api/v2/users/oidc/callback";

/// Somebody logs in at the address that the server sent them to; gives path and query of the way back.
async fn log_in(away: &Answer, sub: &str) -> String {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let address = away.header("location").unwrap();
    let answer = http.post(address).form(&[("sub", sub)]).send().await.unwrap();
    let back = answer.headers().get(LOCATION).expect("the provider sends people back").to_str().unwrap();
    let url = url::Url::parse(back).unwrap();
    format!("{}?{}", url.path(), url.query().unwrap())
}

#[apply(case)]
async fn somebody_logs_in_through_oidc_provider_mock(engine: Engine) {
    let provider = Provider::start(Kind::Mock);
    let server = provider.server(engine).await;
    let owner = server.owner().await;
    owner.post("/api/v2/organizations/default/groups", &json!({"name": "masons"})).await.expect(201);
    let settings = json!({"field": "groups"});
    owner.patch("/api/v2/organizations/default/settings/idpsync/groups", &settings).await.expect(200);
    let claims = json!({"email": "amira@example.com", "name": "Amira", "groups": ["masons"]});
    provider.knows("amira", &claims).await;

    let away = server.get(CALLBACK).send().await.expect(307);
    let cookies = away.cookies().join("; ");
    let back = log_in(&away, "amira").await;
    let entered = server.get(&back).header("cookie", &cookies).send().await.expect(307);
    let cookie =
        entered.cookies().into_iter().find(|cookie| cookie.starts_with("coder_session_token=")).unwrap();

    let me = server.get("/api/v2/users/me").header("cookie", &cookie).send().await.json_of(200);
    assert_eq!((&me["email"], &me["name"]), (&claims["email"], &claims["name"]));
    assert_eq!((&me["username"], &me["login_type"]), (&json!("amira"), &json!("oidc")));
    let masons = owner.get("/api/v2/organizations/default/groups/masons").await.json_of(200);
    assert_eq!(masons["members"][0]["username"], "amira");

    // An hour later the provider's tokens have ended, and it renews them.
    server.clock.advance(TimeDelta::hours(2));
    server.get("/api/v2/users/me").header("cookie", &cookie).send().await.expect(200);
}
