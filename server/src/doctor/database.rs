//! The database, and the clock beside its own.

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use burgrave_core::{Clock, SystemClock};
use burgrave_store::{Examined, Settings, StoreError, database_file};
use chrono::{DateTime, TimeDelta, Utc};
use slog::Logger;

use super::{Finding, Verdict};
use crate::config::{Config, Database};
use crate::run::{FINGERPRINT, of_store};

/// How far clocks may be apart: what ends by time, such as leases, ends that much too early or late.
const APART: TimeDelta = TimeDelta::seconds(5);

/// An answer that takes longer slows every request down.
const SLOW: Duration = Duration::from_millis(50);

/// What was seen, and what the database says of itself.
pub(super) async fn check(config: &Config, log: &Logger) -> (Vec<Finding>, Option<Examined>) {
    if let Some(verdict) = of_file(config) {
        return (vec![Finding::new("database", verdict)], None);
    }
    let mut settings = of_store(config);
    if let Settings::Postgres(postgres) = &mut settings {
        postgres.arrival = Duration::ZERO;
    }
    match burgrave_store::examine(settings, FINGERPRINT, log.clone()).await {
        Err(error) => (vec![Finding::new("database", unusable(&error))], None),
        Ok(examined) => {
            let mut findings = vec![Finding::new("database", verdict(&examined, config.migrate_at_start))];
            findings.extend(
                examined
                    .clock
                    .map(|clock| Finding::new("clock", beside(SystemClock.now(), clock, examined.latency))),
            );
            (findings, Some(examined))
        }
    }
}

/// What of the embedded database is seen without opening it as one.
fn of_file(config: &Config) -> Option<Verdict> {
    let Database::Sqlite = config.database else { return None };
    let file = database_file(&config.data);
    if !file.is_file() {
        let text = format!("there is none in {} yet; the first start makes it", config.data.display());
        return Some(Verdict::Absent(text));
    }
    (!is_writable(&file)).then(|| unusable(&StoreError::ReadOnly))
}

/// Whether this user may write to a file, which stays as it is.
fn is_writable(file: &Path) -> bool {
    OpenOptions::new().append(true).open(file).is_ok()
}

fn unusable(error: &StoreError) -> Verdict {
    let mend = match error {
        StoreError::Unavailable { .. } => "start it, or correct its address in database",
        StoreError::ReadOnly => "let this user write to it and its folder",
        StoreError::Corrupt(_) => "restore a backup",
        _ => "see docs/operations.md, Choosing the database",
    };
    Verdict::fault(error.to_string(), mend)
}

fn verdict(examined: &Examined, migrate_at_start: bool) -> Verdict {
    let expand = examined.pending.iter().filter(|step| !step.contracts).count();
    let contract = examined.pending.len() - expand;
    if examined.read_only {
        return Verdict::fault("it takes no changes: it is a standby", "name the primary in database");
    }
    if expand > 0 && !migrate_at_start {
        return Verdict::fault(
            format!("{expand} steps of its schema are pending"),
            "run `burgrave database migrate --expand`",
        );
    }
    let latency = format!("{:.1} ms", examined.latency.as_secs_f64() * 1000.0);
    if examined.latency > SLOW {
        return Verdict::warning(
            format!("an answer takes {latency}"),
            "bring server and database nearer to each other, or look what loads the database",
        );
    }
    if contract > 0 {
        return Verdict::warning(
            format!("{contract} steps of its schema wait until no older server is left"),
            "run `burgrave database migrate --contract` then",
        );
    }
    let schema = match (examined.newest, expand) {
        (None, _) => "empty".to_owned(),
        (Some(newest), 0) => format!("schema version {newest}"),
        (Some(newest), expand) => {
            format!("schema version {newest}, and {expand} steps that the next start takes")
        }
    };
    Verdict::Fine(format!("{}, {schema}, an answer takes {latency}", examined.engine))
}

/// This machine's clock beside the database's, which was read within the latency before.
fn beside(own: DateTime<Utc>, database: DateTime<Utc>, latency: Duration) -> Verdict {
    let apart = own - database;
    let allowed = APART + TimeDelta::from_std(latency).unwrap_or(TimeDelta::zero());
    if apart.abs() <= allowed {
        return Verdict::Fine("it is the database's".into());
    }
    let way = if apart > TimeDelta::zero() { "ahead of" } else { "behind" };
    Verdict::fault(
        format!("it is {} s {way} the database's", apart.abs().num_seconds()),
        "synchronize both machines by NTP (systemd-timesyncd or chrony)",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn examined() -> Examined {
        Examined {
            engine: "PostgreSQL 15".into(),
            newest: Some(7),
            pending: Vec::new(),
            latency: Duration::from_millis(1),
            clock: None,
            read_only: false,
            setting: None,
        }
    }

    fn step(contracts: bool) -> burgrave_store::SchemaStep {
        burgrave_store::SchemaStep { version: 8, name: "more", contracts }
    }

    #[test]
    fn each_fault_of_the_database_has_its_mend() {
        let told = |examined: Examined, migrate| format!("{:?}", verdict(&examined, migrate));
        assert!(told(examined(), true).contains("Fine(\"PostgreSQL 15, schema version 7"));
        let expand = Examined { pending: vec![step(false)], ..examined() };
        assert!(told(expand.clone(), true).contains("the next start takes"));
        assert!(told(expand, false).contains("migrate --expand"));
        let contract = Examined { pending: vec![step(true)], ..examined() };
        assert!(told(contract, true).contains("migrate --contract"));
        assert!(told(Examined { read_only: true, ..examined() }, true).contains("name the primary"));
        let slow = Examined { latency: Duration::from_millis(70), ..examined() };
        assert!(told(slow, true).contains("70.0 ms"));
    }

    #[test]
    fn clocks_may_be_apart_by_seconds() {
        let now = SystemClock.now();
        let told = |seconds| format!("{:?}", beside(now + TimeDelta::seconds(seconds), now, Duration::ZERO));
        assert!(told(3).starts_with("Fine") && told(-3).starts_with("Fine"));
        assert!(told(300).contains("300 s ahead of") && told(300).contains("NTP"));
        assert!(told(-60).contains("60 s behind"));
    }

    #[test]
    fn a_file_that_can_not_be_written_is_seen_and_none_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        assert!(!is_writable(&file) && !file.exists());
        std::fs::write(&file, "before").unwrap();
        assert!(is_writable(&file));
        assert_eq!(std::fs::read(&file).unwrap(), b"before");
        assert!(!is_writable(folder.path()), "a folder stands for what refuses, to root as well");
    }
}
