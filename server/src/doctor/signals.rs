//! Whether replicas hear each other by the database.

use burgrave_store::{Settings, signals_are_heard};
use slog::Logger;

use super::{Finding, Verdict};
use crate::config::Config;
use crate::run::of_store;

/// What was heard where PostgreSQL, which has answered, is named in database-direct, or in database alone.
pub(super) async fn check(config: &Config, log: &Logger) -> Option<Finding> {
    let Settings::Postgres(settings) = of_store(config) else { return None };
    let verdict = match (signals_are_heard(&settings, log.clone()).await, &settings.direct) {
        (Ok(true), _) => Verdict::Fine("replicas hear each other".into()),
        (Ok(false), Some(_)) => Verdict::fault(
            "what is said at database isn't heard at database-direct",
            "name the same database there, past each proxy that pools by transaction",
        ),
        (Ok(false), None) => Verdict::warning(
            "replicas don't hear each other through this proxy, and look by time alone",
            "name PostgreSQL itself in database-direct",
        ),
        (Err(error), Some(_)) => {
            Verdict::fault(error.to_string(), "start it, or correct its address in database-direct")
        }
        (Err(error), None) => Verdict::fault(error.to_string(), "look at what is said of database"),
    };
    Some(Finding::new("signals", verdict))
}
