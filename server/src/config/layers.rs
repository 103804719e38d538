//! The sources of a value, in the order of precedence: flag, variable, file, default.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::fault::{Fault, ValueSource};
use super::file;
use super::settings::Setting;

/// The values of each layer.
#[derive(Debug, Default)]
pub struct Layers {
    flags: HashMap<&'static str, String>,
    variables: HashMap<&'static str, String>,
    file: HashMap<&'static str, (String, usize)>,
    path: PathBuf,
    /// Faults of the file itself. Its other values are still read, so that their faults are reported too.
    faults: Vec<Fault>,
}

impl Layers {
    /// From the flags that were given, and the environment through `variable`. An empty variable counts as
    /// unset.
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
            variables: Setting::of_all().filter_map(set).collect(),
            ..Layers::default()
        }
    }

    /// Adds the file. If it can't be read, that is a fault of the setting that names it (`named_by`).
    #[must_use]
    pub fn with_file(mut self, path: &Path, named_by: ValueSource) -> Layers {
        match std::fs::read_to_string(path) {
            Ok(text) => {
                let (entries, faults) = file::read(path, &text);
                let value = |(setting, value, line): file::Entry| (setting.key, (value, line));
                self.file = entries.into_iter().map(value).collect();
                self.faults = faults;
            }
            Err(error) => self.faults.push(Fault {
                origin: named_by,
                problem: format!("{} can't be read ({error})", path.display()),
                mend: "name a TOML file that this user may read".into(),
            }),
        }
        path.clone_into(&mut self.path);
        self
    }

    /// The file, where one was named.
    pub(super) fn file(&self) -> Option<&Path> {
        Some(&*self.path).filter(|path| !path.as_os_str().is_empty())
    }

    /// The faults of the file itself.
    pub(super) fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The value with the highest precedence, and its source.
    pub(super) fn value(&self, setting: &'static Setting) -> (&str, ValueSource) {
        let key = setting.key;
        if let Some(value) = self.flags.get(key) {
            (value, ValueSource::Flag(key))
        } else if let Some(value) = self.variables.get(key) {
            (value, ValueSource::Variable(setting.variable))
        } else if let Some((value, line)) = self.file.get(key) {
            (value, ValueSource::File(self.path.clone(), *line))
        } else {
            (setting.default, ValueSource::Default(key))
        }
    }
}
