//! `burgrave database copy`.

use burgrave_core::{Clock, SystemClock};
use burgrave_store::{CopyReport, CopySource, Settings};
use slog::{Logger, info, warn};

use super::Failure;
use super::runtime::{Workers, runtime};
use crate::cli::{CopyCommand, CopyEnd};
use crate::config::Config;
use crate::run::{DEPLOYMENT_ID, FINGERPRINT, key_file, present};

/// Copies a whole database into one of the other engine; how far it is stands in the log.
///
/// # Errors
/// A target that isn't empty, a key that isn't the source's, and what the databases refuse. The same command
/// goes on with an interrupted copy.
pub fn copy(command: &CopyCommand, config: &Config, log: &Logger) -> Result<(), Failure> {
    let report = runtime(Workers::One)?.block_on(copied(command, config, log))?;
    println!(
        "{} rows of {} tables were copied from {} to {}; numbers and hashes of all rows agree.",
        report.rows, report.tables, command.from, command.to
    );
    if let Some(next) = next_step(command, config) {
        println!("{next}");
    }
    Ok(())
}

async fn copied(command: &CopyCommand, config: &Config, log: &Logger) -> Result<CopyReport, Failure> {
    let source = CopySource::open(settings(&command.from), log.clone()).await?;
    let missing =
        || Failure::Database("the source holds no deployment yet: no server was started on it".into());
    let deployment = source.setting(DEPLOYMENT_ID).await?.ok_or_else(missing)?;
    if let Some(sealed_by) = source.setting(FINGERPRINT).await? {
        agree(&sealed_by, command, config)?;
    }
    if source.is_served(SystemClock.now()).await? {
        warn!(
            log,
            "a server uses the source: what it writes from now on is not in the copy. Stop it before \
                    the copy that counts"
        );
    }
    let report = source.copy_to(settings(&command.to), &deployment, log).await?;
    if report.resumed {
        info!(log, "an interrupted copy was gone on with");
    }
    Ok(report)
}

fn settings(end: &CopyEnd) -> Settings {
    match end {
        CopyEnd::Sqlite(folder) => Settings::sqlite(folder),
        CopyEnd::Postgres(url) => Settings::postgres(url),
    }
}

/// The configuration of a server on the data folder of the two.
fn of_folder(command: &CopyCommand, config: &Config) -> Config {
    let mut config = config.clone();
    if let (CopyEnd::Sqlite(folder), _) | (_, CopyEnd::Sqlite(folder)) = (&command.from, &command.to) {
        config.data.clone_from(folder);
    }
    config
}

/// Whether the key is at hand that the secrets of the source are sealed with: without it, the copy couldn't be
/// used.
fn agree(sealed_by: &str, command: &CopyCommand, config: &Config) -> Result<(), Failure> {
    let config = of_folder(command, config);
    let keys = present(&config)?;
    let known = keys.map(|keys| keys.fingerprints()).unwrap_or_default();
    if known.iter().any(|known| known == sealed_by) {
        return Ok(());
    }
    let has = if known.is_empty() { "none is there".to_owned() } else { format!("has {}", known.join(", ")) };
    Err(Failure::Database(format!(
        "the secrets in the source are sealed with the encryption key of fingerprint {sealed_by}, and {has}. \
         Set encryption-keys to what its servers have, or put their encryption.key at {}. If that key is lost, \
         run `burgrave admin forget-encryption-key` on the source first",
        key_file(&config).display()
    )))
}

/// What the servers of the copy need beside it.
fn next_step(command: &CopyCommand, config: &Config) -> Option<String> {
    let key = key_file(&of_folder(command, config));
    let to_postgres = matches!(command.to, CopyEnd::Postgres(_));
    (to_postgres && config.encryption_keys.0.is_empty() && key.is_file()).then(|| {
        format!(
            "Set encryption-keys of every replica to the content of {}: the secrets of the copy are sealed with it.",
            key.display()
        )
    })
}
