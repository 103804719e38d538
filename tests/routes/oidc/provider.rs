//! An OpenID Connect provider that does what a case wants, right or wrong.

use std::collections::HashMap;
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
    /// Claims of the id_token beside those that the protocol asks for.
    pub claims: Value,
    /// What userinfo answers; `None` = 500.
    pub userinfo: Option<Value>,
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
    Absent,
    /// With this error code (RFC 6749 section 5.2).
    Refused(&'static str),
    Away,
}

struct Shared {
    url: String,
    script: Mutex<Script>,
    codes: Mutex<HashMap<String, HashMap<String, String>>>,
    refreshed: Mutex<u32>,
    discovered: Mutex<u32>,
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

    /// Somebody logs in at the address that the server sent them to: gives the code and the state to come back with.
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
            "/keys" => {
                (200, json!({"keys": [serde_json::to_value(key(OWN).as_verification_key()).unwrap()]}))
            }
            "/token" => self.token(&body),
            "/userinfo" => match &self.0.script.lock().unwrap().userinfo {
                Some(claims) => (200, claims.clone()),
                None => (500, json!({})),
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
        let document = json!({
            "issuer": self.0.url, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
            "userinfo_endpoint": at("/userinfo"), "jwks_uri": at("/keys"), "end_session_endpoint": at("/end"),
            "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA"], "code_challenge_methods_supported": methods,
        });
        (200, document)
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
                Refresh::Absent => return (400, json!({"error": "invalid_grant"})),
                Refresh::Given => *self.0.refreshed.lock().unwrap() += 1,
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
        claims.extend(own.as_object().unwrap().clone());
        let algorithm = if wrong == Wrong::Algorithm { "none" } else { "EdDSA" };
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let head = part(&json!({"alg": algorithm, "kid": "own", "typ": "JWT"}));
        let message = format!("{head}.{}", part(&Value::Object(claims)));
        let signer = key(if wrong == Wrong::Signature { FOREIGN } else { OWN });
        let signature = signer.sign(&CoreJwsSigningAlgorithm::EdDsa, message.as_bytes()).unwrap();
        let signature =
            if wrong == Wrong::Algorithm { String::new() } else { URL_SAFE_NO_PAD.encode(signature) };
        format!("{message}.{signature}")
    }
}

fn key(pem: &str) -> CoreEdDsaPrivateSigningKey {
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(pem, Some(JsonWebKeyId::new("own".into()))).unwrap()
}
