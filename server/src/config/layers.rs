//! The layers that a value may come from, the strongest first: flag, variable, file, default.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::fault::{Fault, Origin};
use super::file;
use super::settings::Setting;

/// What each layer gives.
#[derive(Debug, Default)]
pub struct Layers {
    flags: HashMap<&'static str, String>,
    variables: HashMap<&'static str, String>,
    file: HashMap<&'static str, (String, usize)>,
    path: PathBuf,
}

impl Layers {
    /// Takes the flags that were given, and the environment through `variable`. An empty variable counts as one that isn't set.
    pub fn new(
        flags: impl IntoIterator<Item = (&'static str, String)>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Layers {
        let set = |setting: &'static Setting| {
            let value = variable(setting.variable).filter(|value| !value.is_empty())?;
            Some((setting.key, value))
        };
        Layers {
            flags: flags.into_iter().collect(),
            variables: Setting::all().filter_map(set).collect(),
            ..Layers::default()
        }
    }

    /// Adds the file.
    ///
    /// # Errors
    /// What is wrong with it; a file that can't be read is a fault of whoever named it (`named_by`).
    pub fn with_file(mut self, path: &Path, named_by: Origin) -> Result<Layers, Vec<Fault>> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            vec![Fault {
                origin: named_by,
                problem: format!("{} can't be read ({error})", path.display()),
                mend: "name a TOML file that this user may read".into(),
            }]
        })?;
        let entries = file::read(path, &text)?;
        self.file = entries.into_iter().map(|(setting, value, line)| (setting.key, (value, line))).collect();
        path.clone_into(&mut self.path);
        Ok(self)
    }

    /// The value that wins, and where it came from.
    pub(super) fn value(&self, setting: &'static Setting) -> (&str, Origin) {
        let key = setting.key;
        if let Some(value) = self.flags.get(key) {
            (value, Origin::Flag(key))
        } else if let Some(value) = self.variables.get(key) {
            (value, Origin::Variable(setting.variable))
        } else if let Some((value, line)) = self.file.get(key) {
            (value, Origin::File(self.path.clone(), *line))
        } else {
            (setting.default, Origin::Default(key))
        }
    }
}
