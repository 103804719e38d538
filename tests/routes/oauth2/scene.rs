//! What most cases of the provider begin with.

use base64::Engine as _;
use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::harness::{Answer, Call, Engine, Options, Person, Server, secrets};

pub const APPS: &str = "/api/v2/oauth2-provider/apps";
pub const SETTINGS: &str = "/api/v2/oauth2-provider/settings";
pub const CALLBACK: &str = "https://ci.example.com/callback";
/// RFC 7636 appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A server with the member amira and a confidential app that has one secret.
pub struct Scene {
    pub server: Server,
    pub amira: Person,
    pub app: Value,
    pub id: String,
    pub secret: String,
}

/// Pairs of a query or form.
pub type Pairs<'a> = &'a [(&'a str, &'a str)];

impl Scene {
    pub async fn new(engine: Engine) -> Scene {
        Scene::with(engine, Options::default()).await
    }

    pub async fn with(engine: Engine, options: Options) -> Scene {
        let server = Server::start_with(engine, options).await;
        let amira = server.member("amira").await;
        let owner = server.owner().await;
        let app = create_app(owner, &json!({"name": "ci", "callback_url": CALLBACK})).await;
        let id = app["id"].as_str().unwrap().to_owned();
        let secret = create_secret(owner, &id).await;
        Scene { server, amira, app, id, secret }
    }

    pub async fn owner(&self) -> &Person {
        self.server.owner().await
    }

    /// The page's address with the app's id and these parameters beside it.
    pub fn authorization(&self, more: Pairs<'_>) -> String {
        let mut pairs = vec![("client_id", self.id.as_str()), ("response_type", "code")];
        pairs.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        pairs.extend(more.iter().filter(|(_, value)| *value != "-"));
        format!("/oauth2/authorize?{}", encoded(&pairs))
    }

    /// What this person's yes leads to.
    pub async fn approve(&self, person: &Person, more: Pairs<'_>) -> Answer {
        person.call(Method::POST, &self.authorization(more)).send().await
    }

    /// A code of this person.
    pub async fn code(&self, person: &Person, more: Pairs<'_>) -> String {
        let answer = self.approve(person, more).await.expect(302);
        let code =
            query(&answer, "code").unwrap_or_else(|| panic!("no code: {:?}", answer.header("location")));
        secrets::register(&code);
        code
    }

    /// A request to the token endpoint with the app's id and secret in its body.
    pub fn token_call(&self, more: Pairs<'_>) -> Call {
        let mut pairs = vec![("client_id", self.id.as_str()), ("client_secret", self.secret.as_str())];
        pairs.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        pairs.extend(more.iter().filter(|(_, value)| *value != "-"));
        self.form("/oauth2/tokens", &pairs)
    }

    pub async fn token(&self, more: Pairs<'_>) -> Answer {
        self.token_call(more).send().await
    }

    /// Redeems a code.
    pub async fn exchange(&self, code: &str, more: Pairs<'_>) -> Answer {
        let mut pairs = vec![("grant_type", "authorization_code"), ("code", code)];
        pairs.extend(more);
        self.token(&pairs).await
    }

    /// Redeems a refresh token.
    pub async fn refresh(&self, token: &str, more: Pairs<'_>) -> Answer {
        let mut pairs = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
        pairs.extend(more);
        self.token(&pairs).await
    }

    /// Tokens of this person for these scopes.
    pub async fn tokens(&self, person: &Person, more: Pairs<'_>) -> Tokens {
        let code = self.code(person, more).await;
        Tokens::of(&self.exchange(&code, &[]).await)
    }

    pub fn form(&self, path: &str, pairs: Pairs<'_>) -> Call {
        self.server.call(Method::POST, path).body("application/x-www-form-urlencoded", encoded(pairs))
    }

    /// Who the API takes the holder of an access token for.
    pub async fn me(&self, access: &str) -> Answer {
        self.server.get("/api/v2/users/me").header("authorization", format!("Bearer {access}")).send().await
    }
}

/// A text that differs in its last character, whatever that is.
pub fn altered(text: &str) -> String {
    let (rest, last) = text.split_at(text.len() - 1);
    format!("{rest}{}", if last == "x" { "y" } else { "x" })
}

/// The tokens of an answer.
#[derive(Clone)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
    pub answer: Value,
}

impl Tokens {
    #[track_caller]
    pub fn of(answer: &Answer) -> Tokens {
        let answer = answer.clone().json_of(200);
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        let (access, refresh) = (text("access_token"), text("refresh_token"));
        secrets::register(&access);
        secrets::register(&refresh);
        Tokens { access, refresh, answer }
    }
}

pub async fn create_app(owner: &Person, body: &Value) -> Value {
    owner.post(APPS, body).await.json_of(201)
}

pub async fn create_secret(owner: &Person, app: &str) -> String {
    let made = owner.call(Method::POST, &format!("{APPS}/{app}/secrets")).send().await.json_of(201);
    let secret = made["client_secret_full"].as_str().unwrap().to_owned();
    secrets::register(&secret);
    secret
}

pub fn encoded(pairs: Pairs<'_>) -> String {
    let text = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    pairs.iter().map(|(name, value)| format!("{}={}", text(name), text(value))).collect::<Vec<_>>().join("&")
}

/// A parameter of the address that an answer leads to.
pub fn query(answer: &Answer, name: &str) -> Option<String> {
    let url = url::Url::parse(answer.header("location")?).ok()?;
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The error code of an answer, which must have this status and be one of the protocol.
#[track_caller]
pub fn error(answer: Answer, status: u16) -> String {
    let body = answer.json_of(status);
    let described = body["error_description"].as_str().unwrap();
    assert!(
        described.bytes().all(|byte| matches!(byte, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e)),
        "{described}"
    );
    body["error"].as_str().unwrap().to_owned()
}

pub fn basic(id: &str, secret: &str) -> String {
    let pair = format!("{id}:{secret}");
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
}

/// A challenge of a verifier of one's own.
pub fn challenge(verifier: &str) -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}
