//! What only a server can do to a store: go away, leave outcomes unknown, be someone else's, speak TLS.

use crate::cluster::cluster;
use crate::engines::log;
use crate::makers::*;
use crate::wire::{Mode, Wire};
use burgrave_store::*;

async fn open(url: String) -> Result<Store, StoreError> {
    Store::open(Settings::postgres(url), log()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_went_away_is_unavailable_and_comes_back_without_a_restart() {
    let Some(cluster) = cluster().await else { return };
    let wire = Wire::start(cluster.port, Mode::Pass).await;
    let store = open(wire.in_front_of(&cluster.database().await)).await.unwrap();
    store.write(|tx| async move { found(&tx, 1, "one").await }).await.unwrap();
    let read = || store.read(|r| async move { r.organization_by_id(id(1)).await });
    let scan = || store.scan(|r| async move { r.organizations(&OrganizationFilter::default()).await });
    assert!(read().await.unwrap().is_some());
    assert_eq!(scan().await.unwrap().len(), 1);

    wire.set(Mode::Away);
    for _ in 0..5 {
        assert!(matches!(read().await, Err(StoreError::Unavailable { .. })));
        assert!(matches!(scan().await, Err(StoreError::Unavailable { .. })));
        let write = store.write(|tx| async move { found(&tx, 2, "two").await }).await;
        assert!(matches!(write, Err(StoreError::Unavailable { .. })), "{write:?}");
        assert!(matches!(store.check().await, Err(StoreError::Unavailable { .. })));
    }
    wire.set(Mode::Pass);
    assert!(read().await.unwrap().is_some());
    assert_eq!(scan().await.unwrap().len(), 1);
    store.write(|tx| async move { found(&tx, 2, "two").await }).await.unwrap();
    assert_eq!(store.check().await, Ok(()));

    // A short break that nobody notices: idle connections are lost, and replaced when they are needed.
    wire.set(Mode::Away);
    wire.set(Mode::Pass);
    store.write(|tx| async move { found(&tx, 3, "three").await }).await.unwrap();
    assert_eq!(scan().await.unwrap().len(), 3);
    for _ in 0..6 {
        assert!(read().await.unwrap().is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_whose_answer_is_lost_is_an_error_and_never_tried_again() {
    let Some(cluster) = cluster().await else { return };
    let wire = Wire::start(cluster.port, Mode::Pass).await;
    let store = open(wire.in_front_of(&cluster.database().await)).await.unwrap();
    wire.set(Mode::CutAnswerToCommit);
    let unknown = store.write(|tx| async move { found(&tx, 1, "one").await }).await;
    let text = unknown.map_err(|error| error.to_string());
    assert!(text.as_ref().is_err_and(|text| text.contains("is not known")), "{text:?}");
    wire.set(Mode::Pass);
    // It was committed, once.
    assert_eq!(
        store
            .scan(|r| async move { r.organizations(&OrganizationFilter::default()).await })
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_forgets_prepared_statements_is_refused_in_plain_words() {
    let Some(cluster) = cluster().await else { return };
    let wire = Wire::start(cluster.port, Mode::Forget).await;
    let refused = open(wire.in_front_of(&cluster.database().await)).await.map(|_| ());
    assert!(
        matches!(&refused, Err(StoreError::Refused(text)) if text.contains("max_prepared_statements")),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_that_start_together_take_turns_with_the_schema() {
    let Some(cluster) = cluster().await else { return };
    cluster.run("CREATE DATABASE fresh").await;
    let stores = futures::future::join_all((0..4).map(|_| open(cluster.url("fresh")))).await;
    for store in stores {
        store.unwrap().check().await.unwrap();
    }
}

#[tokio::test]
async fn a_schema_that_a_newer_program_has_added_to_is_served_until_it_takes_something_away() {
    let Some(cluster) = cluster().await else { return };
    let url = cluster.database().await;
    cluster.run_in(&url, "INSERT INTO schema_migrations VALUES (998, 'more', 'x', 0)").await;
    let store = open(url.clone()).await.unwrap();
    store.check().await.unwrap();
    cluster.run_in(&url, "INSERT INTO schema_migrations VALUES (999, 'less.contract', 'x', 0)").await;
    assert_eq!(store.check().await, Err(StoreError::TooOld));
    store.close().await;
}

#[tokio::test]
async fn a_schema_that_lacks_a_step_is_refused_where_the_start_may_take_none() {
    let Some(cluster) = cluster().await else { return };
    cluster.run("CREATE DATABASE unmigrated").await;
    let mut settings = Settings::postgres(cluster.url("unmigrated"));
    if let Settings::Postgres(postgres) = &mut settings {
        postgres.migrate = false;
    }
    let refused = Store::open(settings.clone(), log()).await.map(|_| ());
    assert!(
        matches!(&refused, Err(StoreError::Refused(text)) if text.contains("migrate --expand")),
        "{refused:?}"
    );
    let taken = migrate(settings.clone(), SchemaSteps::Expand, log()).await.unwrap();
    assert!(taken.len() > 40 && taken.is_sorted_by_key(|step| step.version), "{taken:?}");
    assert_eq!(migrate(settings.clone(), SchemaSteps::Contract, log()).await, Ok(Vec::new()));
    let found = examine(settings.clone(), "deployment_id", log()).await.unwrap();
    assert_eq!((found.newest, found.pending.len()), (taken.last().map(|step| step.version), 0));
    assert!(found.engine.starts_with("PostgreSQL ") && found.setting.is_none(), "{}", found.engine);
    Store::open(settings, log()).await.unwrap().close().await;
}

#[tokio::test]
async fn a_newer_schema_and_foreign_tables_are_refused() {
    let Some(cluster) = cluster().await else { return };
    let url = cluster.database().await;
    cluster.run_in(&url, "INSERT INTO schema_migrations VALUES (999, 'later.contract', 'x', 0)").await;
    let refused = open(url).await.map(|_| ());
    assert!(
        matches!(&refused, Err(StoreError::Refused(text)) if text.contains("newer Burgrave")),
        "{refused:?}"
    );

    cluster.run("CREATE DATABASE foreign_tables").await;
    let url = cluster.url("foreign_tables");
    cluster.run_in(&url, "CREATE TABLE users (x int)").await;
    let refused = open(url).await.map(|_| ());
    assert!(
        matches!(&refused, Err(StoreError::Refused(text)) if text.contains("another program")),
        "{refused:?}"
    );

    cluster.run("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0").await;
    let refused = open(cluster.url("latin")).await.map(|_| ());
    assert!(matches!(&refused, Err(StoreError::Refused(text)) if text.contains("UTF8")), "{refused:?}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable_and_a_database_that_is_not_there_is_to_be_created() {
    let Some(cluster) = cluster().await else { return };
    let away = open("postgres://u:hunter2@127.0.0.1:1/d".into()).await.map(|_| ());
    assert!(matches!(away, Err(StoreError::Unavailable { .. })), "{away:?}");
    assert!(!format!("{away:?}").contains("hunter2"));
    let missing = open(cluster.url("no_such_database")).await.map(|_| ());
    assert!(
        matches!(&missing, Err(StoreError::Refused(text)) if text.contains("create the database first")),
        "{missing:?}"
    );
}

#[tokio::test]
async fn certificates_are_checked_as_the_url_says() {
    let Some(cluster) = cluster().await else { return };
    let Some(authority) = cluster.authority() else {
        eprintln!("skipped: openssl is not on PATH");
        return;
    };
    let url = |host: &str, query: String| {
        format!("postgres://burgrave@{host}:{}/template_burgrave?{query}", cluster.port)
    };
    let full = format!("sslmode=verify-full&sslrootcert={}", authority.display());
    let chain = format!("sslmode=verify-ca&sslrootcert={}", authority.display());
    for (host, query, fits) in [
        ("localhost", "sslmode=require".to_string(), true),
        ("localhost", full.clone(), true),
        ("127.0.0.1", full, false),
        ("127.0.0.1", chain, true),
        ("localhost", "sslmode=verify-full".into(), false),
    ] {
        let opened = open(url(host, query.clone())).await;
        assert_eq!(opened.is_ok(), fits, "{host} {query}: {:?}", opened.map(|_| ()));
    }
}
