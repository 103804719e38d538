//! Supervision, on a real store and a clock that stands still.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use burgrave_core::sealing::{KEY_LENGTH, SealingKeys};
use burgrave_core::{Clock, Entropy as _, HashParameters, Hasher, SystemEntropy};
use burgrave_store::{Settings, Store, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use slog::Drain;

use super::*;
use crate::application::{App, AppParts, AppSettings, DeploymentSettings, Lifetimes, QueueLimits};
use crate::config::{Config, Layers, RateLimits, SharedSecrets, SshSettings};

struct Stopped(Mutex<DateTime<Utc>>);

impl Clock for Stopped {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Lines {
    fn count(&self, text: &str) -> usize {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap().matches(text).count()
    }
}

/// A process of its own: an application on the store.
struct Scene {
    folder: tempfile::TempDir,
    store: Store,
    clock: Arc<Stopped>,
    lines: Lines,
}

impl Scene {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = slog::Logger::root(slog::Discard, slog::o!());
        let store = Store::open(Settings::sqlite(folder.path()), log).await.unwrap();
        let start = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        Self { folder, store, clock: Arc::new(Stopped(Mutex::new(start))), lines: Lines::default() }
    }

    fn process(&self) -> App {
        let lines = Mutex::new(slog_json::Json::default(self.lines.clone())).ignore_res();
        App::new(AppParts {
            store: self.store.clone(),
            clock: self.clock.clone(),
            entropy: Arc::new(SystemEntropy),
            hasher: Hasher::new(HashParameters::cheap(), &SystemEntropy).unwrap(),
            settings: AppSettings {
                versions: crate::config::Versions::new(None),
                deployment: Arc::new(DeploymentSettings {
                    address: "127.0.0.1:0".parse().unwrap(),
                    oauth2_provider: true,
                    daemons: 0,
                    ssh: SshSettings::default(),
                    shown: Vec::new(),
                }),
                external_url: None,
                features_off: BTreeSet::new(),
                governance: Config::resolve(&Layers::new([], |_| None)).unwrap().governance,
                encrypts_tokens: false,
                workspace_renames: false,
                debug_builds: false,
                rates: RateLimits::default(),
                setup_token: None,
                password_login: true,
                provider_login: false,
                audit_retention: None,
                refresh_lifetime: HOUR,
                sliding_sessions: true,
                lifetimes: Lifetimes {
                    session: TimeDelta::hours(24),
                    default_token: TimeDelta::days(7),
                    longest_token: TimeDelta::days(365),
                    longest_owner_token: TimeDelta::days(365),
                },
                dormant_after: None,
                queue: QueueLimits::default(),
                secure_cookies: false,
                access_url: Arc::new(OnceLock::new()),
                scim_keys: SharedSecrets::default(),
                daemon_psk: SharedSecrets::default(),
                oidc_sync: Arc::default(),
                deployment_id: SystemEntropy.uuid(),
                replica_id: SystemEntropy.uuid(),
            },
            sealing: SealingKeys::new(vec![[7; KEY_LENGTH]]).unwrap(),
            log: slog::Logger::root(lines, slog::o!()),
        })
        .unwrap()
    }

    fn pass(&self, time: TimeDelta) {
        *self.clock.0.lock().unwrap() += time;
    }

    async fn end(self) {
        self.store.close().await;
        drop(self.folder);
    }
}

const HOUR: TimeDelta = TimeDelta::hours(1);

/// A task on one replica that counts its runs.
fn counting(runs: &Arc<AtomicU32>) -> Task {
    let runs = runs.clone();
    Task::on_one_replica("counting", HOUR, move |_| {
        runs.fetch_add(1, SeqCst);
        async { Ok(()) }
    })
}

#[tokio::test]
async fn a_task_runs_once_in_its_period_for_all_replicas_and_over_restarts() {
    let scene = Scene::new().await;
    let runs = Arc::new(AtomicU32::new(0));
    let replicas = [0, 1]
        .map(|_| Background::start(&scene.process(), &Meters::default(), vec![counting(&runs)], Pace::Hand));
    for expected in [1, 1, 2] {
        for replica in &replicas {
            replica.tick().await;
        }
        assert_eq!(runs.load(SeqCst), expected);
        scene.pass(TimeDelta::minutes(30));
    }
    let restarted =
        Background::start(&scene.process(), &Meters::default(), vec![counting(&runs)], Pace::Hand);
    restarted.tick().await;
    assert_eq!(runs.load(SeqCst), 2, "a new process goes on where the last one was");
    scene.end().await;
}

#[tokio::test]
async fn a_task_whose_replica_died_is_taken_over() {
    let scene = Scene::new().await;
    let runs = Arc::new(AtomicU32::new(0));
    let (started, mut running) = tokio::sync::mpsc::unbounded_channel();
    let stuck = Task::on_one_replica("counting", HOUR, move |_| {
        started.send(()).unwrap();
        std::future::pending()
    });
    let dying = Background::start(&scene.process(), &Meters::default(), vec![stuck], Pace::Timer);
    running.recv().await.unwrap();
    dying.stop(Duration::ZERO).await;
    let other = Background::start(&scene.process(), &Meters::default(), vec![counting(&runs)], Pace::Hand);
    other.tick().await;
    scene.pass(TimeDelta::minutes(9));
    other.tick().await;
    assert_eq!(runs.load(SeqCst), 0, "the dead one might still be at it");
    scene.pass(TimeDelta::minutes(2));
    other.tick().await;
    assert_eq!(runs.load(SeqCst), 1);
    scene.end().await;
}

#[tokio::test]
async fn a_failure_or_a_panic_is_logged_once_counted_and_tried_again() {
    let scene = Scene::new().await;
    let (app, meters, healthy) = (scene.process(), Meters::default(), Arc::new(AtomicU32::new(0)));
    let health = healthy.clone();
    let task = Task::on_each_replica("moody", HOUR, move |_| {
        let health = health.load(SeqCst);
        async move {
            match health {
                0 => panic!("hunter2"),
                1 => Err(Failed("no luck".into())),
                _ => Ok(()),
            }
        }
    });
    let background = Background::start(&app, &meters, vec![task], Pace::Hand);
    for health in [0, 0, 1, 1, 2] {
        healthy.store(health, SeqCst);
        background.tick().await;
        scene.pass(TimeDelta::minutes(1));
    }
    let read = meters.read();
    assert_eq!((read[0].task, read[0].runs, read[0].failures), ("moody", 5, 4));
    let said = |text| scene.lines.count(text);
    assert_eq!((said("it panicked"), said("no luck"), said("works again"), said("hunter2")), (1, 1, 1, 0));
    background.tick().await;
    assert_eq!(meters.read()[0].runs, 5, "after a success it waits for its period again");
    scene.end().await;
}

#[tokio::test]
async fn what_is_told_calls_a_task_that_is_not_due() {
    let scene = Scene::new().await;
    let (started, mut runs) = tokio::sync::mpsc::unbounded_channel();
    let task = Task::on_each_replica("called", HOUR, move |_| {
        started.send(()).unwrap();
        async { Ok(()) }
    });
    let tasks = vec![task.called_by("work")];
    let background = Background::start(&scene.process(), &Meters::default(), tasks, Pace::Timer);
    runs.recv().await.unwrap();
    for topic in ["other", "work"] {
        let told: Result<_, StoreError> = scene
            .store
            .write(move |tx| async move {
                tx.tell_here(topic);
                Ok(())
            })
            .await;
        told.unwrap();
    }
    let called = tokio::time::timeout(Duration::from_secs(30), runs.recv()).await;
    assert_eq!(called, Ok(Some(())), "by its topic, though the clock stands still");
    background.stop(Duration::from_secs(5)).await;
    assert!(runs.try_recv().is_err(), "and by no other");
    scene.end().await;
}

#[tokio::test]
async fn a_stop_tells_what_runs_and_ends_what_does_not_listen() {
    let scene = Scene::new().await;
    let (started, mut running) = tokio::sync::mpsc::unbounded_channel();
    let ended = Arc::new(AtomicU32::new(0));
    let (signal, done) = (started.clone(), ended.clone());
    let listening = Task::on_each_replica("listening", HOUR, move |stop| {
        let (signal, done) = (signal.clone(), done.clone());
        async move {
            signal.send(()).unwrap();
            stop.cancelled().await;
            done.fetch_add(1, SeqCst);
            Ok(())
        }
    });
    let deaf = Task::on_each_replica("deaf", HOUR, move |_| {
        started.send(()).unwrap();
        std::future::pending()
    });
    let background =
        Background::start(&scene.process(), &Meters::default(), vec![listening, deaf], Pace::Timer);
    for _ in 0..2 {
        running.recv().await.unwrap();
    }
    background.stop(Duration::from_millis(1)).await;
    drop(background);
    assert!(running.recv().await.is_none(), "both tasks are gone, and their channels with them");
    assert_eq!(ended.load(SeqCst), 1);
    scene.end().await;
}
