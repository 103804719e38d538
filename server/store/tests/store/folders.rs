//! Data folders: who owns them, backups, restores (SQLite).

use crate::engines::{Scratch, log, sqlite};
use crate::makers::*;
use burgrave_store::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

async fn refusal(folder: &Path) -> String {
    match Store::open(Settings::sqlite(folder), log()).await {
        Err(StoreError::Refused(text)) => text,
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("opened"),
    }
}

#[tokio::test]
async fn a_folder_has_one_owner_and_is_free_after_it() {
    let scratch = Scratch::new();
    let store = sqlite(&scratch.0).await;
    store.write(|tx| async move { found(&tx, 1, "one").await }).await.unwrap();
    assert!(refusal(&scratch.0).await.contains("in use by another Burgrave process"));
    store.close().await;
    let closed = store.write(|tx| async move { found(&tx, 2, "two").await }).await;
    assert!(matches!(closed, Err(StoreError::Unavailable { .. })));
    let again = sqlite(&scratch.0).await;
    assert!(again.read(|r| async move { r.organization_by_id(id(1)).await }).await.unwrap().is_some());
    again.close().await;
}

#[tokio::test]
async fn a_newer_schema_and_a_foreign_file_are_refused() {
    let scratch = Scratch::new();
    sqlite(&scratch.0).await.close().await;
    let raw = rusqlite::Connection::open(scratch.join("burgrave.db")).unwrap();
    raw.execute("INSERT INTO schema_migrations VALUES (999, 'later.contract', 'x', 0)", []).unwrap();
    drop(raw);
    assert!(refusal(&scratch.0).await.contains("newer Burgrave"));

    let foreign = Scratch::new();
    let raw = rusqlite::Connection::open(foreign.join("burgrave.db")).unwrap();
    raw.execute_batch("CREATE TABLE somebody_elses (x)").unwrap();
    drop(raw);
    assert!(refusal(&foreign.0).await.contains("another program"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_writes_is_one_committed_state_and_comes_back() {
    let scratch = Scratch::new();
    let store = sqlite(&scratch.join("data")).await;
    let writing = store.clone();
    let writer = tokio::spawn(async move {
        for number in 1..=60u32 {
            // Two rows that are only ever written together.
            let write = writing.write(move |tx| async move {
                tx.set_setting("left", &number.to_string(), now()).await?;
                tx.set_setting("right", &number.to_string(), now()).await
            });
            (write.await as Result<(), StoreError>).unwrap();
        }
    });
    let (folder, target) = (scratch.join("data"), scratch.join("copy.db"));
    let report = backup(&folder, &target).unwrap();
    assert_eq!(report.bytes, std::fs::metadata(&target).unwrap().len());
    writer.await.unwrap();
    assert!(matches!(backup(&folder, &target), Err(StoreError::Refused(_))), "it is never overwritten");
    assert!(restore(&target, &folder).unwrap_err().to_string().contains("in use"));
    store.close().await;

    let place = scratch.join("restored");
    restore(&target, &place).unwrap();
    let restored = sqlite(&place).await;
    let both: Result<_, StoreError> =
        restored.read(|r| async move { Ok((r.setting("left").await?, r.setting("right").await?)) }).await;
    let (left, right) = both.unwrap();
    assert_eq!(left, right);
    restored.close().await;

    restore(&target, &folder).unwrap();
    let store = sqlite(&folder).await;
    assert_eq!(store.read(|r| async move { r.setting("left").await }).await, Ok(left));
    store.close().await;
}

#[tokio::test]
async fn what_is_not_a_backup_is_not_restored() {
    let scratch = Scratch::new();
    let folder = scratch.join("data");
    sqlite(&folder).await.close().await;
    let before = std::fs::read(folder.join("burgrave.db")).unwrap();
    let junk = scratch.join("junk");
    std::fs::write(&junk, "no database").unwrap();
    assert!(restore(&junk, &folder).unwrap_err().to_string().contains("not a Burgrave database"));
    assert!(restore(&scratch.join("missing"), &folder).is_err());
    assert_eq!(std::fs::read(folder.join("burgrave.db")).unwrap(), before);
    assert!(backup(&scratch.join("nowhere"), &scratch.join("copy")).is_err());
    assert!(!scratch.join("copy").exists());
}

#[cfg(unix)]
#[tokio::test]
async fn every_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let scratch = Scratch::new();
    // The folder is the operator's own, and open to others.
    let data = scratch.join("data");
    std::fs::create_dir(&data).unwrap();
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).unwrap();
    let store = sqlite(&data).await;
    store.write(|tx| async move { found(&tx, 1, "one").await }).await.unwrap();
    for name in ["burgrave.db", "burgrave.db-wal", "burgrave.db-shm", "burgrave.lock"] {
        assert_eq!(mode(&data.join(name)), 0o600, "{name}");
    }
    store.close().await;
    // As a release before this one left it, or a careless copy.
    std::fs::set_permissions(data.join("burgrave.db"), std::fs::Permissions::from_mode(0o644)).unwrap();
    sqlite(&data).await.close().await;
    assert_eq!(mode(&data.join("burgrave.db")), 0o600, "what was open to others is closed at the start");
    let kept = scratch.join("kept.db");
    backup(&data, &kept).unwrap();
    assert_eq!(mode(&kept), 0o600, "the backup");
    std::fs::set_permissions(&kept, std::fs::Permissions::from_mode(0o644)).unwrap();
    restore(&kept, &data).unwrap();
    assert_eq!(mode(&data.join("burgrave.db")), 0o600, "a restored database");
}

/// All files of a folder: mode, time of the last change and content of each.
#[cfg(unix)]
fn everything(folder: &Path) -> BTreeMap<String, (u32, SystemTime, Vec<u8>)> {
    use std::os::unix::fs::PermissionsExt;
    let of = |entry: std::fs::DirEntry| {
        let (found, name) = (entry.metadata().unwrap(), entry.file_name().into_string().unwrap());
        let content = std::fs::read(entry.path()).unwrap();
        (name, (found.permissions().mode(), found.modified().unwrap(), content))
    };
    std::fs::read_dir(folder).unwrap().map(|entry| of(entry.unwrap())).collect()
}

/// Looks at a folder, in which nothing changes by it; gives the value of a setting.
#[cfg(unix)]
async fn looked_at(folder: &Path) -> Result<Option<String>, StoreError> {
    use std::os::unix::fs::PermissionsExt;
    // What a server would take away from others.
    std::fs::set_permissions(folder.join("burgrave.db"), std::fs::Permissions::from_mode(0o644)).unwrap();
    let before = everything(folder);
    let found = examine(Settings::sqlite(folder), "seen", log()).await;
    assert!(everything(folder) == before, "something has changed in {:?}", before.keys());
    let found = found?;
    assert_eq!(found.newest, Some(newest_schema()));
    assert!(found.pending.is_empty());
    Ok(found.setting)
}

#[cfg(unix)]
async fn set(store: &Store, value: &'static str) {
    let set = store.write(move |tx| async move { tx.set_setting("seen", value, now()).await });
    (set.await as Result<(), StoreError>).unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn looking_at_a_database_changes_no_file_of_it() {
    let scratch = Scratch::new();
    let (data, crashed) = (scratch.join("50% of #1?"), scratch.join("crashed"));
    let store = sqlite(&data).await;
    set(&store, "until it was killed").await;
    // What a killed server leaves: the log holds what the file doesn't.
    std::fs::create_dir(&crashed).unwrap();
    for name in ["burgrave.db", "burgrave.db-wal", "burgrave.db-shm"] {
        std::fs::copy(data.join(name), crashed.join(name)).unwrap();
    }
    set(&store, "until it was stopped").await;
    store.close().await;
    assert!(!data.join("burgrave.db-wal").exists());
    assert_eq!(looked_at(&data).await, Ok(Some("until it was stopped".into())));
    assert_eq!(looked_at(&crashed).await, Ok(Some("until it was killed".into())));
    std::fs::remove_file(crashed.join("burgrave.db-shm")).unwrap();
    let refused = looked_at(&crashed).await.unwrap_err().to_string();
    assert!(refused.contains("start the server on it once"), "{refused}");
}

#[test]
fn a_backup_that_isnt_there_leaves_no_folder_behind() {
    let scratch = Scratch::new();
    let data = scratch.join("new");
    for missing in [scratch.join("nope"), scratch.0.clone()] {
        assert!(matches!(restore(&missing, &data), Err(StoreError::Refused(_))));
        assert!(!data.exists());
    }
}

#[tokio::test]
async fn a_file_is_no_data_folder() {
    let scratch = Scratch::new();
    let file = scratch.join("file");
    std::fs::write(&file, "something").unwrap();
    let text = refusal(&file).await;
    assert!(text.contains("is a file, not a folder"), "{text}");
}
