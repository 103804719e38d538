//! Many daemons at once, some of which are killed, stall and wake up again: every job ends once, none is
//! lost, and whoever doesn't hold a job any more changes nothing in it.

use super::makers::{begin, job, line, scan, server, stored, write};
use crate::engines::for_each_engine;
use crate::histories::rand_seed;
use crate::makers::*;
use burgrave_core::ids::{ProvisionerDaemonId, ProvisionerJobId};
use burgrave_core::provisioning::job::{Canceled, JobStatus};
use burgrave_store::*;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// How many daemons and jobs there are, and how often a daemon is killed.
#[derive(Debug, Clone, Copy)]
struct Size {
    workers: usize,
    jobs: usize,
    kills: usize,
}

impl Size {
    fn now() -> Self {
        if std::env::var_os("BURGRAVE_TESTS_LONG").is_some() {
            return Self { workers: 32, jobs: 10_000, kills: 1_000 };
        }
        Self { workers: 8, jobs: 300, kills: 30 }
    }
}

/// How a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Completed,
    Failed,
    Canceled,
    Reaped,
}

/// What was committed of a job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct History {
    /// Attempts, each with its daemon.
    taken: Vec<(u32, ProvisionerDaemonId)>,
    given_back: Vec<u32>,
    lines: Vec<String>,
    /// Each with the attempt that brought it about, if one did.
    ends: Vec<(End, Option<u32>)>,
}

/// The model: what transactions say they did, once they are durable, whether or not their daemon still lives.
struct Model {
    jobs: Mutex<BTreeMap<ProvisionerJobId, History>>,
    ended: watch::Sender<usize>,
    /// Jobs of daemons that stall, or were killed with them in hand. Any daemon may wake one up.
    stalled: Mutex<Vec<CurrentJob>>,
    clock: AtomicI64,
}

impl Model {
    fn new() -> Arc<Self> {
        let (jobs, stalled, clock) = (Mutex::default(), Mutex::default(), AtomicI64::default());
        Arc::new(Self { jobs, ended: watch::channel(0).0, stalled, clock })
    }

    /// Time goes on by a second with each look at it.
    fn now(&self) -> DateTime<Utc> {
        at(10_000 + self.clock.fetch_add(1, SeqCst))
    }

    fn ended(&self) -> usize {
        *self.ended.borrow()
    }

    /// Notes what a transaction has done, once it is committed.
    fn note(
        self: &Arc<Self>,
        tx: &Tx,
        job: ProvisionerJobId,
        change: impl FnOnce(&mut History) + Send + 'static,
    ) {
        let model = self.clone();
        tx.after_commit(move || {
            let mut jobs = model.jobs.lock().unwrap();
            let history = jobs.entry(job).or_default();
            let before = history.ends.len();
            change(history);
            if before == 0 && !history.ends.is_empty() {
                model.ended.send_modify(|ended| *ended += 1);
            }
        });
    }

    fn note_end(self: &Arc<Self>, tx: &Tx, job: ProvisionerJobId, end: End, attempt: Option<u32>) {
        self.note(tx, job, move |history| history.ends.push((end, attempt)));
    }
}

/// A source of chances that repeats by its seed.
struct Dice(u64);

impl Dice {
    fn of(seed: u64, number: usize) -> Self {
        Self((seed ^ (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)) | 1)
    }

    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

async fn ask<T: Send + 'static, Fut>(store: &Store, work: impl Fn(Tx) -> Fut + Send + Sync + 'static) -> T
where
    Fut: Future<Output = Result<T, StoreError>> + Send + 'static,
{
    store.write_read_committed(work).await.unwrap()
}

/// One daemon.
#[derive(Clone)]
struct Worker {
    store: Store,
    model: Arc<Model>,
    id: ProvisionerDaemonId,
    jobs: usize,
}

impl Worker {
    /// Takes jobs until all have ended, and wakes up some that stalled.
    async fn run(self, mut dice: Dice) {
        while self.model.ended() < self.jobs {
            let stalled = {
                let mut stalled = self.model.stalled.lock().unwrap();
                let wakes = !stalled.is_empty() && dice.roll(3) == 0;
                wakes.then(|| {
                    let place = dice.roll(stalled.len());
                    stalled.swap_remove(place)
                })
            };
            if let Some(job) = stalled {
                self.finish(&job, &mut dice).await;
                continue;
            }
            match self.take().await {
                None => self.reap().await,
                Some(job) => match dice.roll(8) {
                    0 => self.model.stalled.lock().unwrap().push(job),
                    1 => self.give_back(&job).await,
                    _ => {
                        self.finish(&job, &mut dice).await;
                    }
                },
            }
        }
    }

