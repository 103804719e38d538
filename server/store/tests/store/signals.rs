//! Signals: who listens is woken by a commit, on every replica, and by nothing that wasn't committed.

use crate::cluster::cluster;
use crate::engines::{for_each_engine, log};
use crate::makers::*;
use burgrave_store::*;
use futures::FutureExt;
use std::time::Duration;

/// Longer than any test.
const NEVER: Duration = Duration::from_secs(3600);

async fn tell(store: &Store, topic: &'static str, commit: bool) {
    let told: Result<(), StoreError> = store
        .write(move |tx| async move {
            tx.tell(topic).await?;
            if commit { Ok(()) } else { Err(StoreError::Busy) }
        })
        .await;
    assert_eq!(told.is_ok(), commit);
}

#[tokio::test]
async fn a_commit_wakes_who_listens_in_the_same_process() {
    for_each_engine(|store| async move {
        let (mut jobs, mut other) = (store.listen("jobs", NEVER), store.listen("other", NEVER));
        tell(&store, "jobs", false).await;
        tell(&store, "other", true).await;
        other.heard().await;
        if store.engine() == "sqlite" {
            // On PostgreSQL everyone is told to look when the connection for signals stands.
            assert_eq!(jobs.heard().now_or_never(), None, "what isn't committed wakes nobody");
        }
        tell(&store, "jobs", true).await;
        jobs.heard().await;
    })
    .await;
}

/// A commit that notifies holds up all others for a moment; so a crowd of signals goes out in few
/// notifications, and none of them is lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_of_signals_is_a_few_notifications() {
    let Some(cluster) = cluster().await else { return };
    let url = cluster.database().await;
    let here = Store::open(Settings::postgres(url.clone()), log()).await.unwrap();
    let there = Store::open(Settings::postgres(url), log()).await.unwrap();
    let topics: Vec<_> = (0..400).map(|number| format!("job:{number:036}")).collect();
    let mut listeners: Vec<_> = topics.iter().map(|topic| there.listen(topic, NEVER)).collect();
    for listener in &mut listeners {
        // The connection stands.
        listener.heard().await;
    }
    let begun = std::time::Instant::now();
    let tasks = topics.iter().cloned().map(|topic| {
        let here = here.clone();
        tokio::spawn(async move {
            let told = here.write(move |tx| {
                let topic = topic.clone();
                async move { tx.tell(&topic).await }
            });
            Result::<(), StoreError>::unwrap(told.await);
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    for listener in &mut listeners {
        listener.heard().await;
    }
    let (sent, quarters) = (here.counters().read().notifications, begun.elapsed().as_millis() as u64 / 25);
    // Each moment has as many as its topics need: 400 are three.
    assert!((1..=quarters + 4).contains(&sent), "{sent} in {quarters} moments of 25 ms");
    tell(&here, "last", true).await;
    here.close().await;
    assert!(here.counters().read().notifications > sent, "what was told is sent before the end");
    there.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_wake_each_other_and_go_on_after_the_connection_was_lost() {
    let Some(cluster) = cluster().await else { return };
    let url = cluster.database().await;
    let here = Store::open(Settings::postgres(url.clone()), log()).await.unwrap();
    let there = Store::open(Settings::postgres(url.clone()), log()).await.unwrap();
    let mut jobs = there.listen("jobs", NEVER);
    // The connection stands once the listener was told to look.
    jobs.heard().await;
    for _ in 0..3 {
        tell(&here, "jobs", true).await;
        jobs.heard().await;
    }
    let lose = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    cluster.run_in(&url, lose).await;
    tell(&here, "jobs", true).await;
    // The signal is lost with the connection; the new one says so.
    jobs.heard().await;
    tell(&here, "jobs", true).await;
    jobs.heard().await;
    here.close().await;
    there.close().await;
    let written = here.write(|tx| async move { tx.set_setting("x", "y", now()).await });
    assert!(written.await.is_err());
}
