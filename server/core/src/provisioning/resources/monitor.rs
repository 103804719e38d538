//! What an agent watches of the machine that it runs on.

use serde::{Deserialize, Serialize};

/// What is watched.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Monitors {
    /// The memory; none where it isn't watched.
    pub memory: Option<Monitor>,
    /// The volumes, as the plan lists them.
    pub volumes: Vec<VolumeMonitor>,
}

/// When it is too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Monitor {
    /// It is watched.
    pub enabled: bool,
    /// Percent of it that may be in use.
    pub threshold: i32,
}

/// A volume that is watched.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct VolumeMonitor {
    /// Where it is mounted.
    pub path: String,
    /// When it is too full.
    #[serde(flatten)]
    pub monitor: Monitor,
}

impl Monitors {
    /// Nothing is watched.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.memory.is_none() && self.volumes.is_empty()
    }
}
