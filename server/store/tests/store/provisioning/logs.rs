//! What jobs write is kept in order, within its bound, and read in pages.

use super::makers::{WORKER, begin, job, line, server, stored, write};
use crate::engines::for_each_engine;
use crate::makers::*;
use burgrave_core::provisioning::job::{LOG_CAPACITY, LogLevel, OVERFLOW_NOTICE, TimingStage};
use burgrave_store::*;

#[tokio::test]
async fn lines_keep_their_order_and_are_paged_from_both_sides() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            tx.insert_job(&made(job(100, 0))).await?;
            tx.insert_job(&made(job(101, 1))).await?;
            let one = tx.acquire_job(WORKER, &server(&[]), at(1)).await?.unwrap();
            let other = tx.acquire_job(WORKER, &server(&[]), at(1)).await?.unwrap();
            let lines: Vec<_> = (0..150).map(|number| line(format!("line {number}"))).collect();
            assert_eq!(tx.append_job_logs(&one, &lines[..77], at(2)).await?, AppendedLogs::Done);
            assert_eq!(tx.append_job_logs(&other, &[line("elsewhere")], at(2)).await?, AppendedLogs::Done);
            assert_eq!(tx.append_job_logs(&one, &lines[77..], at(3)).await?, AppendedLogs::Done);
            let all = tx.job_logs(one.id, LogPage::default()).await?;
            assert!(all.iter().map(|line| line.output.clone()).eq((0..150).map(|n| format!("line {n}"))));
            assert!(all.is_sorted_by_key(|line| line.id));
            let read = stored(&tx, one.id).await;
            let size: usize = all.iter().map(|line| line.output.len()).sum();
            assert_eq!((read.updated_at, read.logs_size), (at(3), size as i64));
            let page = async |after, before, limit| {
                let page = LogPage { after, before, limit };
                Ok::<_, StoreError>(
                    tx.job_logs(one.id, page).await?.iter().map(|line| line.id).collect::<Vec<_>>(),
                )
            };
            let ids: Vec<i64> = all.iter().map(|line| line.id).collect();
            assert_eq!(page(Some(ids[9]), None, 5).await?, ids[10..15]);
            assert_eq!(page(Some(ids[149]), None, 0).await?, [0; 0]);
            assert_eq!(page(None, Some(ids[100]), 5).await?, ids[95..100]);
            assert_eq!(page(None, Some(ids[3]), 0).await?, ids[..3]);
            assert_eq!(page(Some(ids[3]), Some(ids[90]), 2).await?, ids[4..6]);
            assert_eq!(page(Some(-5), None, 1).await?, ids[..1]);
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_full_log_ends_with_one_notice_and_the_job_goes_on() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            tx.insert_job(&made(job(100, 0))).await?;
            let held = tx.acquire_job(WORKER, &server(&[]), at(1)).await?.unwrap();
            let lines = vec![line("x".repeat(10_000)); 60];
            for _ in 0..3 {
                assert_eq!(tx.append_job_logs(&held, &lines, at(2)).await?, AppendedLogs::Done);
            }
            let kept = tx.job_logs(held.id, LogPage::default()).await?;
            let size: usize = kept.iter().map(|line| line.output.len()).sum();
            assert!(size <= LOG_CAPACITY && size > LOG_CAPACITY - 20_000, "{size}");
            let last = kept.last().unwrap();
            assert_eq!((last.level, last.output.as_str()), (LogLevel::Warn, OVERFLOW_NOTICE));
            assert_eq!(kept.iter().filter(|line| line.level == LogLevel::Warn).count(), 1);
            let read = stored(&tx, held.id).await;
            assert!(read.logs_overflowed && read.logs_size == size as i64);
            assert!(tx.complete_job(&held, at(3)).await?);
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_daemon_that_lost_its_job_writes_nothing() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            tx.insert_job(&made(job(100, 0))).await?;
            let held = tx.acquire_job(WORKER, &server(&[]), at(1)).await?.unwrap();
            assert!(tx.complete_job(&held, at(2)).await?);
            let told = tx.append_job_logs(&held, &[line("late")], at(3)).await?;
            assert_eq!(told, AppendedLogs::NotCurrent);
            assert_eq!(tx.job_logs(held.id, LogPage::default()).await?, []);
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn timings_are_kept_and_ordered_by_their_beginnings() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            tx.insert_job(&made(job(100, 0))).await?;
            let held = tx.acquire_job(WORKER, &server(&[]), at(1)).await?.unwrap();
            let timing = |second, stage| JobTiming {
                started_at: at(second),
                ended_at: at(second + 1),
                stage,
                source: "coder".into(),
                action: "terraform".into(),
                resource: "tower".into(),
            };
            let (plan, init) = (timing(5, TimingStage::Plan), timing(3, TimingStage::Init));
            tx.set_job_timings(&held, &[plan.clone(), init.clone()]).await?;
            tx.set_job_timings(&held, &[plan.clone(), init.clone()]).await?;
            assert_eq!(tx.job_timings(held.id).await?, [init, plan]);
            Ok(())
        })
        .await;
    })
    .await;
}
