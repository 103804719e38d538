//! A script that an agent runs by itself.

use serde::{Deserialize, Serialize};

/// A script, as a template declares it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Script {
    /// Its name for people.
    pub display_name: String,
    /// The address of its picture.
    pub icon: String,
    /// What is run.
    pub script: String,
    /// When it is run, as a cron line of six fields; empty where it isn't run by the clock.
    pub cron: String,
    /// Logins wait for it.
    pub start_blocks_login: bool,
    /// It is run when the workspace starts.
    pub run_on_start: bool,
    /// It is run when the workspace stops.
    pub run_on_stop: bool,
    /// Seconds that it may take; 0 for any time.
    pub timeout_seconds: i32,
    /// Where its output goes.
    pub log_path: String,
}
