//! What most cases of logins through a provider begin with.

use std::sync::Arc;

use serde_json::{Value, json};

use super::provider::Provider;
use crate::harness::{Answer, Call, Engine, Options, Person, Server, TestClock, secrets};

pub const CALLBACK: &str = "/api/v2/users/oidc/callback";

/// A server and its provider.
pub struct Scene {
    pub server: Server,
    pub provider: Provider,
}

impl Scene {
    /// With an owner, who logs in with a password.
    pub async fn new(engine: Engine) -> Scene {
        Scene::with(engine, &[]).await
    }

    /// The same with further settings.
    pub async fn with(engine: Engine, flags: &[(&'static str, &str)]) -> Scene {
        let scene = Scene::empty(engine, flags).await;
        scene.server.owner().await;
        scene
    }

    /// Without any user.
    pub async fn empty(engine: Engine, flags: &[(&'static str, &str)]) -> Scene {
        let flags = flags.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
        Scene::of(engine, Options { flags, ..Options::default() }).await
    }

    /// The same with whatever else a case wants to be different.
    pub async fn of(engine: Engine, options: Options) -> Scene {
        let clock = Arc::new(TestClock::default());
        let provider = Provider::start(clock.clone()).await;
        let mut flags = vec![
            ("oidc-issuer-url", provider.url().to_owned()),
            ("oidc-client-id", "burgrave".to_owned()),
            ("oidc-client-secret", "the-secret-of-burgrave".to_owned()),
        ];
        secrets::register("the-secret-of-burgrave");
        flags.extend(options.flags);
        let server = Server::start_at(engine, Options { flags, ..options }, clock).await;
        Scene { server, provider }
    }

    /// Claims of a person who can come in.
    pub fn claims(&self, sub: &str, more: Value) {
        let mut claims = json!({
            "sub": sub, "email": format!("{sub}@example.com"), "email_verified": true,
            "preferred_username": sub,
        });
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.provider.script(|script| {
            script.userinfo = Some(json!({"sub": claims["sub"]}));
            script.claims = claims;
        });
    }

    /// To the provider and back, as a browser does; gives the last answer.
    pub async fn come(&self) -> Answer {
        self.come_from("").await
    }

    /// The same with a query at the beginning.
    pub async fn come_from(&self, query: &str) -> Answer {
        let away = self.server.get(&format!("{CALLBACK}{query}")).send().await.expect(307);
        self.back(&away, None).await
    }

    /// Only the way back.
    pub async fn back(&self, away: &Answer, more: Option<&str>) -> Answer {
        let (code, state) = self.provider.log_in(away.header("location").unwrap());
        let mut cookies = away.cookies();
        cookies.extend(more.map(str::to_owned));
        self.returning(&code, &state, &cookies.join("; ")).send().await
    }

    /// The way back, not sent yet.
    pub fn returning(&self, code: &str, state: &str, cookies: &str) -> Call {
        let call = self.server.get(&format!("{CALLBACK}?code={code}&state={state}"));
        if cookies.is_empty() { call } else { call.header("cookie", cookies) }
    }

    /// Lets somebody in who may come in, and gives them with their session.
    pub async fn person(&self, sub: &str, more: Value) -> Person {
        self.claims(sub, more);
        self.entered(&self.come().await.expect(307)).await
    }

    /// The user of the last login.
    pub async fn entered(&self, answer: &Answer) -> Person {
        let token = session(answer);
        let mut person = Person {
            address: self.server.get("/").address,
            id: String::new(),
            username: String::new(),
            email: String::new(),
            password: String::new(),
            token,
        };
        let me = person.get("/api/v2/users/me").await.json_of(200);
        let text = |name: &str| me[name].as_str().unwrap().to_owned();
        (person.id, person.username, person.email) = (text("id"), text("username"), text("email"));
        person
    }
}

/// Changes settings.
pub async fn set(scene: &Scene, path: &str, settings: &Value) {
    scene.server.owner().await.patch(path, settings).await.expect(200);
}

/// The session's token in an answer that lets somebody in.
pub fn session(answer: &Answer) -> String {
    let token = answer
        .cookies()
        .iter()
        .find_map(|cookie| Some(cookie.strip_prefix("coder_session_token=")?.to_owned()));
    let token = token.expect("a session was opened");
    secrets::register(&token);
    token
}
