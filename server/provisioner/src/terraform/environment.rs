//! What a command finds in its environment.

use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};

/// Variables of this process that no job gets, by how their names begin: the server's own settings, and those
/// that say how its database is reached.
const WITHHELD_BEGINNINGS: [&str; 6] = ["BURGRAVE_", "CODER_", "PG", "POSTGRES_", "LISTEN_", "WATCHDOG_"];

/// Variables of this process that no job gets, by their names.
const WITHHELD: [&str; 5] =
    ["DATABASE_URL", "CREDENTIALS_DIRECTORY", "NOTIFY_SOCKET", "JOURNAL_STREAM", "INVOCATION_ID"];

/// Settings of the program that would take a job out of the executor's hands.
const STEERING: [&str; 10] = [
    "TF_CLI_CONFIG_FILE",
    "TF_DATA_DIR",
    "TF_INPUT",
    "TF_LOG",
    "TF_LOG_CORE",
    "TF_LOG_PATH",
    "TF_LOG_PROVIDER",
    "TF_PLUGIN_CACHE_DIR",
    "TF_REATTACH_PROVIDERS",
    "TF_WORKSPACE",
];

/// Settings whose values are no secrets.
const SHOWN: [&str; 4] =
    ["TF_REGISTRY_DISCOVERY_RETRY", "TF_REGISTRY_CLIENT_TIMEOUT", "TF_IN_AUTOMATION", "TF_IGNORE"];

/// All that a command finds in its environment.
#[derive(Clone, Default)]
pub(super) struct Environment(BTreeMap<OsString, OsString>);

impl Environment {
    /// What jobs get of the environment of this process: where programs are, whom the clouds know.
    pub(super) fn of_process() -> Self {
        Self::passed(env::vars_os())
    }

    fn passed(all: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        Self(all.into_iter().filter(|(name, _)| is_passed(name)).collect())
    }

    pub(super) fn set(&mut self, name: impl Into<OsString>, value: impl Into<OsString>) {
        self.0.insert(name.into(), value.into());
    }

    pub(super) fn get(&self, name: &str) -> Option<&OsStr> {
        self.0.get(OsStr::new(name)).map(OsString::as_os_str)
    }

    pub(super) fn extend(&mut self, more: impl IntoIterator<Item = (String, String)>) {
        // An environment can't hold such a character; the value is told as far as it can be.
        let fitting = |text: String| OsString::from(text.replace('\0', ""));
        self.0.extend(more.into_iter().map(|(name, value)| (fitting(name), fitting(value))));
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&OsString, &OsString)> {
        self.0.iter()
    }

    /// What the log says about settings of the program that come from this process. A job goes other ways
    /// with them than elsewhere, and its log should say so.
    pub(super) fn notices(&self) -> Vec<String> {
        let of_process = self.0.iter().filter_map(|(name, value)| Some((name.to_str()?, value)));
        let settings = of_process.filter(|(name, _)| name.starts_with("TF_"));
        let notice = |(name, value): (&str, &OsString)| {
            let value =
                if SHOWN.contains(&name) { value.to_string_lossy() } else { "<value redacted>".into() };
            format!("terraform environment variable: {name}={value}")
        };
        settings.map(notice).collect()
    }
}

fn is_passed(name: &OsStr) -> bool {
    // Names that are no text are nobody's settings.
    let Some(name) = name.to_str() else { return false };
    let name = name.to_ascii_uppercase();
    let begins = WITHHELD_BEGINNINGS.iter().any(|beginning| name.starts_with(beginning));
    !begins
        && !WITHHELD.contains(&name.as_str())
        && !STEERING.contains(&name.as_str())
        && !name.starts_with("TF_CLI_ARGS")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(pairs: &[(&str, &str)]) -> Environment {
        Environment::passed(pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())))
    }

    #[test]
    fn nothing_of_the_server_reaches_a_job() {
        let environment = passed(&[
            ("PATH", "/bin"),
            ("AWS_PROFILE", "it"),
            ("BURGRAVE_DATABASE_URL", "postgres://"),
            ("CODER_DONT_PASS", "1"),
            ("coder_dont_pass", "1"),
            ("PGPASSWORD", "secret"),
            ("DATABASE_URL", "postgres://"),
            ("TF_CLI_CONFIG_FILE", "/nowhere"),
            ("TF_CLI_ARGS_plan", "-destroy"),
            ("TF_DATA_DIR", "/elsewhere"),
            ("TF_VAR_region", "eu"),
        ]);
        let names: Vec<_> = environment.iter().map(|(name, _)| name.to_str().expect("a text")).collect();
        assert_eq!(names, ["AWS_PROFILE", "PATH", "TF_VAR_region"]);
    }

    #[test]
    fn settings_are_told_and_secrets_are_not() {
        let environment =
            passed(&[("TF_TOKEN_example_com", "secret"), ("TF_IGNORE", "trace"), ("HOME", "/")]);
        assert_eq!(
            environment.notices(),
            [
                "terraform environment variable: TF_IGNORE=trace",
                "terraform environment variable: TF_TOKEN_example_com=<value redacted>"
            ]
        );
    }

    #[test]
    fn values_can_be_written_into_an_environment() {
        let mut environment = Environment::default();
        environment.extend([("CODER_TASK_PROMPT".to_owned(), "a\0b".to_owned())]);
        assert_eq!(environment.iter().next().expect("one").1, "ab");
    }
}
