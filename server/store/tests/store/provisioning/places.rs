//! Where pending jobs stand: right for every daemon, and as cheap as the jobs that wait are few.

use super::makers::{WORKER, begin, job, scan, server, tags, write};
use crate::cluster::cluster;
use crate::engines::{Scratch, for_each_engine, log};
use crate::makers::*;
use crate::measured::Steps;
use burgrave_core::provisioning::job::Provisioner;
use burgrave_core::provisioning::queue::{QueuePlace, Server};
use burgrave_store::*;
use std::time::Instant;

/// (competing position, competing size, overall position) of a job.
async fn place(r: &Reader, number: u128, servers: &[Server]) -> Result<(u64, u64, u64), StoreError> {
    let found = r.job(id(number)).await?.unwrap();
    let places = r.job_places(id(1), &[found], servers).await?;
    let JobPlace { competing, overall } = places[&id(number)];
    Ok((competing.position, competing.size, overall.position))
}

/// More jobs than one statement can ask about.
#[tokio::test]
async fn thousands_of_jobs_are_placed_in_one_answer() {
    const JOBS: u128 = 2100;
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            for number in 0..JOBS {
                let second = i64::try_from(number).unwrap();
                let new = NewJob { initiator_id: id(10), ..job(1000 + number, second * 3600) };
                tx.insert_job(&made(new)).await?;
            }
            Ok(())
        })
        .await;
        scan(&store, |r| async move {
            let found = r.jobs(id(1), &JobFilter::default()).await?;
            let jobs: Vec<_> = found.into_iter().map(|one| one.job).collect();
            assert_eq!(jobs.len() as u128, JOBS);
            let places = r.job_places(id(1), &jobs, &[server(&[])]).await?;
            let mut positions: Vec<_> = places.values().map(|place| place.overall.position).collect();
            positions.sort_unstable();
            assert_eq!(positions, (1..=2100).collect::<Vec<_>>());
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_job_stands_behind_those_that_its_daemons_could_take_before_it() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            let dev = || tags(&[("env", "dev")]);
            for new in [
                NewJob { provisioner: Provisioner::Terraform, ..job(100, 0) },
                job(101, 1),
                NewJob { tags: dev(), ..job(102, 2) },
                job(103, 3),
                NewJob { tags: tags(&[("env", "dev"), ("dc", "oslo")]), ..job(104, 4) },
                NewJob { tags: dev(), ..job(105, 5) },
                NewJob { organization_id: id(2), ..job(106, 0) },
                job(107, 6),
            ] {
                tx.insert_job(&made(new)).await?;
            }
            let held = tx.acquire_job(WORKER, &server(&[]), at(9)).await?.unwrap();
            assert_eq!(held.id, id(101));
            Ok(())
        })
        .await;
        scan(&store, |r| async move {
            let servers = [server(&[]), server(&[("env", "dev")]), server(&[("env", "dev"), ("dc", "oslo")])];
            // Nobody runs Terraform, so job 100 is in nobody's way.
            assert_eq!(place(&r, 103, &servers).await?, (1, 2, 2));
            assert_eq!(place(&r, 107, &servers).await?, (2, 2, 5));
            assert_eq!(place(&r, 102, &servers).await?, (1, 3, 1));
            assert_eq!(place(&r, 104, &servers).await?, (2, 3, 3));
            assert_eq!(place(&r, 105, &servers).await?, (2, 3, 4));
            assert_eq!((place(&r, 100, &servers).await?.0, place(&r, 100, &servers).await?.1), (0, 0));
            assert_eq!(place(&r, 101, &servers).await?, (0, 0, 0), "it runs");
            let mut jobs = Vec::new();
            for number in [107, 103, 101, 100] {
                jobs.push(r.job(id(number)).await?.unwrap());
            }
            let places = r.job_places(id(1), &jobs, &servers).await?;
            assert_eq!(
                places[&id(107)].competing,
                QueuePlace { position: 2, size: 2 },
                "asked about together"
            );
            assert_eq!(places[&id(101)].overall, QueuePlace { position: 0, size: 6 });
            assert_eq!(places.len(), 4);
            assert!(r.job_places(id(1), &[], &servers).await?.is_empty());
            Ok(())
        })
        .await;
    })
    .await;
}

