//! OpenID Connect providers that others wrote, as programs of their own beside the servers of the suite.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::kit::Kit;
use crate::harness::{Engine, Options, Server, secrets};

pub const KIT: Kit = Kit("oidc");

/// What the server proves itself with.
const SECRET: &str = "the-secret-of-burgrave-at-its-provider";

/// Which provider.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// PyPI oidc-provider-mock, which takes every client.
    Mock,
    /// npm oidc-provider, which takes clients that have registered themselves.
    Certified,
}

impl Kind {
    /// What the scripts call it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Mock => "mock",
            Kind::Certified => "certified",
        }
    }

    fn program(self) -> Command {
        match self {
            Kind::Mock => {
                let mut command = KIT.python("python");
                command.arg(KIT.file("provider.py")).env("PYTHONDONTWRITEBYTECODE", "1");
                command
            }
            Kind::Certified => KIT.node("provider.mjs"),
        }
    }
}

/// A running provider; it ends when this is dropped.
pub struct Provider {
    process: Child,
    kind: Kind,
    pub url: String,
}

impl Provider {
    /// Starts one, which doesn't know the server yet.
    pub fn start(kind: Kind) -> Provider {
        secrets::register(SECRET);
        let mut command = kind.program();
        command.env("CLIENT_SECRET", SECRET);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        let mut url = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut url).unwrap();
        assert!(!url.is_empty(), "the provider has ended");
        Provider { process, kind, url: url.trim().to_owned() }
    }

    /// A server whose people log in through this provider. It reads what the provider says of itself when it
    /// starts; only then the provider can be told where people are sent back to.
    pub async fn server(&self, engine: Engine) -> Server {
        let flags = vec![
            ("oidc-issuer-url", self.url.clone()),
            ("oidc-client-id", "burgrave".to_owned()),
            ("oidc-client-secret", SECRET.to_owned()),
        ];
        let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
        if self.kind == Kind::Certified {
            let back = format!("http://{}/api/v2/users/oidc/callback", server.get("/").address);
            let client = json!({"redirect_uris": [back], "grant_types": ["authorization_code"]});
            let http = reqwest::Client::new();
            let answer = http.post(format!("{}/reg", self.url)).json(&client).send().await.unwrap();
            assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
        }
        server
    }

    /// Sets the claims of a user.
    pub async fn knows(&self, sub: &str, claims: &Value) {
        let address = format!("{}/users/{sub}", self.url);
        let answer = reqwest::Client::new().put(address).json(claims).send().await;
        assert!(answer.unwrap().status().is_success());
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