    async fn take(&self) -> Option<CurrentJob> {
        let (model, worker, now) = (self.model.clone(), self.id, self.model.now());
        ask(&self.store, move |tx| {
            let model = model.clone();
            async move {
                let taken = tx.acquire_job(worker, &server(&[]), now).await?;
                if let Some(job) = &taken {
                    let attempt = job.attempt;
                    model.note(&tx, job.id, move |history| history.taken.push((attempt, worker)));
                }
                Ok(taken)
            }
        })
        .await
    }

    /// Writes a line and ends the job, as far as the store lets it. It looks the job up as daemons do.
    async fn finish(&self, job: &CurrentJob, dice: &mut Dice) -> bool {
        let (held, model, now) = (job.clone(), self.model.clone(), self.model.now());
        let text = format!("attempt {} of {}", job.attempt, job.worker());
        ask(&self.store, move |tx| {
            let (held, text, model) = (held.clone(), text.clone(), model.clone());
            async move {
                let appended = tx.append_job_logs(&held, &[line(text.clone())], now).await?;
                if appended == AppendedLogs::Done {
                    model.note(&tx, held.id, move |history| history.lines.push(text));
                }
                Ok(())
            }
        })
        .await;
        let (held, model, now, fails) =
            (job.clone(), self.model.clone(), self.model.now(), dice.roll(4) == 0);
        ask(&self.store, move |tx| {
            let (held, model) = (held.clone(), model.clone());
            async move {
                let (job, worker, attempt) = (held.id, held.worker(), held.attempt);
                let Ok(held) = tx.current_job(job, worker, Some(attempt)).await? else { return Ok(false) };
                let (done, end) = match fails {
                    true => (tx.fail_job(&held, "broken", None, now).await?, End::Failed),
                    false => (tx.complete_job(&held, now).await?, End::Completed),
                };
                assert!(done, "nobody changes a job that was looked up");
                model.note_end(&tx, job, end, Some(attempt));
                Ok(true)
            }
        })
        .await
    }

    async fn give_back(&self, job: &CurrentJob) {
        let (held, model, now) = (job.clone(), self.model.clone(), self.model.now());
        ask(&self.store, move |tx| {
            let (held, model) = (held.clone(), model.clone());
            async move {
                let attempt = held.attempt;
                match (tx.release_job(&held, now).await?, stored(&tx, held.id).await.status()) {
                    (false, _) => {}
                    (true, JobStatus::Canceled) => {
                        model.note_end(&tx, held.id, End::Completed, Some(attempt));
                    }
                    (true, _) => {
                        model.note(&tx, held.id, move |history| history.given_back.push(attempt));
                    }
                }
                Ok(())
            }
        })
        .await;
    }

    /// What the server does with jobs of daemons that are gone; here their time is over at once.
    async fn reap(&self) {
        let now = self.model.now() + TimeDelta::minutes(5);
        let found = scan(&self.store, move |r| async move { r.jobs_to_reap(now, 10).await }).await;
        for (job, why) in found {
            let (job, model) = (proven(job), self.model.clone());
            ask(&self.store, move |tx| {
                let (job, model) = (job.clone(), model.clone());
                async move {
                    if tx.reap_job(&job, why, "", now).await? {
                        model.note_end(&tx, job.id, End::Reaped, None);
                    }
                    Ok(())
                }
            })
            .await;
        }
    }
}

/// Cancels every ninth job once, whatever becomes of it meanwhile.
async fn cancel_some(store: Store, model: Arc<Model>, jobs: usize) {
    for number in (0..jobs).step_by(9) {
        let (model, now) = (model.clone(), model.now());
        write(&store, move |tx| {
            let model = model.clone();
            async move {
                let job = stored(&tx, id::<ProvisionerJobId>(1_000 + number as u128)).await;
                let id = job.id;
                if tx.cancel_job(&proven(job), now).await? == Some(Canceled::AtOnce) {
                    model.note_end(&tx, id, End::Canceled, None);
                }
                Ok(())
            }
        })
        .await;
    }
}

/// Kills daemons in the middle of whatever they do, spread over the jobs; each is followed by another, which
/// has its id every second time, like a program that starts again.
async fn kill_some(
    template: Worker,
    mut running: Vec<(ProvisionerDaemonId, JoinHandle<()>)>,
    size: Size,
    seed: u64,
) {
    let (mut ended, mut dice) = (template.model.ended.subscribe(), Dice::of(seed, size.workers));
    for kill in 1..=size.kills {
        let moment = kill * size.jobs / (size.kills + 1);
        ended.wait_for(|ended| *ended >= moment).await.unwrap();
        let (id, task) = running.swap_remove(dice.roll(running.len()));
        task.abort();
        let killed = task.await.is_err_and(|error| error.is_cancelled());
        assert!(killed, "a daemon doesn't end by itself while jobs are left");
        let id = if kill % 2 == 0 { id } else { worker_id(size.workers + kill) };
        let next = Worker { id, ..template.clone() };
        running.push((id, tokio::spawn(next.run(Dice::of(seed, size.workers + kill)))));
    }
    for (_, task) in running {
        task.await.unwrap();
    }
}