/// Makes copies of job 100, which waits, and of job 101, which has ended.
fn copies(waiting: u32, ended: u32, id: &str) -> String {
    let copy = |of: u128, count: u32| {
        let source = if id.starts_with("gen") {
            format!("CAST('{}' AS UUID)", uuid::Uuid::from_u128(of))
        } else {
            format!("x'{of:032x}'")
        };
        let columns = "organization_id, initiator_id, kind, file_id, version_id, input, lane_id, worker_id, \
                       attempt, \
                       created_at, updated_at, started_at, completed_at, logs_size, logs_overflowed";
        format!(
            "INSERT INTO provisioner_jobs (id, turn, {columns}) WITH RECURSIVE n(n) AS \
             (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {count}) \
             SELECT {id}, turn + n, {columns} FROM provisioner_jobs CROSS JOIN n WHERE provisioner_jobs.id = \
             {source};"
        )
    };
    [copy(100, waiting), if ended > 0 { copy(101, ended) } else { String::new() }].concat()
}

async fn one_waits_and_one_has_ended(store: &Store) {
    begin(store).await;
    write(store, |tx| async move {
        tx.insert_job(&made(job(101, 0))).await?;
        let held = tx.acquire_job(WORKER, &server(&[]), at(1)).await?.unwrap();
        assert!(tx.complete_job(&held, at(2)).await?);
        tx.insert_job(&made(job(100, 1))).await?;
        tx.insert_job(&made(job(102, 3600))).await
    })
    .await;
}

#[tokio::test]
async fn jobs_that_have_ended_cost_nothing_when_places_are_counted_or_a_job_is_taken() {
    const WAITING: u32 = 100_000;
    let mut costs = Vec::new();
    for ended in [0, 50_000] {
        let (scratch, steps) = (Scratch::new(), Steps::default());
        let store = steps.open(&scratch.0).await;
        one_waits_and_one_has_ended(&store).await;
        store.close().await;
        let raw = rusqlite::Connection::open(scratch.join("burgrave.db")).unwrap();
        raw.execute_batch(&copies(WAITING, ended, "randomblob(16)")).unwrap();
        drop(raw);
        let store = steps.open(&scratch.0).await;
        let last = scan(&store, |r| async move { Ok(r.job(id(102)).await?.unwrap()) }).await;
        steps.take();
        let begun = Instant::now();
        let places =
            scan(&store, move |r| async move { r.job_places(id(1), &[last], &[server(&[])]).await }).await;
        eprintln!("SQLite, {WAITING} waiting, {ended} ended: {:?}", begun.elapsed());
        let place = QueuePlace { position: u64::from(WAITING) + 2, size: u64::from(WAITING) + 2 };
        assert_eq!(places[&id(102)], JobPlace { competing: place, overall: place });
        let counted = steps.take();
        let taken =
            write(&store, |tx| async move { tx.acquire_job(WORKER, &server(&[]), at(9)).await }).await;
        assert_eq!(taken.unwrap().id, id(100));
        costs.push((counted, steps.take()));
        store.close().await;
    }
    assert_eq!(costs[0], costs[1], "steps to count places, and to take a job");
    let (counted, taken) = costs[0];
    assert!(counted < 10 * u64::from(WAITING), "{counted} steps");
    assert!(taken < 2_000, "{taken} steps to take one of {WAITING} jobs");
}

#[tokio::test]
async fn places_among_many_are_counted_from_an_index_on_postgresql() {
    let Some(cluster) = cluster().await else { return };
    let url = cluster.database().await;
    let store = Store::open(Settings::postgres(url.clone()), log()).await.unwrap();
    one_waits_and_one_has_ended(&store).await;
    cluster.run_in(&url, &copies(100_000, 50_000, "gen_random_uuid()")).await;
    cluster.run_in(&url, "ANALYZE").await;
    let last = scan(&store, |r| async move { Ok(r.job(id(102)).await?.unwrap()) }).await;
    for _ in 0..2 {
        let (last, begun) = (last.clone(), Instant::now());
        let places =
            scan(&store, move |r| async move { r.job_places(id(1), &[last], &[server(&[])]).await }).await;
        eprintln!("PostgreSQL, 100000 waiting, 50000 ended: {:?}", begun.elapsed());
        assert_eq!(places[&id(102)].competing, QueuePlace { position: 100_002, size: 100_002 });
    }
    store.close().await;
}
