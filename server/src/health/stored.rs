//! What the database tells: how long it takes, and how daemons are; and how proxies are.

use std::time::{Duration, Instant};

use burgrave_store::{DaemonWithJobs, Store};

use super::part::{Message, Severity, State};
use crate::application::App;
use crate::config::VERSION;
use crate::fault::Fault;

/// From when on the database is slow.
pub(crate) const SLOW: Duration = Duration::from_millis(15);

/// How often it is asked; the median counts.
const TIMES: usize = 5;

/// Daemons that are told at most.
const MOST_DAEMONS: u32 = 100;

/// How long the database took.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Latency {
    /// How it is.
    pub(crate) state: State,
    /// Whether it answers.
    pub(crate) reachable: bool,
    /// How long it took.
    pub(crate) took: Duration,
}

/// A daemon, and what of it should be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DaemonFound {
    /// The daemon.
    pub(crate) daemon: DaemonWithJobs,
    /// What should be looked at.
    pub(crate) warnings: Vec<Message>,
}

/// Asks the database some times.
pub(super) async fn latency(store: &Store) -> Latency {
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let begun = Instant::now();
        if let Err(fault) = store.check().await {
            let state = State::broken("EDB01", fault.to_string());
            return Latency { state, reachable: false, took: begun.elapsed() };
        }
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    let took = times[TIMES / 2];
    let text = format!("the database takes {} ms for an answer", took.as_millis());
    let slow = (took > SLOW).then_some(Message { code: "EDB02", text });
    Latency { state: State::with(slow.into_iter().collect()), reachable: true, took }
}

/// The daemons that are there, of all organizations.
///
/// # Errors
/// The storage's.
pub(super) async fn daemons(app: &App) -> Result<(State, Vec<DaemonFound>), Fault> {
    let (now, version) = (app.now(), app.settings().versions.told.clone());
    let found = app
        .store()
        .scan(move |reader| async move { Ok::<_, Fault>(reader.daemons_online(now, MOST_DAEMONS).await?) })
        .await?;
    let differs = |daemon: &DaemonWithJobs| {
        let text = format!("its version is {}, and that of the server {version}", daemon.daemon.version);
        // That of the documented API, whatever it was built from, and that of the program are both right.
        let own = &daemon.daemon.version;
        let known = own == VERSION || without_build(own) == without_build(&version);
        (!known).then_some(Message { code: "EPD02", text })
    };
    let found: Vec<_> = found
        .into_iter()
        .map(|daemon| DaemonFound { warnings: differs(&daemon).into_iter().collect(), daemon })
        .collect();
    let state = match found.is_empty() {
        true => State::broken("EPD01", "there is no provisioner daemon, so that jobs wait"),
        false => State::with(found.iter().flat_map(|one| one.warnings.clone()).collect()),
    };
    Ok((state, found))
}

/// A version without its build metadata.
fn without_build(version: &str) -> &str {
    version.trim_start_matches('v').split('+').next().unwrap_or_default()
}

/// How proxies are, by what the last check of each has found: their names, and whether they are healthy.
pub(crate) fn of_proxies<'a>(all: impl Iterator<Item = (&'a str, bool)>) -> State {
    let (mut healthy, mut warnings) = (0_usize, Vec::new());
    for (name, well) in all {
        match well {
            true => healthy += 1,
            false => {
                warnings.push(Message { code: "EWP04", text: format!("the proxy {name} isn't healthy") })
            }
        }
    }
    let none = healthy == 0 && !warnings.is_empty();
    let state = State::with(warnings);
    if none { State { severity: Severity::Error, ..state } } else { state }
}
