//! Statements are logged at the lowest level, without what was bound to them.

use crate::engines::Scratch;
use burgrave_store::*;
use slog::Drain;
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

/// Keeps message and fields of each line.
impl Drain for Lines {
    type Ok = ();
    type Err = slog::Never;

    fn log(&self, record: &slog::Record<'_>, _: &slog::OwnedKVList) -> Result<(), slog::Never> {
        struct Fields(String);
        impl slog::Serializer for Fields {
            fn emit_arguments(&mut self, key: slog::Key, value: &std::fmt::Arguments<'_>) -> slog::Result {
                self.0.push_str(&format!(" {key}={value}"));
                Ok(())
            }
        }
        let mut fields = Fields(record.msg().to_string());
        slog::KV::serialize(&record.kv(), record, &mut fields).unwrap();
        self.0.lock().unwrap().push(fields.0);
        Ok(())
    }
}

#[tokio::test]
async fn a_statement_is_logged_with_its_steps_and_without_its_values() {
    let (scratch, lines) = (Scratch::new(), Lines::default());
    let log = slog::Logger::root(lines.clone(), slog::o!());
    let store = Store::open(Settings::sqlite(&scratch.0), log).await.unwrap();
    let read = store.read(|r| async move { r.organization_by_name("a-hidden-name").await });
    assert_eq!(read.await as Result<_, StoreError>, Ok(None));
    store.close().await;
    let lines = lines.0.lock().unwrap();
    let line = lines.iter().find(|line| line.contains("name_key = ?1")).expect("the statement is there");
    assert!(line.starts_with("statement") && line.contains(" rows=0") && line.contains(" steps="), "{line}");
    assert!(!lines.iter().any(|line| line.contains("hidden")));
}
