//! What is remembered between two commits.

use crate::engines::{Scratch, for_each_engine, log, sqlite};
use crate::makers::*;
use burgrave_store::*;

/// The name of an organization, remembered; and how often it was read for that.
async fn name(store: &Store, number: u128) -> (Option<String>, bool) {
    let read: Result<_, StoreError> = store
        .read(move |r| async move {
            let mut asked = false;
            let make = || {
                asked = true;
                r.organization_by_id(id(number))
            };
            let found = r.cached(&format!("organization {number}"), make).await?;
            Ok((found.map(|found| found.name.clone()), asked))
        })
        .await;
    read.unwrap()
}

#[tokio::test]
async fn whoever_was_told_of_a_commit_reads_it() {
    for_each_engine(|store| async move {
        assert_eq!(name(&store, 1).await, (None, true));
        for number in 1..=20 {
            store
                .write(move |tx| async move { found(&tx, number, &format!("o{number}")).await })
                .await
                .unwrap();
            assert_eq!(name(&store, number).await.0, Some(format!("o{number}")));
        }
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_remembered_until_the_next_commit() {
    let scratch = Scratch::new();
    let store = sqlite(&scratch.0).await;
    store.write(|tx| async move { found(&tx, 1, "one").await }).await.unwrap();
    assert_eq!(name(&store, 1).await, (Some("one".into()), true));
    assert_eq!(name(&store, 1).await, (Some("one".into()), false));
    store.write(|tx| async move { found(&tx, 2, "two").await }).await.unwrap();
    assert_eq!(name(&store, 1).await, (Some("one".into()), true));
    store.close().await;
}

#[tokio::test]
async fn what_is_done_beside_is_seen_when_it_is_said_to_be_done() {
    let scratch = Scratch::new();
    let store = sqlite(&scratch.0).await;
    for number in 1..=3 {
        assert_eq!(name(&store, number).await.0, None);
        let beside = Store::open_beside(Settings::sqlite(&scratch.0), log()).await.unwrap();
        beside.write(move |tx| async move { found(&tx, number, &format!("o{number}")).await }).await.unwrap();
        beside.close().await;
        assert_eq!(name(&store, number).await.0, Some(format!("o{number}")));
        let renamed = Store::open_beside(Settings::sqlite(&scratch.0), log()).await.unwrap();
        renamed.write(move |tx| async move { delete_organization(&tx, number).await }).await.unwrap();
        renamed.close().await;
        assert!(name(&store, number).await.1, "what was remembered is asked for again");
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_before_a_commit_is_not_remembered_after_it() {
    let scratch = Scratch::new();
    let store = sqlite(&scratch.0).await;
    store.write(|tx| async move { found(&tx, 1, "before").await }).await.unwrap();
    let (writer, runtime) = (store.clone(), tokio::runtime::Handle::current());
    let read: Result<_, StoreError> = store
        .read(move |r| async move {
            assert!(r.organization_by_id(id(1)).await?.is_some());
            // A read goes on while somebody commits.
            let renamed = std::thread::spawn(move || {
                runtime.block_on(writer.write(|tx| async move { delete_organization(&tx, 1).await }))
            });
            renamed.join().unwrap()?;
            let known = r.cached("organization 1", || r.organization_by_id(id(1))).await?;
            Ok(known.map(|found| found.name.clone()))
        })
        .await;
    assert_eq!(read.unwrap().as_deref(), Some("before"), "a read sees one state");
    assert!(name(&store, 1).await.1, "what was remembered is asked for again");
    store.close().await;
}
