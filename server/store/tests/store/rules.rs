//! The rules of transactions.

use crate::engines::for_each_engine;
use crate::makers::*;
use burgrave_store::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

#[tokio::test]
async fn a_refused_transaction_leaves_nothing_and_calls_no_hook() {
    for_each_engine(|store| async move {
        let called = Arc::new(AtomicU32::new(0));
        let count = called.clone();
        let refused: Result<(), StoreError> = store
            .write(move |tx| {
                let count = count.clone();
                async move {
                    tx.after_commit(move || {
                        count.fetch_add(1, SeqCst);
                    });
                    found(&tx, 1, "one").await?;
                    Err(StoreError::Busy)
                }
            })
            .await;
        assert_eq!(refused, Err(StoreError::Busy));
        assert_eq!(store.read(|r| async move { r.organization_by_id(id(1)).await }).await, Ok(None));
        assert_eq!(called.load(SeqCst), 0);

        let count = called.clone();
        let done: Result<(), StoreError> = store
            .write(move |tx| {
                let count = count.clone();
                async move {
                    tx.after_commit(move || {
                        count.fetch_add(1, SeqCst);
                    });
                    found(&tx, 1, "one").await
                }
            })
            .await;
        assert_eq!((done, called.load(SeqCst)), (Ok(()), 1));
    })
    .await;
}

#[tokio::test]
async fn an_error_poisons_a_transaction_even_when_the_closure_goes_on() {
    for_each_engine(|store| async move {
        let refused: Result<(), StoreError> = store
            .write(|tx| async move {
                found(&tx, 1, "one").await?;
                // No such user: the schema refuses the key.
                let first = tx.insert_api_key(&made(key("a", 99))).await.unwrap_err();
                assert!(matches!(first, StoreError::Conflict { .. }), "{first:?}");
                assert_eq!(tx.organization_by_id(id(1)).await, Err(first));
                Ok(())
            })
            .await;
        assert!(matches!(refused, Err(StoreError::Conflict { .. })), "{refused:?}");
        assert_eq!(store.read(|r| async move { r.organization_by_id(id(1)).await }).await, Ok(None));
    })
    .await;
}

#[tokio::test]
async fn a_closure_that_waits_for_something_else_is_refused_by_name() {
    for_each_engine(|store| async move {
        let foreign = |result: Result<(), StoreError>| {
            assert!(
                result.as_ref().is_err_and(|e| e.to_string().contains("waited for something other")),
                "{result:?}"
            );
        };
        let waited = store.write(|tx| async move {
            found(&tx, 1, "one").await?;
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            Ok(())
        });
        foreign(waited.await);
        foreign(store.read(|_| std::future::pending()).await);
        foreign(store.scan(|_| std::future::pending()).await);
        assert_eq!(store.read(|r| async move { r.organization_by_id(id(1)).await }).await, Ok(None));
    })
    .await;
}

#[tokio::test]
async fn a_transaction_is_useless_after_its_closure() {
    for_each_engine(|store| async move {
        let kept = store.write(|tx| async move { Ok::<_, StoreError>(tx.clone()) }).await.unwrap();
        let late = kept.insert_organization(&made(organization(1, "late"))).await;
        assert!(late.as_ref().is_err_and(|e| matches!(e, StoreError::Internal(_))), "{late:?}");
        assert_eq!(store.read(|r| async move { r.organization_by_id(id(1)).await }).await, Ok(None));
    })
    .await;
}

#[tokio::test]
async fn a_panic_in_a_closure_is_an_error_of_that_write_only() {
    for_each_engine(|store| async move {
        let panicked: Result<(), StoreError> = store
            .write(|tx| async move {
                found(&tx, 1, "one").await?;
                panic!("on purpose")
            })
            .await;
        assert!(panicked.as_ref().is_err_and(|e| e.to_string().contains("panicked")), "{panicked:?}");
        store.write(|tx| async move { found(&tx, 2, "two").await }).await.unwrap();
        let listed = store
            .scan(|r| async move { r.organizations(&OrganizationFilter::default()).await })
            .await
            .unwrap();
        assert_eq!(listed.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_thirty_two_concurrent_writers_gets_a_name() {
    for_each_engine(|store| async move {
        let writers: Vec<_> = (1..=32u128)
            .map(|number| {
                let store = store.clone();
                tokio::spawn(async move {
                    let write = store.write(move |tx| async move {
                        if tx.organization_by_name("same").await?.is_some() {
                            return Ok(Inserted::Taken);
                        }
                        tx.insert_organization(&made(organization(
                            number,
                            if number % 2 == 0 { "Same" } else { "same" },
                        )))
                        .await
                    });
                    write.await as Result<Inserted, StoreError>
                })
            })
            .collect();
        let mut done = 0;
        for writer in writers {
            match writer.await.unwrap() {
                Ok(Inserted::Done) => done += 1,
                Ok(Inserted::Taken) => {}
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(done, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_increment_is_lost_between_concurrent_transactions() {
    for_each_engine(|store| async move {
        let writers: Vec<_> = (0..16)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    let write = store.write(|tx| async move {
                        let before: i64 = tx.setting("n").await?.map_or(0, |text| text.parse().unwrap());
                        tx.set_setting("n", &(before + 1).to_string(), now()).await
                    });
                    write.await as Result<(), StoreError>
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap().unwrap();
        }
        assert_eq!(store.read(|r| async move { r.setting("n").await }).await, Ok(Some("16".into())));
    })
    .await;
}
