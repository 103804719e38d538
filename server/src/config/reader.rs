//! Reads settings from their layers, and collects faults.

use super::fault::{Fault, Faults, ValueSource};
use super::layers::Layers;
use super::settings::Setting;
use super::values::Refusal;

/// Reads values one by one and collects faults; a faulty value is replaced by its default until the end.
pub(super) struct Reader<'a> {
    layers: &'a Layers,
    faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    /// Begins with the faults of the layers themselves.
    pub(super) fn new(layers: &'a Layers) -> Self {
        Self { layers, faults: layers.faults().to_vec() }
    }

    /// # Errors
    /// All faults.
    pub(super) fn finish(self) -> Result<(), Faults> {
        if self.faults.is_empty() { Ok(()) } else { Err(Faults(self.faults)) }
    }

    /// The value of a setting.
    pub(super) fn read<T>(&mut self, key: &str, parse: impl Fn(&str) -> Result<T, Refusal>) -> T {
        let setting = Setting::named(key).expect("only rows of the table are read here");
        let (value, origin) = self.layers.value(setting);
        parse(value.trim()).unwrap_or_else(|(problem, mend)| {
            self.faults.push(Fault { origin, problem, mend });
            parse(setting.default).expect("a test reads every default")
        })
    }

    /// Whether a setting has a value of its own.
    pub(super) fn is_given(&self, key: &str) -> bool {
        let setting = Setting::named(key).expect("only rows of the table are asked for");
        let (value, origin) = self.layers.value(setting);
        !matches!(origin, ValueSource::Default(_)) && !value.trim().is_empty()
    }

    /// Settings that have no effect without another one: each that is given is a fault, unless the other is
    /// given too.
    pub(super) fn useless_without(
        &mut self,
        missing: &str,
        settings: impl Iterator<Item = &'static Setting>,
    ) {
        let given = |setting: &'static Setting| {
            self.is_given(setting.key).then(|| (setting.key, self.layers.value(setting).1))
        };
        let given: Vec<_> = settings.filter_map(given).collect();
        if given.iter().any(|(key, _)| *key == missing) {
            return;
        }
        self.faults.extend(given.into_iter().map(|(key, origin)| Fault {
            origin,
            problem: format!("{key} has no effect without {missing}"),
            mend: format!("set {missing} as well, or take {key} away"),
        }));
    }

    /// Reports a value that contradicts another setting.
    pub(super) fn fault(&mut self, key: &str, problem: &str, mend: &str) {
        let setting = Setting::named(key).expect("only rows of the table are named here");
        let (_, origin) = self.layers.value(setting);
        self.faults.push(Fault { origin, problem: problem.into(), mend: mend.into() });
    }
}
