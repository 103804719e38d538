//! Many daemons at once, some of which die, stall and wake up again: every job ends once, none is lost.

use super::makers::{begin, job, line, scan, server, stored, write};
use crate::engines::for_each_engine;
use crate::histories::rand_seed;
use crate::makers::*;
use burgrave_core::ids::{ProvisionerDaemonId, ProvisionerJobId};
use burgrave_core::provisioning::job::JobStatus;
use burgrave_store::*;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// How many daemons and jobs there are.
#[derive(Debug, Clone, Copy)]
struct Size {
    workers: u128,
    jobs: u128,
}

impl Size {
    fn now() -> Self {
        if std::env::var_os("BURGRAVE_TESTS_LONG").is_some() {
            return Self { workers: 32, jobs: 10_000 };
        }
        Self { workers: 8, jobs: 300 }
    }
}

/// How a job was seen to end, by what the store told the one who ended it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Completed,
    Failed,
    Canceled,
    Reaped,
}

/// What the daemons were told, which is the model: each job ends by exactly one of them.
#[derive(Default)]
struct Told {
    ends: Mutex<BTreeMap<ProvisionerJobId, Vec<End>>>,
    clock: AtomicI64,
}

impl Told {
    /// Time goes on by a second with each look at it.
    fn now(&self) -> DateTime<Utc> {
        at(10_000 + self.clock.fetch_add(1, SeqCst))
    }

    fn end(&self, job: ProvisionerJobId, end: End) {
        self.ends.lock().unwrap().entry(job).or_default().push(end);
    }

    fn ended(&self) -> usize {
        self.ends.lock().unwrap().len()
    }
}

/// A source of chances that repeats by its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

async fn ask<T: Send + 'static, Fut>(store: &Store, work: impl Fn(Tx) -> Fut + Send + Sync + 'static) -> T
where
    Fut: Future<Output = Result<T, StoreError>> + Send + 'static,
{
    store.write_read_committed(work).await.unwrap()
}

/// Takes jobs until all have ended. A job that it drops like a daemon that dies stays in `stalled`, and is
/// taken up again later as by one that wakes up.
async fn work(store: Store, worker: ProvisionerDaemonId, jobs: u128, told: Arc<Told>, mut dice: Dice) {
    let mut stalled: Vec<CurrentJob> = Vec::new();
    while told.ended() < jobs as usize {
        if !stalled.is_empty() && dice.roll(3) == 0 {
            let job = stalled.swap_remove(dice.roll(stalled.len() as u64) as usize);
            finish(&store, &job, &told, &mut dice).await;
            continue;
        }
        let now = told.now();
        match ask(&store, move |tx| async move { tx.acquire_job(worker, &server(&[]), now).await }).await {
            None => reap(&store, &told).await,
            Some(job) if dice.roll(8) == 0 => stalled.push(job),
            Some(job) if dice.roll(8) == 0 => give_back(&store, &job, &told).await,
            Some(job) => finish(&store, &job, &told, &mut dice).await,
        }
    }
    for job in stalled {
        finish(&store, &job, &told, &mut dice).await;
    }
}

/// Writes a line and ends the job, as far as the store lets it.
async fn finish(store: &Store, job: &CurrentJob, told: &Told, dice: &mut Dice) {
    let (held, now) = (job.clone(), told.now());
    let text = format!("attempt {}", job.attempt);
    let _ = ask(store, move |tx| {
        let (held, text) = (held.clone(), text.clone());
        async move { tx.append_job_logs(&held, &[line(text)], now).await }
    })
    .await;
    let (held, fails) = (job.clone(), dice.roll(4) == 0);
    let done = ask(store, move |tx| {
        let held = held.clone();
        async move {
            if fails {
                tx.fail_job(&held, "broken", None, now).await
            } else {
                tx.complete_job(&held, now).await
            }
        }
    })
    .await;
    if done {
        told.end(job.id, if fails { End::Failed } else { End::Completed });
    }
}

async fn give_back(store: &Store, job: &CurrentJob, told: &Told) {
    let (held, now) = (job.clone(), told.now());
    let waits = ask(store, move |tx| {
        let held = held.clone();
        async move {
            let given = tx.release_job(&held, now).await?;
            Ok((given, stored(&tx, held.id).await.status()))
        }
    })
    .await;
    if waits == (true, JobStatus::Canceled) {
        told.end(job.id, End::Completed);
    }
}

/// What the server does with jobs of daemons that are gone; here their time is over at once.
async fn reap(store: &Store, told: &Told) {
    let now = told.now() + TimeDelta::minutes(5);
    let found = scan(store, move |r| async move { r.jobs_to_reap(now, 10).await }).await;
    for (job, why) in found {
        let (id, job) = (job.id, proven(job));
        let done = ask(store, move |tx| {
            let job = job.clone();
            async move { tx.reap_job(&job, why, "", now).await }
        })
        .await;
        if done {
            told.end(id, End::Reaped);
        }
    }
}

/// Cancels every ninth job once, whatever becomes of it meanwhile.
async fn cancel_some(store: Store, jobs: u128, told: Arc<Told>) {
    for number in (0..jobs).step_by(9) {
        let now = told.now();
        let canceled = write(&store, move |tx| async move {
            let job = stored(&tx, id::<ProvisionerJobId>(1_000 + number)).await;
            tx.cancel_job(&proven(job), now).await
        })
        .await;
        if canceled == Some(burgrave_core::provisioning::job::Canceled::AtOnce) {
            told.end(id(1_000 + number), End::Canceled);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_job_ends_once_whatever_becomes_of_its_daemons() {
    let seed = std::env::var("BURGRAVE_TESTS_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(rand_seed);
    eprintln!("seed {seed} (repeat with BURGRAVE_TESTS_SEED={seed})");
    let Size { workers, jobs } = Size::now();
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, move |tx| async move {
            for number in 0..jobs {
                tx.insert_job(&made(job(1_000 + number, number as i64))).await?;
            }
            Ok(())
        })
        .await;
        let told = Arc::new(Told::default());
        let mut tasks = vec![tokio::spawn(cancel_some(store.clone(), jobs, told.clone()))];
        for number in 0..workers {
            let worker = ProvisionerDaemonId::new(Uuid::from_u128(70 + number));
            let dice = Dice((seed ^ (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)) | 1);
            tasks.push(tokio::spawn(work(store.clone(), worker, jobs, told.clone(), dice)));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let found = scan(&store, |r| async move { r.jobs(id(1), &JobFilter::default()).await }).await;
        assert_eq!(found.len(), jobs as usize);
        let ends = told.ends.lock().unwrap();
        for one in &found {
            let ends = &ends[&one.job.id];
            let [end] = &ends[..] else { panic!("{} ended as {ends:?}", one.job.id) };
            let fits = match one.job.status() {
                JobStatus::Succeeded => *end == End::Completed,
                JobStatus::Failed => matches!(end, End::Failed | End::Reaped),
                JobStatus::Canceled => matches!(end, End::Canceled | End::Completed),
                _ => false,
            };
            assert!(fits, "{:?} ended as {end:?}", one.job);
        }
    })
    .await;
}
