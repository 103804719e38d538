//! SCIM: creating, reading, finding and changing users, durably on SQLite, beside two servers that keep them
//! in memory.

use serde_json::{Value, json};

use crate::bench::Bench;
use crate::load::Request;
use crate::machine::{Burgrave, Child, Folder, Peers, Rounds, Side, alternate, call};
use crate::table::{Bar, Line, Unit};

/// The key of all three.
const KEY: &str = "bench-key-of-scim-4711";

/// Users that are there before anything is measured.
const USERS: usize = 200;

/// One of the three servers.
struct Server<'a> {
    name: &'static str,
    child: &'a Child,
    base: &'static str,
    /// A user of it.
    id: String,
}

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let workspace = bench.workspace();
    let peers = Peers::find(&workspace, "scim-peers")?;
    let own = Burgrave::start(&["--rate-limit-scim", "0", "--scim-key", KEY], Folder::new()?)?;
    let python = peers.python("serve.py", &[KEY])?;
    let node = peers.node("serve.mjs", &[KEY])?;
    let servers = [
        filled("burgrave on SQLite", &own.child, "/scim/v2")?,
        filled("scim2-server in memory", &python, "/v2")?,
        filled("scimmy in memory", &node, "")?,
    ];
    let how = Rounds { count: bench.pick(5, 2), ..bench.rounds() };
    let mut lines = Vec::new();
    for (what, request) in OPERATIONS {
        let sides: Vec<Side<'_>> = servers.iter().map(|server| side(server, what, request(server))).collect();
        let measured = alternate(&sides, how)?;
        for (place, peer) in servers.iter().enumerate().skip(1) {
            let (ratio, least, most) = measured.ratio(place, 0, |side| side.cpu_us);
            let what = format!("SCIM, {what}: {} ÷ burgrave, server CPU a request", peer.name);
            lines.push(Line::new(what, ratio, Unit::Ratio).bar(Bar::AtLeast(3.0)).spread((least, most)));
        }
        if let Some(last) = lines.pop() {
            lines.push(last.figures(measured.figures()));
        }
    }
    Ok(lines)
}

/// What is measured: its name, and the request to a server.
type Operation = (&'static str, fn(&Server<'_>) -> Request);

const OPERATIONS: [Operation; 4] = [
    ("get", |server| Request::get(&format!("{}/Users/{}", server.base, server.id))),
    ("filter", |server| {
        Request::get(&format!("{}/Users?filter=userName%20eq%20%22user7@example.com%22", server.base))
    }),
    ("patch", |server| {
        let operation = json!({"op": "replace", "path": "displayName", "value": "name {unique}"});
        let schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
        let body = json!({"schemas": schemas, "Operations": [operation]}).to_string();
        // Who asks for attributes gets an answer with a body from all three (RFC 7644 section 3.5.2).
        let target = format!("{}/Users/{}?attributes=displayName", server.base, server.id);
        Request { method: "PATCH".into(), status: 200, ..Request::post(&target, &body) }
    }),
    ("create", |server| Request::post(&format!("{}/Users", server.base), &user("{unique}").to_string())),
];

fn side<'a>(server: &Server<'a>, what: &str, request: Request) -> Side<'a> {
    Side::new(format!("{}, {what}", server.name), server.child, keyed(request))
}

fn keyed(mut request: Request) -> Request {
    request.headers.push(format!("Authorization: Bearer {KEY}"));
    request
}

fn user(number: &str) -> Value {
    let address = format!("user{number}@example.com");
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": address,
        "externalId": format!("external-{number}"),
        "name": {"givenName": "Amira", "familyName": "Haddad"},
        "displayName": "Amira Haddad",
        "emails": [{"value": address, "type": "work", "primary": true}],
        "active": true,
    })
}

/// A server with its users.
fn filled<'a>(name: &'static str, child: &'a Child, base: &'static str) -> Result<Server<'a>, String> {
    let mut id = String::new();
    for number in 0..USERS {
        let body = user(&number.to_string()).to_string();
        let made = call(child.address, &keyed(Request::post(&format!("{base}/Users"), &body)))?;
        id = made["id"].as_str().unwrap_or_default().to_owned();
    }
    Ok(Server { name, child, base, id })
}
