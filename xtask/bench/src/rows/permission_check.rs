//! What the permission check costs an authenticated read.
//!
//! A request can't be served without its check, so there are no two servers to compare. The check itself is
//! pure: here it is repeated in this process, by the function that the server calls, and its time is divided
//! by the processor time of the whole request, which is measured in turn with it. Counted as the check is all
//! that a server without permissions wouldn't do: reading the stored words of roles, putting the rules
//! together, and deciding whether the organization may be read. Made so often, it finds everything in the
//! processor's caches, which a request may not.

use std::hint::black_box;
use std::time::Instant;

use burgrave_core::authorization::{
    Action, Authorized, Membership, Object, OrganizationRole, Permission, Protected, Read, Resource, Scope,
    SiteRole, Subject,
};
use serde_json::json;
use uuid::Uuid;

use super::sqlite_read::TARGET;
use crate::bench::Bench;
use crate::load::{Measured, Request};
use crate::machine::{Burgrave, Rounds, Side};
use crate::table::{Bar, Figures, Line, Unit, median, spread};

/// Checks that are timed together.
const BATCH: u32 = 1_000;
/// Batches a round.
const BATCHES: usize = 200;
/// Rules that the custom roles of the member have.
const CUSTOM: usize = 10;

const ORGANIZATION: Uuid = Uuid::from_u128(7);
const PASSWORD: &str = "Nine-Herons-Fold-Umbrellas";

/// A reading user: a display name, a session, and the stored roles.
struct Reader {
    name: &'static str,
    token: String,
    site: Vec<String>,
    organization: Vec<String>,
    custom: Vec<Permission>,
}

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let server = Burgrave::sqlite()?;
    let how = Rounds { count: bench.pick(5, 2), ..bench.rounds() };
    readers(&server)?.iter().map(|reader| line(&server, reader, how)).collect()
}

fn line(server: &Burgrave, reader: &Reader, how: Rounds) -> Result<Line, String> {
    let name = format!("burgrave on SQLite, one organization, {}", reader.name);
    let side = Side::new(&name, &server.child, Request::get(TARGET).token(&reader.token));
    let (mut reads, mut checks, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..how.count {
        let read = side.measure(how, round as u64)?;
        let check = reader.check_ns()?;
        shares.push(check / 1e3 / read.cpu_us);
        reads.push(read);
        checks.push(check);
    }
    let what = format!("permission check ÷ authenticated read, {}, server CPU", reader.name);
    Ok(Line::new(what, median(shares.iter().copied()), Unit::Share)
        .bar(Bar::AtMost(0.1))
        .spread(spread(&shares))
        .figures(vec![Figures { side: name, of: Measured::median(&reads) }])
        .note(format!("the check: {:.0} ns", median(checks))))
}

/// The owner, and a member with every role of the organization that there is.
fn readers(server: &Burgrave) -> Result<[Reader; 2], String> {
    let token = server.owner()?;
    let send = |method: &str, target: &str, status, body: serde_json::Value| {
        let request = Request::post(&format!("/api/v2/{target}"), &body.to_string()).token(&token);
        server.call(&Request { method: method.into(), status, ..request })
    };
    let organization = server.call(&Request::get(TARGET).token(&token))?["id"].clone();
    let email = "member@example.com";
    let user = json!({"email": email, "username": "member", "password": PASSWORD, "organization_ids": [organization]});
    send("POST", "users", 201, user)?;
    let words: Vec<String> =
        OrganizationRole::ASSIGNABLE.iter().map(|role| role.as_str().to_owned()).collect();
    send("PUT", "organizations/default/members/member/roles", 200, json!({"roles": words}))?;
    let session = send("POST", "users/login", 201, json!({"email": email, "password": PASSWORD}))?;
    let rule = Permission { resource: Some(Resource::Template), action: Some(Action::Update), negate: false };
    Ok([
        Reader {
            name: "owner",
            token: token.clone(),
            site: vec![SiteRole::Owner.as_str().to_owned()],
            organization: vec![],
            custom: vec![],
        },
        Reader {
            name: "member with all roles",
            token: session["session_token"].as_str().unwrap_or_default().to_owned(),
            site: vec![],
            organization: words,
            custom: vec![rule; CUSTOM],
        },
    ])
}

struct Organization(Uuid);

impl Protected for Organization {
    fn object(&self) -> Object {
        Object::organization(self.0.into())
    }
}

impl Reader {
    /// As the server makes a subject of what it reads of a caller.
    fn subject(&self) -> Subject {
        let roles = self.organization.iter().filter_map(|role| role.parse::<OrganizationRole>().ok());
        let custom = self.custom.clone();
        Subject {
            id: Uuid::nil().into(),
            site_roles: self.site.iter().filter_map(|role| role.parse::<SiteRole>().ok()).collect(),
            memberships: vec![Membership {
                organization: ORGANIZATION.into(),
                roles: roles.collect(),
                custom,
                directory: true,
            }],
            groups: Vec::new(),
            scope: Scope::all(),
        }
    }

    fn check(&self) -> bool {
        let subject = black_box(self).subject();
        Authorized::<Read, _>::check(&subject, black_box(Organization(ORGANIZATION))).is_ok()
    }

    /// One check, in nanoseconds: the median of the batches.
    fn check_ns(&self) -> Result<f64, String> {
        if !self.check() {
            return Err(format!("{} may not read the organization", self.name));
        }
        let batch = |_| {
            let begun = Instant::now();
            (0..BATCH).for_each(|_| {
                black_box(self.check());
            });
            begun.elapsed().as_secs_f64() * 1e9 / f64::from(BATCH)
        };
        Ok(median((0..BATCHES).map(batch)))
    }
}
