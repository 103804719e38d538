//! The switch of the whole provider.

use http::Method;

use super::scene::{APPS, SETTINGS, Scene};
use crate::harness::{Answer, Engine, Options, Server};

/// A header's name and value.
type Line = (String, Vec<u8>);

/// What an answer shows beside its request's id.
fn shown(answer: &Answer) -> (u16, Vec<Line>, Vec<u8>) {
    let headers = answer
        .headers
        .iter()
        .filter(|(name, _)| !["x-coder-request-id", "x-request-id", "date"].contains(&name.as_str()));
    let headers = headers.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
    (answer.status, headers, answer.body.to_vec())
}

#[apply(case)]
async fn the_provider_that_is_off_is_like_no_route_at_all(engine: Engine) {
    let flags = vec![("oauth2-provider", "false".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let owner = server.owner().await;
    for method in [Method::GET, Method::POST, Method::DELETE, Method::OPTIONS] {
        let missing = owner.call(method.clone(), "/nowhere").send_past_the_contract().await;
        assert_eq!((missing.status, missing.text().trim()), (404, "{\"message\":\"Route not found.\"}"));
        for path in [
            "/.well-known/oauth-authorization-server",
            "/.well-known/oauth-protected-resource",
            "/oauth2/authorize",
            "/oauth2/tokens",
            "/api/v2/oauth2/tokens",
            "/oauth2/revoke",
            "/oauth2/introspect",
            "/oauth2/register",
            "/oauth2/clients/x",
            "/oauth2/device",
            "/oauth2/device_authorization",
            APPS,
        ] {
            let answer = owner.call(method.clone(), path).send_past_the_contract().await;
            assert_eq!(shown(&answer), shown(&missing), "{method} {path}");
        }
    }
    owner.get(SETTINGS).await.expect(200);
    server.get("/login").send().await.expect(200);
}

#[apply(case)]
async fn tokens_stay_when_the_provider_is_turned_off(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let tokens = scene.tokens(&scene.amira, &[]).await;
    scene.server = scene.server.restart_with(vec![("oauth2-provider", "false".to_owned())]).await;
    assert_eq!(scene.me(&tokens.access).await.json_of(200)["username"], "amira");
}
