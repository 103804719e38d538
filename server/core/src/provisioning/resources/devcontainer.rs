//! A development container that an agent starts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{App, Script};

/// A development container, as a template declares it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Devcontainer {
    /// Its id, as the provider has given it; empty before it is made.
    pub id: String,
    /// Its name in the template, which all of its instances share.
    pub name: String,
    /// The folder that it works in.
    pub workspace_folder: String,
    /// The file that describes it; empty where it lies in its usual place in the folder.
    pub config_path: String,
    /// The agent that runs inside of it, as the provider knows it; empty where the container brings its own.
    pub subagent_id: String,
    /// The apps of that agent.
    pub apps: Vec<App>,
    /// What that agent runs by itself.
    pub scripts: Vec<Script>,
    /// The variables of its sessions.
    pub environment: BTreeMap<String, String>,
}
