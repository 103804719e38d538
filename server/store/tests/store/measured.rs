//! What statements cost on SQLite: the steps of its virtual machine, as the log tells them.

use burgrave_store::*;
use slog::Drain;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Adds up the steps of all statements.
#[derive(Clone, Default)]
pub struct Steps(Arc<AtomicU64>);

impl Drain for Steps {
    type Ok = ();
    type Err = slog::Never;

    fn log(&self, record: &slog::Record<'_>, _: &slog::OwnedKVList) -> Result<(), slog::Never> {
        struct Fields<'s>(&'s AtomicU64);
        impl slog::Serializer for Fields<'_> {
            fn emit_arguments(&mut self, _: slog::Key, _: &std::fmt::Arguments<'_>) -> slog::Result {
                Ok(())
            }

            fn emit_i32(&mut self, key: slog::Key, value: i32) -> slog::Result {
                if key == "steps" {
                    self.0.fetch_add(value.unsigned_abs().into(), Relaxed);
                }
                Ok(())
            }
        }
        slog::KV::serialize(&record.kv(), record, &mut Fields(&self.0)).unwrap();
        Ok(())
    }
}

impl Steps {
    /// Opens a store whose statements are counted.
    pub async fn open(&self, folder: &Path) -> Store {
        let log = slog::Logger::root(self.clone(), slog::o!());
        Store::open(Settings::sqlite(folder), log).await.unwrap()
    }

    /// The steps since the last call.
    pub fn take(&self) -> u64 {
        self.0.swap(0, Relaxed)
    }
}
