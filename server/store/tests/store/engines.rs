//! Runs one test on each engine, in a database of its own.

use burgrave_store::{Settings, Store};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// A folder that goes away with its test.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("burgrave-store-{}-{}", std::process::id(), NEXT.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn log() -> slog::Logger {
    slog::Logger::root(slog::Discard, slog::o!())
}

/// Called for each database of a cluster: those of these tests go with it.
pub fn note_database(_url: &str) {}

pub async fn sqlite(folder: &Path) -> Store {
    Store::open(Settings::sqlite(folder), log()).await.unwrap()
}

/// A store in a new database of the shared cluster, if there is one.
pub async fn postgres() -> Option<Store> {
    let url = crate::cluster::cluster().await?.database().await;
    Some(Store::open(Settings::postgres(url), log()).await.unwrap())
}

/// Runs the test on every engine.
pub async fn for_each_engine<Fut: Future<Output = ()>>(test: impl Fn(Store) -> Fut) {
    let scratch = Scratch::new();
    let store = sqlite(&scratch.0).await;
    test(store.clone()).await;
    store.close().await;
    if let Some(store) = postgres().await {
        test(store.clone()).await;
        store.close().await;
    }
}
