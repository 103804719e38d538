//! `burgrave database migrate`.

use burgrave_core::{Clock, SystemClock};
use burgrave_store::{REPLICA_SILENCE, SchemaStep, SchemaSteps, database_file, newest_schema};
use slog::Logger;

use super::Failure;
use super::runtime::{Workers, runtime};
use crate::cli::MigrateCommand;
use crate::config::{Config, Database, VERSION};
use crate::run::{FINGERPRINT, of_store};

/// Says which steps of the schema are pending, or takes them.
///
/// # Errors
/// A schema that this program can't serve, replicas of another version when it is contracted, and what the
/// database refuses.
pub fn migrate(command: MigrateCommand, config: &Config, log: &Logger) -> Result<(), Failure> {
    println!("{}", runtime(Workers::One)?.block_on(done(command, config, log))?);
    Ok(())
}

/// What to tell the operator.
async fn done(command: MigrateCommand, config: &Config, log: &Logger) -> Result<String, Failure> {
    let settings = of_store(config);
    let steps = match command {
        MigrateCommand::Plan => return plan(config, log).await,
        MigrateCommand::Expand => SchemaSteps::Expand,
        MigrateCommand::Contract => {
            alone(config, log).await?;
            SchemaSteps::Contract
        }
    };
    let taken = burgrave_store::migrate(settings, steps, log.clone()).await?;
    Ok(match taken.as_slice() {
        [] => "Nothing is pending; nothing was changed.".to_owned(),
        taken => format!("Steps that were taken:\n{}", listed(taken)),
    })
}

async fn plan(config: &Config, log: &Logger) -> Result<String, Failure> {
    let serves = format!(
        "This program serves schema version {} and what newer ones add to it, until they take something away.",
        newest_schema()
    );
    if matches!(config.database, Database::Sqlite) && !database_file(&config.data).is_file() {
        return Ok(format!("There is no database yet; the first start makes it.\n{serves}"));
    }
    let found = burgrave_store::examine(of_store(config), FINGERPRINT, log.clone()).await?;
    let version = found.newest.map_or_else(
        || "The database is empty.".to_owned(),
        |newest| format!("The database has schema version {newest}."),
    );
    let pending = match found.pending.as_slice() {
        [] => "Nothing is pending.".to_owned(),
        pending => format!("Pending:\n{}", listed(pending)),
    };
    Ok(format!("{version} {serves}\n{pending}"))
}

fn listed(steps: &[SchemaStep]) -> String {
    let line = |step: &SchemaStep| {
        let kind = if step.contracts { "contracts" } else { "expands" };
        format!("  {:04}  {kind:9}  {}", step.version, step.name)
    };
    steps.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Makes sure that no replica runs that may still use what is taken away.
async fn alone(config: &Config, log: &Logger) -> Result<(), Failure> {
    if matches!(config.database, Database::Sqlite) {
        // The folder is taken, which a server that runs prevents.
        return Ok(());
    }
    let running = burgrave_store::running_replicas(of_store(config), SystemClock.now(), log.clone()).await?;
    let others: Vec<_> = running
        .iter()
        .filter(|(_, version)| version != VERSION)
        .map(|(host, version)| format!("{host} ({version})"))
        .collect();
    if others.is_empty() {
        return Ok(());
    }
    Err(Failure::Database(format!(
        "replicas of another version than {VERSION} are running: {}; stop them first, or wait {} seconds after \
         they have stopped",
        others.join(", "),
        REPLICA_SILENCE.num_seconds()
    )))
}
