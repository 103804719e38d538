//! Every secret that the suite ever used, and the search for them in every log.

use std::collections::BTreeSet;
use std::sync::Mutex;

use super::CapturedLog;

static SECRETS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
static LOGS: Mutex<Vec<CapturedLog>> = Mutex::new(Vec::new());

/// Registers a token, password or key. Short ones would be found by chance and are refused.
pub fn register(secret: &str) {
    assert!(secret.len() >= 8, "a secret of the suite has at least 8 characters: {secret}");
    SECRETS.lock().unwrap().insert(secret.to_owned());
}

/// Has a log searched at the end.
pub fn watch(log: CapturedLog) {
    LOGS.lock().unwrap().push(log);
}

/// The secrets that stand in a text.
pub fn found_in(text: &str) -> Vec<String> {
    SECRETS.lock().unwrap().iter().filter(|secret| text.contains(secret.as_str())).cloned().collect()
}

/// One fault for each secret that stands in a log, with the line.
pub fn found_in_logs() -> Vec<String> {
    let secrets = SECRETS.lock().unwrap();
    let logs = LOGS.lock().unwrap();
    let mut faults = Vec::new();
    for text in logs.iter().map(CapturedLog::text) {
        for secret in secrets.iter().filter(|secret| text.contains(secret.as_str())) {
            let line = text.lines().find(|line| line.contains(secret.as_str())).unwrap_or_default();
            faults.push(format!("the secret {secret} stands in a log: {line}"));
        }
    }
    println!("{} secrets were searched for in {} logs", secrets.len(), logs.len());
    faults
}
