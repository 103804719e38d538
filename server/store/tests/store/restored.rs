//! The audit log of a database that was restored from a dump into another cluster, whose transactions have
//! lower numbers than those that wrote the entries.

use crate::cluster::cluster;
use crate::engines::log;
use crate::makers::*;
use burgrave_core::ids::AuditEntryId;
use burgrave_store::*;
use uuid::Uuid;

/// More transactions than a cluster of a test has ever had.
const ELSEWHERE: i64 = 1_000_000_000_000;

async fn open(url: &str, migrate: bool) -> Store {
    let mut settings = Settings::postgres(url);
    if let Settings::Postgres(postgres) = &mut settings {
        postgres.migrate = migrate;
    }
    Store::open(settings, log()).await.unwrap()
}

async fn add(store: &Store, number: u128) {
    let added: Result<_, StoreError> =
        store.write(move |tx| async move { tx.insert_audit_entry(&audit_entry(number)).await }).await;
    added.unwrap();
}

/// Where an entry stands in the order of commits.
async fn arrival(store: &Store, number: u128) -> i64 {
    let found: Result<_, StoreError> =
        store.read(move |reader| async move { reader.audit_arrival(id(number)).await }).await;
    found.unwrap().unwrap()
}

/// Entries that are in no block yet, in their order.
async fn unsealed(store: &Store) -> Vec<AuditEntryId> {
    let found: Result<_, StoreError> = store
        .scan(|reader| async move {
            let end = reader.audit_chain_end().await?;
            reader.unsealed_audit_entries(end.as_ref(), 100).await
        })
        .await;
    found.unwrap().into_iter().map(|entry| entry.id).collect()
}

/// Puts a block of so many entries into the chain, the last of which is this one.
async fn seal(store: &Store, first: i64, entries: u32, last: u128) {
    let block = NewAuditBlock {
        first,
        entries,
        before: vec![0; 32],
        ids: vec![0; 16 * entries as usize],
        hashes: vec![0; 32 * entries as usize],
        last_id: id(last),
        last_hash: vec![0; 32],
        last_time: now(),
        arrival: arrival(store, last).await,
        sealed_at: now(),
    };
    let put: Result<_, StoreError> = store
        .write(move |tx| {
            let block = block.clone();
            async move { tx.insert_audit_block(&block).await }
        })
        .await;
    assert_eq!(put.unwrap(), Inserted::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_of_a_restored_log_are_sealed_in_their_order_and_new_ones_behind_them() {
    let Some(cluster) = cluster().await else { return };
    // Whether the start may take steps of the schema; whether the log still has the end of the chain.
    for (migrate, kept) in [(true, true), (true, false), (false, true), (false, false)] {
        let url = cluster.database().await;
        let store = open(&url, true).await;
        // Their ids say nothing of the order in which they were committed.
        for number in [70, 90, 40, 80, 20] {
            add(&store, number).await;
        }
        seal(&store, 1, 3, 40).await;
        store.close().await;
        let raised = format!(
            "UPDATE audit_log SET written_by = written_by + {ELSEWHERE}; \
             UPDATE audit_blocks SET arrival = arrival + {ELSEWHERE}"
        );
        cluster.run_in(&url, &raised).await;
        if !kept {
            let gone = format!("DELETE FROM audit_log WHERE id = '{}'", Uuid::from_u128(40));
            cluster.run_in(&url, &gone).await;
        }

        let store = open(&url, migrate).await;
        let left: [AuditEntryId; 2] = [id(80), id(20)];
        assert_eq!(unsealed(&store).await, left, "migrate: {migrate}, kept: {kept}");
        add(&store, 30).await;
        assert!(arrival(&store, 20).await < arrival(&store, 30).await, "it comes behind them");
        seal(&store, 4, 2, 20).await;
        // The new one may wait for transactions of other databases of the cluster.
        let behind = unsealed(&store).await;
        assert!(behind.iter().all(|entry| *entry == id(30)), "none is sealed twice: {behind:?}");
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_keep_their_numbers_where_the_cluster_is_the_same() {
    let Some(cluster) = cluster().await else { return };
    let url = cluster.database().await;
    let store = open(&url, true).await;
    add(&store, 1).await;
    seal(&store, 1, 1, 1).await;
    let before = arrival(&store, 1).await;
    store.close().await;
    for migrate in [true, false] {
        let store = open(&url, migrate).await;
        assert_eq!(arrival(&store, 1).await, before);
        store.close().await;
    }
}
