//! An OpenID Connect provider that does what a case wants, right or wrong.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use openidconnect::core::{CoreEdDsaPrivateSigningKey, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKeyId, PrivateSigningKey};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

use crate::harness::{TestClock, secrets};

const OWN: &str = include_str!("provider_key.pem");
const FOREIGN: &str = include_str!("foreign_key.pem");

/// What a case decides.
pub struct Script {
    /// Claims of the id_token; those of the protocol are added where they are missing.
    pub claims: Value,
    /// What userinfo answers; `None` = 500.
    pub userinfo: Option<Value>,
    /// Whether userinfo is signed.
    pub signed_userinfo: bool,
    /// Fields of the discovery document beside the usual ones; null takes one away.
    pub document: Value,
    /// Which of the provider's keys signs; all have one id.
    pub key: Key,
    /// Which key its set of keys shows.
    pub shown_key: Key,
    /// Whether its keys and tokens name the key's id.
    pub key_ids: bool,
    /// What its answers with tokens say of their end; null for nothing.
    pub expires_in: Option<Value>,
    /// Parts of the id_token that are wrong.
    pub wrong: Wrong,
    /// Whether a refresh token is given, and taken.
    pub refresh: Refresh,
    /// Seconds that access tokens last.
    pub lifetime: i64,
    /// Status of the token endpoint when it isn't to work.
    pub token_status: Option<u16>,
    /// Whether the discovery document offers PKCE.
    pub pkce: bool,
    /// Whether the discovery document is to be had.
    pub away: bool,
    /// Whether an answer to a refresh has an id_token.
    pub refreshed_id_token: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    #[default]
    Nothing,
    NoIdToken,
    Signature,
    Issuer,
    Audience,
    Expired,
    Nonce,
    NoNonce,
    Algorithm,
    AccessToken,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Refresh {
    Given,
    /// Given once: a token that is shown again is refused, as is every other of its family.
    Once,
    Absent,
    /// With this error code (RFC 6749 section 5.2).
    Refused(&'static str),
    /// With this status and error code.
    Status(u16, &'static str),
    Away,
}

/// A key of the provider.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    #[default]
    First,
    Second,
}

impl Key {
    fn pem(self) -> &'static str {
        match self {
            Self::First => OWN,
            Self::Second => FOREIGN,
        }
    }
}

struct Shared {
    url: String,
    script: Mutex<Script>,
    codes: Mutex<HashMap<String, HashMap<String, String>>>,
    refreshed: Mutex<u32>,
    discovered: Mutex<u32>,
    spent: Mutex<HashSet<String>>,
    clock: Arc<TestClock>,
}

/// A running provider. It ends with the runtime of the case.
#[derive(Clone)]
pub struct Provider(Arc<Shared>);

impl Provider {
    /// Starts one whose time is that of the clock.
    pub async fn start(clock: Arc<TestClock>) -> Provider {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let script = Script {
            claims: json!({}),
            userinfo: Some(json!({})),
            signed_userinfo: false,
            document: json!({}),
            key: Key::First,
            shown_key: Key::First,
            key_ids: true,
            expires_in: None,
            wrong: Wrong::Nothing,
            refresh: Refresh::Given,
            lifetime: 3600,
            token_status: None,
            pkce: true,
            away: false,
            refreshed_id_token: true,
        };
        let shared = Arc::new(Shared {
            url,
            script: Mutex::new(script),
            codes: Mutex::default(),
            refreshed: Mutex::new(0),
            discovered: Mutex::new(0),
            spent: Mutex::default(),
            clock,
        });
        let provider = Provider(shared);
        let serving = provider.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let provider = serving.clone();
                let service = service_fn(move |request| provider.clone().answer(request));
                tokio::spawn(
                    hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service),
                );
            }
        });
        provider
    }

    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// Changes what it does.
    pub fn script(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.0.script.lock().unwrap());
    }

    /// How often tokens were refreshed.
    pub fn refreshed(&self) -> u32 {
        *self.0.refreshed.lock().unwrap()
    }

    /// How often the discovery document was asked for.
    pub fn discovered(&self) -> u32 {
        *self.0.discovered.lock().unwrap()
    }

    /// Somebody logs in at the address that the server sent them to: gives the code and the state to come
    /// back with.
    pub fn log_in(&self, location: &str) -> (String, String) {
        let url = url::Url::parse(location).unwrap();
        let asked: HashMap<String, String> = url.query_pairs().into_owned().collect();
        let code = format!("code-{}", uuid::Uuid::new_v4());
        let state = asked["state"].clone();
        self.0.codes.lock().unwrap().insert(code.clone(), asked);
        (code, state)
    }

    async fn answer(self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
        let path = request.uri().path().to_owned();
        let body = request.into_body().collect().await.unwrap().to_bytes();
        let (status, value) = match path.as_str() {
            "/.well-known/openid-configuration" => self.document(),
            "/keys" => (200, self.keys()),
            "/token" => self.token(&body),
            "/userinfo" => match &*self.0.script.lock().unwrap() {
                Script { userinfo: None, .. } => (500, json!({})),
                script @ Script { userinfo: Some(claims), signed_userinfo: true, .. } => {
                    let token = sign(script, claims);
                    let answer = Response::builder().status(200).header("content-type", "application/jwt");
                    return Ok(answer.body(Full::new(token.into())).unwrap());
                }
                Script { userinfo: Some(claims), .. } => (200, claims.clone()),
            },
            _ => (404, json!({})),
        };
        let answer = Response::builder().status(status).header("content-type", "application/json");
        Ok(answer.body(Full::new(value.to_string().into())).unwrap())
    }

    fn document(&self) -> (u16, Value) {
        *self.0.discovered.lock().unwrap() += 1;
        let script = self.0.script.lock().unwrap();
        if script.away {
            return (503, json!({}));
        }
        let methods = if script.pkce { json!(["S256"]) } else { json!([]) };
        let at = |path: &str| format!("{}{path}", self.0.url);
        let mut document = json!({
            "issuer": self.0.url, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
            "userinfo_endpoint": at("/userinfo"), "jwks_uri": at("/keys"), "end_session_endpoint": at("/end"),
            "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA"], "code_challenge_methods_supported": methods,
        });
        let fields = document.as_object_mut().unwrap();
        fields.extend(script.document.as_object().unwrap().clone());
        fields.retain(|_, value| !value.is_null());
        (200, document)
    }

    fn keys(&self) -> Value {
        let script = self.0.script.lock().unwrap();
        let shown = key(script.shown_key.pem());
        let mut shown = serde_json::to_value(shown.as_verification_key()).unwrap();
        if !script.key_ids {
            shown.as_object_mut().unwrap().remove("kid");
        }
        let odd = json!({"kty": "RSA", "use": "enc", "n": 7, "kid": "own"});
        json!({"keys": [{"kty": "unheard-of"}, odd, shown]})
    }

    fn token(&self, body: &[u8]) -> (u16, Value) {
        let form: HashMap<String, String> = url::form_urlencoded::parse(body).into_owned().collect();
        let script = self.0.script.lock().unwrap();
        if let Some(status) = script.token_status {
            return (status, json!({"error": "server_error"}));
        }
        if form["grant_type"] == "refresh_token" {
            match script.refresh {
                Refresh::Away => return (503, json!({})),
                Refresh::Refused(error) => return (400, json!({"error": error})),
                Refresh::Status(status, error) => return (status, json!({"error": error})),
                Refresh::Absent => return (400, json!({"error": "invalid_grant"})),
                Refresh::Once if !self.0.spent.lock().unwrap().insert(form["refresh_token"].clone()) => {
                    return (400, json!({"error": "invalid_grant"}));
                }
                Refresh::Given | Refresh::Once => *self.0.refreshed.lock().unwrap() += 1,
            }
            let mut tokens = self.tokens(&script, None);
            if !script.refreshed_id_token {
                tokens.as_object_mut().unwrap().remove("id_token");
            }
            return (200, tokens);
        }
        let Some(asked) = self.0.codes.lock().unwrap().remove(&form["code"]) else {
            return (400, json!({"error": "invalid_grant"}));
        };
        let challenge =
            form.get("code_verifier").map(|verifier| URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)));
        assert_eq!(asked.get("code_challenge"), challenge.as_ref(), "the verifier belongs to the challenge");
        (200, self.tokens(&script, asked.get("nonce").cloned()))
    }

    fn tokens(&self, script: &Script, nonce: Option<String>) -> Value {
        let access = match script.wrong {
            Wrong::AccessToken => "no-jwt-at-all".to_owned(),
            _ => self.signed(script, None),
        };
        let mut tokens = json!({
            "access_token": access, "token_type": "Bearer", "expires_in": script.lifetime,
            "id_token": self.signed(script, nonce),
        });
        if let Some(expires_in) = &script.expires_in {
            tokens["expires_in"] = expires_in.clone();
        }
        if script.wrong == Wrong::NoIdToken {
            tokens.as_object_mut().unwrap().remove("id_token");
        }
        if script.refresh != Refresh::Absent {
            tokens["refresh_token"] = format!("refresh-{}", uuid::Uuid::new_v4()).into();
        }
        for name in ["access_token", "id_token", "refresh_token"] {
            if let Some(secret) = tokens[name].as_str() {
                secrets::register(secret);
            }
        }
        tokens
    }

    fn signed(&self, script: &Script, nonce: Option<String>) -> String {
        use burgrave_core::Clock as _;
        let now = self.0.clock.now().timestamp();
        let wrong = script.wrong;
        let mut claims: Map<String, Value> = script.claims.as_object().unwrap().clone();
        let mut own = json!({
            "iss": if wrong == Wrong::Issuer { "https://elsewhere.example" } else { &self.0.url },
            "aud": if wrong == Wrong::Audience { "somebody-else" } else { "burgrave" },
            "iat": now, "exp": if wrong == Wrong::Expired { now - 60 } else { now + 300 },
        });
        if let Some(nonce) = nonce.filter(|_| wrong != Wrong::NoNonce) {
            own["nonce"] = if wrong == Wrong::Nonce { "another".into() } else { nonce.into() };
        }
        for (name, value) in own.as_object().unwrap() {
            claims.entry(name.clone()).or_insert(value.clone());
        }
        sign(script, &Value::Object(claims))
    }
}

/// A token with these claims.
fn sign(script: &Script, claims: &Value) -> String {
    let unsigned = script.wrong == Wrong::Algorithm;
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let mut head = json!({"alg": if unsigned { "none" } else { "EdDSA" }, "kid": "own", "typ": "JWT"});
    if !script.key_ids {
        head.as_object_mut().unwrap().remove("kid");
    }
    let message = format!("{}.{}", part(&head), part(claims));
    let signer = key(if script.wrong == Wrong::Signature { FOREIGN } else { script.key.pem() });
    let signature = signer.sign(&CoreJwsSigningAlgorithm::EdDsa, message.as_bytes()).unwrap();
    let signature = if unsigned { String::new() } else { URL_SAFE_NO_PAD.encode(signature) };
    format!("{message}.{signature}")
}

fn key(pem: &str) -> CoreEdDsaPrivateSigningKey {
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(pem, Some(JsonWebKeyId::new("own".into()))).unwrap()
}
