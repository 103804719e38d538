//! The program is killed in the middle of writes, again and again, on the same data: by the client that has
//! just been told of one, so that a promise which comes too early by a millisecond is found.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use burgrave_core::Entropy as _;
use http::Method;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

use super::database::first_user;
use super::program::Program;
use crate::harness::Engine;
use crate::harness::entropy::SeededEntropy;

const CLIENTS: usize = 8;
/// Longest wait for a round to end.
const PATIENCE: Duration = Duration::from_secs(20);
const ORGANIZATIONS: &str = "/api/v2/organizations";
const GROUPS: &str = "/api/v2/organizations/default/groups";

/// Names that were answered with 201, as `organization` or `organization/group`.
type Acknowledged = Arc<Mutex<BTreeSet<String>>>;

/// What the clients of one round have to know.
#[derive(Clone)]
struct Round {
    url: String,
    token: String,
    acknowledged: Acknowledged,
    /// How many names are there when the program is killed.
    goal: usize,
    process: Pid,
}

#[apply(case)]
async fn every_acknowledged_write_is_there_and_whole_after_each_kill(engine: Engine) {
    let kills = if std::env::var_os("BURGRAVE_TESTS_LONG").is_some() { 100 } else { 10 };
    let (folder, chance) = (tempfile::tempdir().unwrap(), SeededEntropy::new());
    let (_, url) = engine.database().await.flag();
    let serve = || Program::serve(folder.path(), &["--database", &url, "--rate-limit-api", "0"]);
    let mut program = serve();
    let token = first_user(&program).await;
    let acknowledged = Acknowledged::default();
    let (mut slowest, mut known) = (Duration::ZERO, BTreeSet::from(["coder".to_owned()]));
    for round in 0..kills {
        let mut byte = [0];
        chance.fill(&mut byte);
        let goal = acknowledged.lock().unwrap().len() + 1 + usize::from(byte[0] % 40);
        let shared = Round {
            url: program.url(),
            token: token.clone(),
            acknowledged: acknowledged.clone(),
            goal,
            process: program.process(),
        };
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let name = format!("r{round}-c{client}");
                // One client founds organizations, and only at first: each makes its creator's every request
                // dearer.
                let founds = client == 0 && round < 10;
                tokio::spawn(write(shared.clone(), name, founds))
            })
            .collect();
        for client in clients {
            let ended = tokio::time::timeout(PATIENCE, client).await;
            ended.unwrap_or_else(|_| panic!("round {round}: the writes don't go on")).unwrap();
        }
        program.ended();
        let start = Instant::now();
        program = serve();
        slowest = slowest.max(start.elapsed());
        let promised = acknowledged.lock().unwrap().clone();
        check(&program, &token, &promised, &mut known).await;
    }
    program.stop();
    let writes = acknowledged.lock().unwrap().len();
    println!(
        "{}: {kills} kills, {writes} acknowledged writes kept, slowest start {slowest:?}",
        engine.name()
    );
}

impl Round {
    /// Counts an acknowledged name. Who reaches the goal kills the program.
    fn tell(&self, name: String) {
        let mut acknowledged = self.acknowledged.lock().unwrap();
        acknowledged.insert(name);
        if acknowledged.len() >= self.goal {
            // Somebody else may have done it.
            let _ = kill(self.process, Signal::SIGKILL);
        }
    }
}

/// Creates organizations and groups in turn until the server is gone; whatever it answers must be 201.
async fn write(round: Round, name: String, founds: bool) {
    let client = reqwest::Client::new();
    for number in 0.. {
        let name = format!("{name}-{number}");
        let (path, kept) = match founds && number % 2 == 0 {
            true => (ORGANIZATIONS, name.clone()),
            false => (GROUPS, format!("coder/{name}")),
        };
        let call = client.post(format!("{}{path}", round.url)).header("coder-session-token", &round.token);
        let Ok(answer) = call.json(&json!({ "name": name })).send().await else { return };
        assert_eq!(answer.status().as_u16(), 201, "{name}");
        round.tell(kept);
        // The connection is used again only when the answer was read to its end.
        let _ = answer.bytes().await;
    }
}

/// Holds what the server has against what it promised; organizations that nobody was told of must be whole
/// too.
async fn check(program: &Program, token: &str, promised: &BTreeSet<String>, known: &mut BTreeSet<String>) {
    let get = async |target: &str| {
        let list = program.call(Method::GET, target).token(token).send().await.json_of(200);
        list.as_array().unwrap().clone()
    };
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (organizations, groups) = (get(ORGANIZATIONS).await, get("/api/v2/groups").await);
    let mut found: BTreeSet<_> = groups
        .iter()
        .map(|group| format!("{}/{}", text(&group["organization_name"]), text(&group["name"])))
        .collect();
    for organization in &organizations {
        let (id, name) = (text(&organization["id"]), text(&organization["name"]));
        let everyone = groups.iter().find(|group| group["id"] == organization["id"]);
        let everyone = everyone.unwrap_or_else(|| panic!("{name} has no group Everyone"));
        assert_eq!((&everyone["name"], &everyone["total_member_count"]), (&json!("Everyone"), &json!(1)));
        if known.insert(name.clone()) {
            let members = get(&format!("{ORGANIZATIONS}/{id}/members")).await;
            assert_eq!(members.len(), 1, "{name} has its creator as member");
            assert_eq!(members[0]["username"], "amira");
        }
        found.insert(name);
    }
    let lost: Vec<_> = promised.difference(&found).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
}
