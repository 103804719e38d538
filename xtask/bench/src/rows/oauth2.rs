//! OAuth2: redeeming codes, refreshing and introspection, durably on SQLite, beside oidc-provider, which
//! keeps all in memory.

use serde_json::json;
use uuid::Uuid;

use crate::bench::Bench;
use crate::load::{GIVEN, Request, Supply};
use crate::machine::codes::Codes;
use crate::machine::{Burgrave, Child, Peers, Rounds, Seed, Side, alternate, call, seed};
use crate::table::{Bar, Line, Unit};

/// Users, of whom every third is suspended: enough for a code each.
const USERS: u32 = 15_100;
const REDIRECT: &str = "https://app.example.com/callback";
const SCOPE: &str = "user:read";
/// The proof key of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// One of the two servers, with a client that has a secret.
struct Server<'a> {
    name: &'static str,
    child: &'a Child,
    token: &'static str,
    introspection: &'static str,
    client: &'a (String, String),
    /// Creates a number of codes, each of another user.
    codes: Box<dyn Fn(usize) -> Result<Vec<String>, String> + 'a>,
}

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let workspace = bench.workspace();
    let peers = Peers::find(&workspace, "oauth2-peers")?;
    let (own, client) = with_app()?;
    let node = peers.node("serve.mjs", &[&client.0, &client.1, REDIRECT, CHALLENGE])?;
    let app = Uuid::try_parse(&client.0).map_err(|error| error.to_string())?;
    let codes = Codes { app, redirect: REDIRECT, challenge: CHALLENGE, scope: SCOPE };
    let servers = [
        Server {
            name: "burgrave on SQLite",
            child: &own.child,
            token: "/oauth2/tokens",
            introspection: "/oauth2/introspect",
            client: &client,
            codes: Box::new(|count| codes.make(&own, count)),
        },
        Server {
            name: "oidc-provider in memory",
            child: &node,
            token: "/token",
            introspection: "/token/introspection",
            client: &client,
            codes: Box::new(|count| {
                let made = call(node.address, &Request::post("/codes", &count.to_string()))?;
                serde_json::from_value(made).map_err(|error| error.to_string())
            }),
        },
    ];
    let how = Rounds { count: bench.pick(5, 2), ..bench.rounds() };
    let redeemed = bench.pick(10_000, 1_000);
    let mut lines = Vec::new();
    for what in ["code exchange", "refresh", "introspection"] {
        let sides: Result<Vec<_>, _> =
            servers.iter().map(|server| server.side(what, redeemed, how.connections)).collect();
        let measured = alternate(&sides?, how)?;
        let (ratio, least, most) = measured.ratio(1, 0, |side| side.cpu_us);
        let what = format!("OAuth2, {what}: oidc-provider in memory ÷ burgrave, server CPU a request");
        let line = Line::new(what, ratio, Unit::Ratio).bar(Bar::AtLeast(3.0)).spread((least, most));
        lines.push(line.figures(measured.figures()));
    }
    Ok(lines)
}

/// A server with users, and an app with a secret: its name and the secret.
fn with_app() -> Result<(Burgrave, (String, String)), String> {
    let server = Burgrave::sqlite()?;
    let token = server.owner()?;
    let folder = server.stop();
    seed::sqlite(folder.path(), 1..=USERS, Seed::Members)?;
    let server = Burgrave::start(&[], folder)?;
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let app = json!({"name": "dashboard", "callback_url": REDIRECT}).to_string();
    let app = server.call(&Request::post("/api/v2/oauth2-provider/apps", &app).token(&token))?;
    let app = text(&app["id"]);
    let secrets = Request::post(&format!("/api/v2/oauth2-provider/apps/{app}/secrets"), "");
    let secret = text(&server.call(&secrets.token(&token))?["client_secret_full"]);
    Ok((server, (app, secret)))
}

impl Server<'_> {
    fn side(&self, what: &str, redeemed: usize, connections: usize) -> Result<Side<'_>, String> {
        let side = |request| Side::new(format!("{}, {what}", self.name), self.child, request);
        match what {
            "code exchange" => {
                Ok(side(self.exchange(GIVEN)).supplied(move || Ok(Supply::List((self.codes)(redeemed)?))))
            }
            "refresh" => {
                let request =
                    self.form(self.token, &format!("grant_type=refresh_token&refresh_token={GIVEN}"));
                Ok(side(request).supplied(move || {
                    let first = self.tokens(connections, "refresh_token")?;
                    Ok(Supply::Chain { first, field: "refresh_token".into() })
                }))
            }
            _ => {
                let access = self.tokens(1, "access_token")?.concat();
                Ok(side(self.form(self.introspection, &format!("token={access}"))))
            }
        }
    }

    fn exchange(&self, code: &str) -> Request {
        let redirect = REDIRECT.replace(':', "%3A").replace('/', "%2F");
        let body = "grant_type=authorization_code";
        self.form(self.token, &format!("{body}&code={code}&redirect_uri={redirect}&code_verifier={VERIFIER}"))
    }

    fn form(&self, target: &str, body: &str) -> Request {
        Request::form(target, body).basic(&self.client.0, &self.client.1)
    }

    /// Tokens that codes were exchanged for.
    fn tokens(&self, count: usize, kind: &str) -> Result<Vec<String>, String> {
        let text = |code: &String| {
            let answer = call(self.child.address, &self.exchange(code))?;
            answer[kind].as_str().map(str::to_owned).ok_or_else(|| format!("{}: no {kind}", self.name))
        };
        (self.codes)(count)?.iter().map(text).collect()
    }
}
