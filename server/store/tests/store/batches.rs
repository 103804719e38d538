//! The writer that commits waiting transactions together, and what happens when the disk is full (SQLite).

use crate::engines::{Scratch, log, sqlite};
use crate::makers::*;
use burgrave_store::*;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, mpsc};

#[tokio::test(flavor = "multi_thread")]
async fn waiting_writes_share_a_commit_and_fail_alone() {
    let scratch = Scratch::new();
    let store = sqlite(&scratch.0).await;
    let (go, first) = hold(&store);
    let others: Vec<_> = (1..=20u128)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let write = store.write(move |tx| async move {
                    found(&tx, number, &format!("o{number}")).await?;
                    if number % 5 == 0 { Err(StoreError::Busy) } else { Ok(()) }
                });
                write.await as Result<(), StoreError>
            })
        })
        .collect();
    queued(&store, 20).await;
    go.send(()).unwrap();
    first.await.unwrap().unwrap();
    let mut failed = 0;
    for other in others {
        failed += usize::from(other.await.unwrap().is_err());
    }
    assert_eq!(failed, 4);
    let listed =
        store.scan(|r| async move { r.organizations(&OrganizationFilter::default()).await }).await.unwrap();
    assert_eq!(listed.len(), 16);
    let reading = store.counters().read();
    assert_eq!((reading.queued, reading.writes, reading.failed_writes), (0, 17, 4));
    assert!(
        reading.batches.buckets.iter().any(|(bound, count)| *bound >= Some(16) && *count > 0),
        "{reading:?}"
    );
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_run_again_because_another_failed_counts_once() {
    let scratch = Scratch::new();
    let store = sqlite(&scratch.0).await;
    let (go, first) = hold(&store);
    let (runs, hooks) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let others: Vec<_> = (1..=9u128)
        .map(|number| {
            let (store, runs, hooks) = (store.clone(), runs.clone(), hooks.clone());
            tokio::spawn(async move {
                let write = store.write(move |tx| {
                    let (runs, hooks) = (runs.clone(), hooks.clone());
                    async move {
                        runs.fetch_add(1, Relaxed);
                        found(&tx, number, &format!("o{number}")).await?;
                        tx.after_commit(move || _ = hooks.fetch_add(1, Relaxed));
                        match number {
                            4 => Err(StoreError::Busy),
                            7 => panic!("amid others"),
                            _ => Ok(()),
                        }
                    }
                });
                write.await as Result<(), StoreError>
            })
        })
        .collect();
    queued(&store, 9).await;
    go.send(()).unwrap();
    first.await.unwrap().unwrap();
    let mut outcomes = Vec::new();
    for other in others {
        outcomes.push(other.await.unwrap());
    }
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 7, "{outcomes:?}");
    assert_eq!(outcomes[3], Err(StoreError::Busy));
    assert!(matches!(outcomes[6], Err(StoreError::Internal(_))), "{outcomes:?}");
    assert!(runs.load(Relaxed) > 9, "they ran together first");
    assert_eq!(hooks.load(Relaxed), 7, "what follows a commit follows it once");
    let listed =
        store.scan(|r| async move { r.organizations(&OrganizationFilter::default()).await }).await.unwrap();
    assert_eq!(listed.len(), 7);
    store.close().await;
}

/// A write that holds the writer, so that others wait behind it, until it is let go.
fn hold(store: &Store) -> (mpsc::Sender<()>, tokio::task::JoinHandle<Result<(), StoreError>>) {
    let (go, wait) = mpsc::channel::<()>();
    let (started, running) = mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let held = store.clone();
    let first = tokio::spawn(async move {
        let write = held.write(move |_| {
            started.send(()).unwrap();
            wait.lock().unwrap().recv().unwrap();
            async { Ok(()) }
        });
        write.await as Result<(), StoreError>
    });
    running.recv().unwrap();
    (go, first)
}

/// Until so many wait for the writer.
async fn queued(store: &Store, writes: u64) {
    while store.counters().read().queued < writes {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_what_does_not_fit_and_keeps_the_rest() {
    let scratch = Scratch::new();
    // The schema, and some pages more than that.
    sqlite(&scratch.0).await.close().await;
    let bytes = std::fs::metadata(scratch.join("burgrave.db")).unwrap().len();
    let mut settings = Settings::sqlite(&scratch.0);
    if let Settings::Sqlite(sqlite) = &mut settings {
        sqlite.max_pages = Some(u32::try_from(bytes / 4096).unwrap() + 50);
    }
    let store = Store::open(settings, log()).await.unwrap();
    let writers: Vec<_> = (0..40u32)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let value = "x".repeat(20_000);
                let write = store.write(move |tx| {
                    let value = value.clone();
                    async move { tx.set_setting(&format!("s{number}"), &value, now()).await }
                });
                (number, write.await as Result<(), StoreError>)
            })
        })
        .collect();
    let (mut kept, mut refused) = (Vec::new(), 0);
    for writer in writers {
        match writer.await.unwrap() {
            (number, Ok(())) => kept.push(number),
            (_, Err(StoreError::Full)) => refused += 1,
            (_, Err(error)) => panic!("{error}"),
        }
    }
    assert!(!kept.is_empty() && refused > 0, "{} kept, {refused} refused", kept.len());
    // Filled up to the last page: readiness says so, because it tries a write after one failed.
    for size in [4_000usize, 1_000, 100, 1] {
        let mut number = 0;
        while fill(&store, format!("fill{size}-{number}"), size).await.is_ok() {
            number += 1;
        }
    }
    assert_eq!(store.check().await, Err(StoreError::Full));
    for number in 0..40 {
        let name = format!("s{number}");
        let value = store.read(move |r| async move { r.setting(&name).await }).await.unwrap();
        assert_eq!(value.is_some(), kept.contains(&number), "s{number}");
    }
    let freed = store.write(|tx| async move {
        for number in 0..40 {
            tx.delete_setting(&format!("s{number}")).await?;
        }
        Ok(())
    });
    assert_eq!(freed.await, Ok::<_, StoreError>(()));
    assert_eq!(store.check().await, Ok(()));
    store.close().await;
}

async fn fill(store: &Store, name: String, size: usize) -> Result<(), StoreError> {
    let write = store.write(move |tx| {
        let name = name.clone();
        async move { tx.set_setting(&name, &"x".repeat(size), now()).await }
    });
    write.await
}

#[tokio::test]
async fn a_point_read_that_scans_is_found_out() {
    let scratch = Scratch::new();
    let store = sqlite(&scratch.0).await;
    store
        .write(|tx| async move {
            found(&tx, 1, "one").await?;
            for number in 0..2_000 {
                let name = format!("u{number}");
                settle(&tx, 1, 1_000 + number, &[&name]).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    let heavy = store.read(|r| async move { r.members(id(1), None, &UserFilter::default()).await }).await;
    assert!(heavy.is_err_and(|error| error.to_string().contains("belongs into a scan")));
    assert_eq!(store.counters().read().heavy_reads, 1);
    let scanned =
        store.scan(|r| async move { r.members(id(1), None, &UserFilter::default()).await }).await.unwrap();
    assert_eq!(scanned.count, 2_000);
    store.close().await;
}
