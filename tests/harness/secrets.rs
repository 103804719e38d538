//! Every secret that the suite ever used, and the search for them in every log.

use std::collections::BTreeSet;
use std::sync::Mutex;

use aho_corasick::AhoCorasick;

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

/// The text of every log.
pub fn logs() -> Vec<String> {
    LOGS.lock().unwrap().iter().map(CapturedLog::text).collect()
}

/// The secrets in a text.
pub fn found_in(text: &str) -> Vec<String> {
    SECRETS.lock().unwrap().iter().filter(|secret| text.contains(secret.as_str())).cloned().collect()
}

/// One fault for each secret in a log, with the line.
pub fn found_in_logs() -> Vec<String> {
    let secrets: Vec<String> = SECRETS.lock().unwrap().iter().cloned().collect();
    let logs = LOGS.lock().unwrap();
    // All at once: one after the other took minutes.
    let search = AhoCorasick::new(&secrets).expect("there are not so many secrets");
    let mut faults = Vec::new();
    for text in logs.iter().map(CapturedLog::text) {
        let mut seen = BTreeSet::new();
        for found in search.find_iter(&text) {
            if seen.insert(found.pattern()) {
                let secret = &secrets[found.pattern()];
                let begin = text[..found.start()].rfind('\n').map_or(0, |end| end + 1);
                let line = text[begin..].lines().next().unwrap_or_default();
                faults.push(format!("the secret {secret} is in a log: {line}"));
            }
        }
    }
    println!("{} secrets were searched for in {} logs", secrets.len(), logs.len());
    faults
}
