//! Messages by webhook: how many a second are delivered where many wait, and how long the first attempt takes
//! from the moment when something happened. What happens are accounts that are made, suspended and activated,
//! of which every administrator of users is told.

use std::thread::sleep;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::load::Request;
use crate::machine::{Arrivals, Burgrave, Cluster, Folder, Webhooks};
use crate::table::{Bar, Line, Unit};

const DATABASE: &str = "notifications";

/// Messages a second that the first attempts are measured at; as many are to be delivered.
const RATE: f64 = 500.0;

/// Longest wait for messages.
const PATIENCE: Duration = Duration::from_secs(120);

/// When each message was made, by its id without hyphens, in microseconds since 1970. `{id}` is how an engine
/// writes an id in this way.
const MADE: &str = "SELECT {id}, created_at FROM notification_messages WHERE method = 'webhook'";

/// The account that is suspended and activated.
const CHANGING: &str = "changing";

const PASSWORD: &str = "Ten-Foxes-Polish-Thimbles";

/// A server whose owner looks after accounts.
struct Scene {
    server: Burgrave,
    webhooks: Webhooks,
    token: String,
    organization: Value,
}

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let cluster = bench.cluster()?;
    cluster.create(DATABASE)?;
    let url = cluster.url(DATABASE);
    let mut lines = measured(bench, "SQLite", &[], on_sqlite)?;
    lines.extend(measured(bench, "PostgreSQL", &["--database", &url], |_| on_postgres(cluster))?);
    Ok(lines)
}

fn measured(
    bench: &Bench,
    engine: &str,
    flags: &[&str],
    made: impl Fn(&Folder) -> Result<Vec<(String, i64)>, String>,
) -> Result<Vec<Line>, String> {
    let people = bench.pick(100, 40);
    let scene = Scene::start(flags)?;
    let (delivered, rate) = scene.backlog(people)?;
    let arrivals = scene.steady(people, Duration::from_secs(bench.pick(10, 3)))?;
    let folder = scene.server.stop();
    let mut waits: Vec<f64> = made(&folder)?
        .into_iter()
        .filter_map(|(id, made)| arrivals.get(&id).map(|arrived| (arrived - made) as f64 / 1e3))
        .collect();
    waits.sort_by(f64::total_cmp);
    if waits.len() != arrivals.len() {
        return Err(format!("{} of {} messages are in the database", waits.len(), arrivals.len()));
    }
    let at = |share: usize| waits.get(waits.len() * share / 100).copied().unwrap_or_default();
    Ok(vec![
        Line::new(format!("deliveries by webhook a second, {engine}"), rate, Unit::PerSecond)
            .bar(Bar::AtLeast(RATE))
            .note(format!("{delivered} messages that waited, to {} people", people + 1)),
        Line::new(
            format!("from what happened to the first attempt at {RATE} a second, p99, {engine}"),
            at(99),
            Unit::Milliseconds,
        )
        .bar(Bar::AtMost(1_000.0))
        .note(format!("p50 {:.0} ms; {} messages", at(50), waits.len())),
    ])
}

impl Scene {
    fn start(flags: &[&str]) -> Result<Self, String> {
        let webhooks = Webhooks::start()?;
        let endpoint = format!("http://{}/", webhooks.address);
        let own = ["--notifications-method", "webhook", "--notifications-webhook-endpoint", &endpoint];
        let private = ["--outgoing-private-networks", "127.0.0.0/8"];
        let server = Burgrave::start(&[&own[..], &private, flags].concat(), Folder::new()?)?;
        let token = server.owner()?;
        let default = Request::get("/api/v2/organizations/default").token(&token);
        let organization = server.call(&default)?["id"].clone();
        Ok(Self { server, webhooks, token, organization })
    }

    /// Deliveries a second where many wait: accounts are made while messages are held back, so many of which
    /// are administrators, and all of these are told of each once messages are let go on. Gives how many that
    /// were, too.
    fn backlog(&self, people: usize) -> Result<(usize, f64), String> {
        self.pause(true)?;
        self.account(CHANGING)?;
        for number in 0..people {
            let user = self.account(&format!("admin{number}"))?;
            let target = format!("/api/v2/users/{}/roles", user["id"].as_str().unwrap_or_default());
            self.put(&target, &json!({"roles": ["user-admin"]}).to_string())?;
        }
        self.pause(false)?;
        // The owner is an administrator as well.
        let messages = (people + 1) * (people + 1);
        let arrivals = self.webhooks.take(messages, PATIENCE)?;
        let (first, last) = (arrivals.values().min(), arrivals.values().max());
        let took = last.zip(first).map_or(0, |(last, first)| last - first);
        Ok((messages, arrivals.len() as f64 * 1e6 / took.max(1) as f64))
    }

    /// When each message came, at a steady rate: one account changes again and again.
    fn steady(&self, people: usize, time: Duration) -> Result<Arrivals, String> {
        // Each time all administrators are told, and the person.
        let messages = people + 2;
        let pause = Duration::from_secs_f64(messages as f64 / RATE);
        let (begun, mut due, mut changes) = (Instant::now(), Duration::ZERO, 0);
        while due < time {
            sleep(due.saturating_sub(begun.elapsed()));
            let change = if changes % 2 == 0 { "suspend" } else { "activate" };
            self.put(&format!("/api/v2/users/{CHANGING}/status/{change}"), "")?;
            changes += 1;
            due += pause;
        }
        self.webhooks.take(changes * messages, PATIENCE)
    }

    fn account(&self, name: &str) -> Result<Value, String> {
        let user = json!({
            "username": name,
            "email": format!("{name}@example.com"),
            "password": PASSWORD,
            "organization_ids": [self.organization],
        });
        self.server.call(&Request::post("/api/v2/users", &user.to_string()).token(&self.token))
    }

    fn pause(&self, paused: bool) -> Result<(), String> {
        self.put("/api/v2/notifications/settings", &json!({"notifier_paused": paused}).to_string())
    }

    fn put(&self, target: &str, body: &str) -> Result<(), String> {
        let request = Request::post(target, body).token(&self.token);
        self.server.call(&Request { method: "PUT".into(), status: 200, ..request }).map(drop)
    }
}

fn on_sqlite(folder: &Folder) -> Result<Vec<(String, i64)>, String> {
    let failed = |error: rusqlite::Error| error.to_string();
    let database = Connection::open(Burgrave::database(folder.path())).map_err(failed)?;
    let mut asked = database.prepare(&MADE.replace("{id}", "lower(hex(id))")).map_err(failed)?;
    let found = asked.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(failed)?;
    found.collect::<Result<_, _>>().map_err(failed)
}

fn on_postgres(cluster: &Cluster) -> Result<Vec<(String, i64)>, String> {
    let told = cluster.sql(DATABASE, &MADE.replace("{id}", "replace(CAST(id AS TEXT), '-', '')"))?;
    let pair = |line: &str| {
        let (id, made) = line.split_once('|')?;
        Some((id.to_owned(), made.parse().ok()?))
    };
    Ok(told.lines().filter_map(pair).collect())
}
