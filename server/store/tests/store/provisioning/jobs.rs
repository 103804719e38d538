//! Jobs: posted, acquired, ended; and their lists.

use super::makers::{WORKER, begin, job, scan, server, stored, tags, write};
use crate::engines::for_each_engine;
use crate::makers::*;
use burgrave_core::ids::ProvisionerDaemonId;
use burgrave_core::provisioning::job::{Canceled, JobErrorCode, JobStatus, Provisioner, Reaped};
use burgrave_core::provisioning::queue::{QueueClass, Server};
use burgrave_core::provisioning::tags::TagFilter;
use burgrave_store::*;
use chrono::TimeDelta;

const OTHER: ProvisionerDaemonId = ProvisionerDaemonId::new(uuid::Uuid::from_u128(71));

/// The number of the job that a daemon with these tags gets.
async fn taken(tx: &Tx, given: &[(&str, &str)]) -> Result<Option<u128>, StoreError> {
    let job = tx.acquire_job(WORKER, &server(given), at(100)).await?;
    Ok(job.map(|job| job.id.uuid().as_u128()))
}

#[tokio::test]
async fn a_posted_job_is_read_as_it_was_written() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            let new = NewJob { input: "{\"a\":1}".into(), tags: tags(&[("env", "dev")]), ..job(100, 5) };
            tx.insert_job(&made(new)).await?;
            let read = stored(&tx, id::<burgrave_core::ids::ProvisionerJobId>(100)).await;
            assert_eq!((read.status(), read.created_at, read.turn), (JobStatus::Pending, at(5), at(5)));
            assert_eq!((read.provisioner, read.tags), (Provisioner::Echo, tags(&[("env", "dev")])));
            assert_eq!((read.worker_id, read.attempt, read.logs_size), (None, 0, 0));
            assert_eq!(tx.job_input(id(100)).await?.as_deref(), Some("{\"a\":1}"));
            assert_eq!(tx.job(id(101)).await?, None);
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn daemons_take_what_fits_people_before_machines_and_the_oldest_first() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            let dev = || tags(&[("env", "dev")]);
            for new in [
                NewJob { class: QueueClass::Machine, ..job(100, 0) },
                NewJob { provisioner: Provisioner::Terraform, ..job(104, 0) },
                NewJob { organization_id: id(2), ..job(105, 0) },
                NewJob { tags: tags(&[("env", "dev"), ("dc", "oslo")]), ..job(106, 0) },
                NewJob { tags: dev(), ..job(103, 1) },
                job(102, 2),
                job(101, 3),
                NewJob { tags: dev(), ..job(107, 4) },
            ] {
                tx.insert_job(&made(new)).await?;
            }
            assert_eq!(taken(&tx, &[("env", "dev")]).await?, Some(103));
            assert_eq!(taken(&tx, &[("env", "dev"), ("dc", "oslo")]).await?, Some(106));
            assert_eq!(taken(&tx, &[("env", "dev"), ("dc", "oslo")]).await?, Some(107));
            assert_eq!(taken(&tx, &[("env", "dev")]).await?, None);
            for expected in [Some(102), Some(101), Some(100), None] {
                assert_eq!(taken(&tx, &[]).await?, expected);
            }
            let both =
                Server { provisioners: vec![Provisioner::Echo, Provisioner::Terraform], ..server(&[]) };
            let job = tx.acquire_job(WORKER, &both, at(100)).await?.unwrap();
            assert_eq!((job.id, job.worker(), job.attempt), (id(104), WORKER, 1));
            assert_eq!((job.started_at, job.updated_at), (Some(at(100)), at(100)));
            assert_eq!(job.status(), JobStatus::Running);
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn only_the_attempt_that_runs_may_go_on() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            tx.insert_job(&made(job(100, 0))).await?;
            let look = async |worker, attempt| tx.current_job(id(100), worker, attempt).await;
            assert_eq!(tx.current_job(id(999), WORKER, None).await?, Err(NotCurrent::Missing));
            assert_eq!(look(WORKER, None).await?, Err(NotCurrent::Pending));
            let first = tx.acquire_job(WORKER, &server(&[]), at(1)).await?.unwrap();
            assert_eq!(look(WORKER, Some(1)).await?.as_ref(), Ok(&first));
            assert_eq!(look(OTHER, None).await?, Err(NotCurrent::Another));
            assert!(tx.touch_job(&first, at(2)).await?);
            assert!(tx.release_job(&first, at(3)).await?);
            assert!(!tx.touch_job(&first, at(4)).await?, "it was given back");
            let second = tx.acquire_job(OTHER, &server(&[]), at(5)).await?.unwrap();
            assert_eq!(second.attempt, 2);
            for gone in [
                tx.touch_job(&first, at(6)).await?,
                tx.complete_job(&first, at(6)).await?,
                tx.fail_job(&first, "late", None, at(6)).await?,
                tx.release_job(&first, at(6)).await?,
            ] {
                assert!(!gone, "the successor's job is not touched");
            }
            assert!(tx.complete_job(&second, at(7)).await?);
            assert!(!tx.complete_job(&second, at(8)).await?, "it ends once");
            assert_eq!(look(OTHER, Some(2)).await?, Err(NotCurrent::Ended));
            let read = stored(&tx, first.id).await;
            assert_eq!((read.status(), read.completed_at), (JobStatus::Succeeded, Some(at(7))));
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_daemon_that_takes_the_same_job_again_is_held_to_its_attempt() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            tx.insert_job(&made(job(100, 0))).await?;
            let first = tx.acquire_job(WORKER, &server(&[]), at(1)).await?.unwrap();
            assert!(tx.release_job(&first, at(2)).await?);
            let again = tx.acquire_job(WORKER, &server(&[]), at(3)).await?.unwrap();
            assert!(!tx.complete_job(&first, at(4)).await?);
            assert_eq!(tx.current_job(id(100), WORKER, Some(1)).await?, Err(NotCurrent::Another));
            assert_eq!(tx.current_job(id(100), WORKER, None).await?.as_ref(), Ok(&again));
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn canceling_ends_what_waits_and_asks_the_daemon_of_what_runs() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            for number in 100..103 {
                tx.insert_job(&made(job(number, 0))).await?;
            }
            let waiting = proven(stored(&tx, id::<burgrave_core::ids::ProvisionerJobId>(102)).await);
            assert_eq!(tx.cancel_job(&waiting, at(1)).await?, Some(Canceled::AtOnce));
            assert_eq!(tx.cancel_job(&waiting, at(2)).await?, None);
            let read = stored(&tx, waiting.id).await;
            assert_eq!((read.status(), read.canceled_at), (JobStatus::Canceled, Some(at(1))));
            let first = tx.acquire_job(WORKER, &server(&[]), at(3)).await?.unwrap();
            let second = tx.acquire_job(OTHER, &server(&[]), at(3)).await?.unwrap();
            for running in [&first, &second] {
                let running = proven(stored(&tx, running.id).await);
                assert_eq!(tx.cancel_job(&running, at(4)).await?, Some(Canceled::WhenItsDaemonEnds));
                assert_eq!(tx.cancel_job(&running, at(5)).await?, None);
                let read = stored(&tx, running.id).await;
                assert_eq!((read.status(), read.updated_at), (JobStatus::Canceling, at(3)));
            }
            assert!(tx.complete_job(&first, at(6)).await?);
            assert_eq!(stored(&tx, first.id).await.status(), JobStatus::Canceled);
            assert!(tx.release_job(&second, at(6)).await?, "nobody takes it again");
            assert_eq!(stored(&tx, second.id).await.status(), JobStatus::Canceled);
            assert_eq!(tx.acquire_job(WORKER, &server(&[]), at(7)).await?, None);
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_failure_keeps_its_error_and_code() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            tx.insert_job(&made(job(100, 0))).await?;
            let held = tx.acquire_job(WORKER, &server(&[]), at(1)).await?.unwrap();
            let code = Some(JobErrorCode::InsufficientQuota);
            assert!(tx.fail_job(&held, "insufficient quota", code, at(2)).await?);
            let read = stored(&tx, held.id).await;
            assert_eq!((read.status(), read.error_code), (JobStatus::Failed, code));
            assert_eq!(read.error.as_deref(), Some("insufficient quota"));
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn jobs_that_nobody_carries_out_are_found_and_ended_once() {
    for_each_engine(|store| async move {
        begin(&store).await;
        let later = at(100) + TimeDelta::minutes(30);
        write(&store, |tx| async move {
            for number in 100..104 {
                tx.insert_job(&made(job(number, number as i64 - 100))).await?;
            }
            let hung = tx.acquire_job(WORKER, &server(&[]), at(10)).await?.unwrap();
            let alive = tx.acquire_job(OTHER, &server(&[]), at(10)).await?.unwrap();
            tx.touch_job(&alive, at(0) + TimeDelta::minutes(29)).await?;
            assert_eq!((hung.id, alive.id), (id(100), id(101)));
            Ok(())
        })
        .await;
        write(&store, move |tx| async move {
            assert_eq!(tx.jobs_to_reap(at(20), 10).await?, []);
            let found = tx.jobs_to_reap(later, 10).await?;
            let ids: Vec<_> = found.iter().map(|(job, why)| (job.id.uuid().as_u128(), *why)).collect();
            let never = Reaped::NeverStarted;
            assert_eq!(ids, [(100, Reaped::Hung), (102, never), (103, never)]);
            assert_eq!(tx.jobs_to_reap(later, 2).await?.len(), 2);
            for (job, why) in found {
                let job = proven(job);
                assert!(tx.reap_job(&job, why, "", later).await?);
                assert!(!tx.reap_job(&job, why, "", later).await?, "it has ended");
                let read = stored(&tx, job.id).await;
                assert_eq!((read.status(), read.completed_at), (JobStatus::Failed, Some(later)));
                assert!(read.started_at.is_some() && read.error_code.is_none());
                let lines = tx.job_logs(job.id, LogPage::default()).await?;
                assert_eq!(lines.len(), 5);
                assert!(lines.iter().all(|line| line.stage == "Unknown"), "{lines:?}");
            }
            let alive = proven(stored(&tx, id::<burgrave_core::ids::ProvisionerJobId>(101)).await);
            assert!(!tx.reap_job(&alive, Reaped::Hung, "", later).await?, "its daemon has spoken");
            assert_eq!(tx.jobs_to_reap(later, 10).await?, []);
            Ok(())
        })
        .await;
    })
    .await;
}

