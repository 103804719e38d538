//! `burgrave license …`, for those who run the server for others. None of it needs a database.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use burgrave_core::licensing::{self, LONGEST_TOKEN, License, PublicKeys};
use burgrave_core::{Clock, Entropy, SystemClock, SystemEntropy};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use super::Failure;
use crate::cli::{LicenseCommand, Wanted};
use crate::config::Config;

/// Does what is asked for, and prints what came of it.
///
/// # Errors
/// Files that can't be read or written; a licence that doesn't hold.
pub fn license(command: &LicenseCommand, config: &Config) -> Result<(), Failure> {
    let now = SystemClock.now();
    match command {
        LicenseCommand::Keygen { name, to } => println!("{}", keygen(name, to)?),
        LicenseCommand::Issue(wanted) => println!("{}", issue(wanted, now)?),
        LicenseCommand::Inspect { file } => {
            let text = read(file)?;
            let payload = License::payload_of(text.trim()).map_err(told)?;
            println!("{:#}", Value::Object(payload));
            println!("{}", standing(text.trim(), &config.governance.license_keys, now)?);
        }
    }
    Ok(())
}

fn told(fault: impl std::fmt::Display) -> Failure {
    Failure::Admin(fault.to_string())
}

/// Writes the private key so that nobody else can read it; gives the public one.
fn keygen(name: &str, to: &Path) -> Result<String, Failure> {
    let (key, public) = licensing::generate(name).map_err(told)?;
    public.parse::<PublicKeys>().map_err(told)?;
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to);
    let mut file = file.map_err(|error| told(format!("can't write {}: {error}", to.display())))?;
    let private = licensing::private_key(&key).map_err(told)?;
    file.write_all(private.as_bytes()).map_err(|error| Failure::System("write the key", error))?;
    Ok(public)
}

fn issue(wanted: &Wanted, now: DateTime<Utc>) -> Result<String, Failure> {
    let file = std::fs::read_to_string(&wanted.key)
        .map_err(|error| told(format!("can't read {}: {error}", wanted.key.display())))?;
    let key = licensing::read_private_key(&file).map_err(told)?;
    let claims = claims(wanted, now);
    let faults = match licensing::Claims::read(&claims) {
        Ok(read) => read.faults(now),
        Err(faults) => faults,
    };
    if !faults.is_empty() {
        return Err(told(faults.join("; ")));
    }
    licensing::issue(&key, &wanted.name, claims).map_err(told)
}

fn claims(wanted: &Wanted, now: DateTime<Utc>) -> Map<String, Value> {
    let starts = wanted.starts.unwrap_or(now);
    let ends = starts + TimeDelta::days(wanted.days);
    let features: Map<String, Value> =
        wanted.features.iter().map(|(name, number)| (name.clone(), (*number).into())).collect();
    let mut claims = Map::new();
    for (name, value) in [
        ("jti", json!(SystemEntropy.uuid_at(now))),
        ("iss", json!("burgrave")),
        ("iat", json!(now.timestamp())),
        ("nbf", json!(starts.timestamp())),
        ("license_expires", json!(ends.timestamp())),
        ("exp", json!((ends + TimeDelta::days(wanted.grace_days)).timestamp())),
        ("account_type", json!(wanted.account_type)),
        ("account_id", json!(wanted.account_id)),
        ("version", json!(3)),
        ("trial", json!(wanted.trial)),
        ("feature_set", json!(wanted.set)),
        ("features", features.into()),
        ("addons", json!(wanted.addons)),
        ("deployment_ids", json!(wanted.deployments)),
    ] {
        claims.insert(name.to_owned(), value);
    }
    claims
}

/// Whether the licence holds, in words.
fn standing(text: &str, keys: &PublicKeys, now: DateTime<Utc>) -> Result<String, Failure> {
    if keys.is_empty() {
        return Ok("Whether it holds is not known: license-keys names no keys.".into());
    }
    let license =
        License::read(text, keys, now).map_err(|fault| told(format!("it doesn't hold: {fault}")))?;
    let claims = license.claims;
    Ok(match (claims.not_before, claims.license_expires) {
        (Some(start), _) if start > now => format!("It holds, and counts from {start} on."),
        (_, Some(end)) if now > end => "It holds, in its grace period.".into(),
        _ => "It holds.".into(),
    })
}

fn read(file: &Path) -> Result<String, Failure> {
    let most = LONGEST_TOKEN as u64 + 2;
    let mut text = String::new();
    let read = match file == Path::new("-") {
        true => std::io::stdin().take(most).read_to_string(&mut text),
        false => std::fs::File::open(file).and_then(|file| file.take(most).read_to_string(&mut text)),
    };
    read.map_err(|error| told(format!("can't read {}: {error}", file.display())))?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_issued_by_a_new_key_holds_and_the_key_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key.pem");
        let keys: PublicKeys = keygen("2026-03", &file).unwrap().parse().unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert!(keygen("2026-03", &file).is_err(), "nothing is overwritten");
        let now = SystemClock.now();
        let wanted = |days| Wanted {
            key: file.clone(),
            name: "2026-03".into(),
            account_id: "castle".into(),
            account_type: "burgrave".into(),
            set: "premium".into(),
            features: vec![("user_limit".into(), 7)],
            addons: Vec::new(),
            deployments: Vec::new(),
            trial: false,
            starts: None,
            days,
            grace_days: 30,
        };
        let text = issue(&wanted(365), now).unwrap();
        assert_eq!(standing(&text, &keys, now).unwrap(), "It holds.");
        assert_eq!(License::payload_of(&text).unwrap()["features"], json!({"user_limit": 7}));
        let other = licensing::generate("2026-03").unwrap().1.parse().unwrap();
        assert!(standing(&text, &other, now).unwrap_err().to_string().contains("signature"));
        assert!(issue(&wanted(5 * 365 + 1), now).unwrap_err().to_string().contains("five years"));
        let grace = standing(&text, &keys, now + TimeDelta::days(366)).unwrap();
        assert_eq!(grace, "It holds, in its grace period.");
    }
}
