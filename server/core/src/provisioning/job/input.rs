//! What only the daemon of a job is told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Values that were given with a job. They are kept with it as JSON, sealed; no answer of the API has them,
/// because some may be secret.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct JobInput {
    /// Values of the template's variables, by their names; those of an import.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
    /// Values of the parameters, by their names; those of a dry run. A build has its own.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
    /// What the workspace would be called; that of a dry run. A build has its own.
    #[serde(default)]
    pub workspace_name: String,
}

impl std::fmt::Debug for JobInput {
    /// The names, without the values.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = |of: &BTreeMap<String, String>| of.keys().cloned().collect::<Vec<_>>();
        f.debug_struct("JobInput")
            .field("variables", &names(&self.variables))
            .field("parameters", &names(&self.parameters))
            .field("workspace_name", &self.workspace_name)
            .finish()
    }
}

impl JobInput {
    /// As it is kept.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("maps of texts can be written")
    }

    /// What [`JobInput::to_json`] wrote; none for another text.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_kept_and_its_values_are_not_shown() {
        let variables = BTreeMap::from([("region".to_owned(), "hush-hush".to_owned())]);
        let input = JobInput { variables, ..JobInput::default() };
        assert_eq!(JobInput::from_json(&input.to_json()), Some(input.clone()));
        assert_eq!(JobInput::from_json("{}"), Some(JobInput::default()));
        assert_eq!(JobInput::from_json("no"), None);
        let shown = format!("{input:?}");
        assert!(shown.contains("region") && !shown.contains("hush-hush"), "{shown}");
    }
}