/// Jobs 100 to 111: pending, running, canceling, succeeded, canceled and failed, two of each.
async fn one_of_each(tx: &Tx) -> Result<(), StoreError> {
    for number in 100..112_u128 {
        let seconds = number as i64 - 100;
        let initiator_id = id(10 + number % 2);
        let tags = if number < 106 { tags(&[]) } else { tags(&[("env", "dev")]) };
        tx.insert_job(&made(NewJob { initiator_id, tags, ..job(number, seconds) })).await?;
    }
    for given in [&[][..], &[("env", "dev")]] {
        let mut held = Vec::new();
        for _ in 0..5 {
            held.push(tx.acquire_job(WORKER, &server(given), at(50)).await?.unwrap());
        }
        let [_, canceling, succeeded, canceled, failed] = &held[..] else { panic!("five were taken") };
        for job in [canceling, canceled] {
            tx.cancel_job(&proven(stored(tx, job.id).await), at(51)).await?;
        }
        tx.complete_job(succeeded, at(52)).await?;
        tx.complete_job(canceled, at(52)).await?;
        tx.fail_job(failed, "broken", None, at(52)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_list_of_jobs_is_filtered_in_its_query_newest_first() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move { one_of_each(&tx).await }).await;
        scan(&store, |r| async move {
            let list = async |asked: JobFilter| -> Result<Vec<u128>, StoreError> {
                let found = r.jobs(id(1), &asked).await?;
                Ok(found.iter().map(|one| one.job.id.uuid().as_u128()).collect())
            };
            let any = JobFilter::default;
            let everything: Vec<u128> = (100..112).rev().collect();
            assert_eq!(list(any()).await?, everything);
            assert_eq!(list(JobFilter { limit: 3, ..any() }).await?, [111, 110, 109]);
            let ids = Some(vec![id(103), id(999), id(110)]);
            assert_eq!(list(JobFilter { ids, ..any() }).await?, [110, 103]);
            let initiator = Some(id(11));
            assert_eq!(list(JobFilter { initiator, limit: 2, ..any() }).await?, [111, 109]);
            let tags = TagFilter::parse(r#"{"env":"dev"}"#).unwrap();
            assert_eq!(list(JobFilter { tags, ..any() }).await?, everything[..6]);
            let tags = TagFilter::parse(r#"{"scope":"organization","owner":""}"#).unwrap();
            assert_eq!(list(JobFilter { tags, ..any() }).await?, everything[6..]);
            let tags = TagFilter::parse(r#"{"env":"none"}"#).unwrap();
            assert_eq!(list(JobFilter { tags, ..any() }).await?, [0; 0]);
            use JobStatus::*;
            for (statuses, expected) in [
                (vec![Running], vec![106, 100]),
                (vec![Canceling], vec![107, 101]),
                (vec![Succeeded], vec![108, 102]),
                (vec![Canceled], vec![109, 103]),
                (vec![Failed], vec![110, 104]),
                (vec![Pending], vec![111, 105]),
                (vec![Pending, Running], vec![111, 106, 105, 100]),
                (vec![Canceled, Canceling], vec![109, 107, 103, 101]),
                (vec![Failed, Succeeded], vec![110, 108, 104, 102]),
            ] {
                let found = r.jobs(id(1), &JobFilter { statuses: statuses.clone(), ..any() }).await?;
                assert!(found.iter().all(|one| statuses.contains(&one.job.status())), "{statuses:?}");
                assert_eq!(list(JobFilter { statuses, ..any() }).await?, expected);
            }
            assert_eq!(r.jobs(id(2), &any()).await?, []);
            assert_eq!(r.job_with_metadata(id(2), id(100)).await?, None, "of another organization");
            assert_eq!(r.job_with_metadata(id(1), id(100)).await?.unwrap().metadata.version_name, None);
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn who_has_many_jobs_waiting_lets_others_go_first() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            for number in 100..125 {
                tx.insert_job(&made(job(number, 0))).await?;
            }
            tx.insert_job(&made(NewJob { initiator_id: id(11), ..job(200, 20) })).await?;
            for expected in [100, 101, 200, 102] {
                assert_eq!(taken(&tx, &[]).await?, Some(expected));
            }
            let last = stored(&tx, id::<burgrave_core::ids::ProvisionerJobId>(124)).await;
            assert_eq!(last.turn, at(300), "put off by five minutes at most");
            Ok(())
        })
        .await;
    })
    .await;
}
