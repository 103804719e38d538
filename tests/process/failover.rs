//! Three replicas behind HAProxy, as its example has it, under writes: one is killed, one drained, one frozen and
//! resumed. Nothing that was acknowledged is lost, and beyond the cut nothing fails.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use http::Method;
use reqwest::Client;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::database::first_user;
use super::program::Program;
use crate::cluster::cluster;
use crate::harness::Engine;
use crate::proxies::proxy::{Kind, Proxy};

cases_only_where!(Kind::HaProxy.is_there());

const GROUPS: &str = "/api/v2/organizations/default/groups";

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// Who write at the same time.
const WRITERS: usize = 9;

/// Writes that have to be acknowledged between two incidents.
const BETWEEN: usize = 60;

/// How long after a replica's death requests may fail that it had.
const CUT: Duration = Duration::from_secs(2);

/// Longest wait for what has to come.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the writers have seen.
#[derive(Default)]
struct Seen {
    /// Names that were answered with 201.
    acknowledged: BTreeSet<String>,
    /// When what became of a write wasn't said, and what was said instead.
    unknown: Vec<(Instant, String)>,
    /// Answers of 503.
    refused: usize,
}

/// Replicas of one deployment, and what stands before them.
struct Scene {
    replicas: Vec<Program>,
    folders: Vec<TempDir>,
    url: String,
    proxy: Proxy,
    seen: Arc<Mutex<Seen>>,
    /// When a replica died.
    deaths: Vec<Instant>,
}

fn replica(address: &str, folder: &Path, url: &str) -> Program {
    let flags = ["--database", url, "--encryption-keys", KEY, "--rate-limit-api", "0"];
    let more = ["--provisioner-daemons", "0", "--trusted-proxies", "127.0.0.1/32", "--drain-delay", "4s"];
    Program::serve_on(address, folder, &[&flags[..], &more].concat())
}

impl Scene {
    async fn new() -> Self {
        let url = cluster().await.expect("it is available").database().await;
        let folders: Vec<_> = (0..3).map(|_| tempfile::tempdir().unwrap()).collect();
        let replicas: Vec<_> =
            folders.iter().map(|folder| replica("127.0.0.1:0", folder.path(), &url)).collect();
        let addresses: Vec<_> = replicas.iter().map(|replica| replica.address).collect();
        let proxy = Kind::HaProxy.start_before(&addresses);
        Self { replicas, folders, url, proxy, seen: Arc::default(), deaths: Vec::new() }
    }

    /// Ends a replica by a signal and starts another at its address; meanwhile the others go on.
    async fn replaced(&mut self, number: usize, signal: &str) {
        let ended = self.replicas.remove(number);
        let address = ended.address.to_string();
        ended.signal(signal);
        if signal == "KILL" {
            self.deaths.push(Instant::now());
        }
        let (status, log) = ended.ended();
        assert_eq!(status.success(), signal == "TERM", "{log}");
        self.goes_on().await;
        let next = replica(&address, self.folders[number].path(), &self.url);
        self.replicas.insert(number, next);
        self.goes_on().await;
    }

    /// Waits until some more writes were acknowledged.
    async fn goes_on(&self) {
        let count = || self.seen.lock().unwrap().acknowledged.len();
        let (goal, end) = (count() + BETWEEN, Instant::now() + PATIENCE);
        while count() < goal {
            assert!(Instant::now() < end, "the writes don't go on");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Makes sure that requests failed only when a replica had just died.
    fn check_cuts(&self) {
        let seen = self.seen.lock().unwrap();
        for (at, said) in &seen.unknown {
            let cut = self.deaths.iter().any(|death| at >= death && *at - *death < CUT);
            let since: Vec<_> =
                self.deaths.iter().map(|death| at.saturating_duration_since(*death)).collect();
            assert!(cut, "beyond the cut: {said}, after deaths {since:?} ago");
        }
        let longest = seen.unknown.iter().filter_map(|(at, _)| {
            self.deaths.iter().filter(|death| *at >= **death).map(|death| *at - *death).min()
        });
        println!(
            "{} writes were acknowledged, {} answered with 503, {} unknown, {:?} after a death at most",
            seen.acknowledged.len(),
            seen.refused,
            seen.unknown.len(),
            longest.max().unwrap_or_default()
        );
    }
}

fn client(proxy: &Proxy) -> Client {
    // The proxy has made its certificate itself.
    let client = Client::builder().resolve("localhost", proxy.address).danger_accept_invalid_certs(true);
    client.http1_only().build().unwrap()
}

/// Creates groups until told to stop. A name whose outcome isn't known isn't used again.
async fn write(
    client: Client,
    url: String,
    token: String,
    seen: Arc<Mutex<Seen>>,
    writer: usize,
    stop: Arc<AtomicBool>,
) {
    for number in 0.. {
        if stop.load(SeqCst) {
            return;
        }
        let name = format!("w{writer}-{number}");
        let call = client.post(&url).header("coder-session-token", &token).json(&json!({ "name": name }));
        let answer = call.send().await;
        let mut seen = seen.lock().unwrap();
        match answer {
            Ok(answer) if answer.status() == 201 => drop(seen.acknowledged.insert(name)),
            Ok(answer) if answer.status() == 503 => {
                assert!(answer.headers().contains_key("retry-after"), "{name}: 503 says when to ask again");
                seen.refused += 1;
            }
            // The replica that had it is gone.
            Ok(answer) if [502, 504].contains(&answer.status().as_u16()) => {
                seen.unknown.push((Instant::now(), format!("{name}: {}", answer.status())));
            }
            Ok(answer) => panic!("{name}: {}", answer.status()),
            Err(fault) => seen.unknown.push((Instant::now(), format!("{name}: {fault:?}"))),
        }
    }
}

#[apply(case)]
async fn no_acknowledged_write_is_lost_when_replicas_die_drain_and_freeze() {
    if !Engine::available().contains(&Engine::Postgres) {
        return;
    }
    let rounds = if std::env::var_os("BURGRAVE_TESTS_LONG").is_some() { 10 } else { 1 };
    let mut scene = Scene::new().await;
    let token = first_user(&scene.replicas[0]).await;
    let (stop, url) = (
        Arc::new(AtomicBool::new(false)),
        format!("https://localhost:{}{GROUPS}", scene.proxy.address.port()),
    );
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (client, stop) = (client(&scene.proxy), stop.clone());
            tokio::spawn(write(client, url.clone(), token.clone(), scene.seen.clone(), writer, stop))
        })
        .collect();
    for _ in 0..rounds {
        scene.goes_on().await;
        scene.replaced(0, "KILL").await;
        scene.replaced(1, "TERM").await;
        scene.replicas[2].signal("STOP");
        scene.goes_on().await;
        scene.replicas[2].signal("CONT");
        scene.goes_on().await;
    }
    stop.store(true, SeqCst);
    for writer in writers {
        writer.await.expect("each answer was expected");
    }
    scene.check_cuts();
    let list = scene.replicas[2].call(Method::GET, GROUPS).token(&token).send().await.json_of(200);
    let name = |group: &Value| group["name"].as_str().unwrap().to_owned();
    let found: BTreeSet<_> = list.as_array().unwrap().iter().map(name).collect();
    let promised = scene.seen.lock().unwrap().acknowledged.clone();
    let lost: Vec<_> = promised.difference(&found).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    scene.replicas.into_iter().for_each(|replica| drop(replica.stop()));
}