fn worker_id(number: usize) -> ProvisionerDaemonId {
    ProvisionerDaemonId::new(Uuid::from_u128(1_000_000 + number as u128))
}

/// What the database says of a job is what the model does.
async fn agrees(store: &Store, job: &JobRecord, history: &History) {
    let [(end, by)] = &history.ends[..] else { panic!("{} ended as {:?}", job.id, history.ends) };
    let fits = match job.status() {
        JobStatus::Succeeded => *end == End::Completed,
        JobStatus::Failed => matches!(end, End::Failed | End::Reaped),
        JobStatus::Canceled => matches!(end, End::Canceled | End::Completed),
        _ => false,
    };
    assert!(fits, "{job:?} ended as {end:?}");
    assert!(by.is_none_or(|attempt| attempt == job.attempt), "{job:?} was ended by attempt {by:?}");
    let mut taken = history.taken.clone();
    taken.sort_unstable();
    let attempts: Vec<_> = taken.iter().map(|(attempt, _)| *attempt).collect();
    assert_eq!(attempts, (1..=job.attempt).collect::<Vec<_>>(), "each attempt is one daemon's");
    let mut given_back = history.given_back.clone();
    given_back.sort_unstable();
    let before: Vec<_> = (1..=job.attempt).filter(|attempt| given_back.contains(attempt)).collect();
    assert_eq!(given_back, before, "an attempt is given back once");
    let all_but_last = given_back.len() as u32 == job.attempt || given_back.len() as u32 + 1 == job.attempt;
    assert!(all_but_last, "{job:?} was taken from an attempt that held it: {history:?}");
    let id = job.id;
    let kept = scan(store, move |r| async move { r.job_logs(id, LogPage::default()).await }).await;
    let kept: Vec<_> = kept.into_iter().map(|line| line.output).collect();
    let mut own: Vec<_> = kept.iter().filter(|line| line.starts_with("attempt ")).collect();
    let number = |line: &str| line.split(' ').nth(1).and_then(|number| number.parse::<u32>().ok());
    assert!(own.is_sorted_by_key(|line| number(line)), "no line stands behind one of a successor: {kept:?}");
    own.sort_unstable();
    let mut told: Vec<_> = history.lines.iter().collect();
    told.sort_unstable();
    assert_eq!(own, told, "{id}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_job_ends_once_whatever_becomes_of_its_daemons() {
    let seed = std::env::var("BURGRAVE_TESTS_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(rand_seed);
    eprintln!("seed {seed} (repeat with BURGRAVE_TESTS_SEED={seed})");
    let size = Size::now();
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, move |tx| async move {
            for number in 0..size.jobs {
                tx.insert_job(&made(job(1_000 + number as u128, number as i64))).await?;
            }
            Ok(())
        })
        .await;
        let (model, begun) = (Model::new(), std::time::Instant::now());
        let template =
            Worker { store: store.clone(), model: model.clone(), id: worker_id(0), jobs: size.jobs };
        let workers = (0..size.workers).map(|number| {
            let worker = Worker { id: worker_id(number), ..template.clone() };
            (worker.id, tokio::spawn(worker.run(Dice::of(seed, number))))
        });
        let killing = tokio::spawn(kill_some(template.clone(), workers.collect(), size, seed));
        let canceling = tokio::spawn(cancel_some(store.clone(), model.clone(), size.jobs));
        killing.await.unwrap();
        canceling.await.unwrap();
        // All have ended: who wakes up now changes nothing.
        let late = std::mem::take(&mut *model.stalled.lock().unwrap());
        for job in &late {
            assert!(!template.finish(job, &mut Dice::of(seed, 0)).await);
        }
        let found = scan(&store, |r| async move { r.jobs(id(1), &JobFilter::default()).await }).await;
        assert_eq!(found.len(), size.jobs);
        let histories = model.jobs.lock().unwrap().clone();
        assert_eq!(histories.len(), size.jobs);
        for one in &found {
            agrees(&store, &one.job, &histories[&one.job.id]).await;
        }
        let taken: usize = histories.values().map(|history| history.taken.len()).sum();
        let engine = store.engine();
        eprintln!("{engine}: {size:?}, {taken} attempts, {} woke up late, {:?}", late.len(), begun.elapsed());
    })
    .await;
}
