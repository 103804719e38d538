//! Reads settings from their layers, and collects what is wrong.

use super::fault::{Fault, Faults, ValueSource};
use super::layers::Layers;
use super::settings::Setting;
use super::values::Refusal;

/// Reads values one by one and keeps the faults; a faulty value stands as its default until the end.
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
    /// Every fault that was met.
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

    /// Settings that mean nothing without another one: each that was given is a fault, unless the other was
    /// given too.
    pub(super) fn useless_without(
        &mut self,
        missing: &str,
        settings: impl Iterator<Item = &'static Setting>,
    ) {
        let given = |setting| {
            let (value, origin) = self.layers.value(setting);
            (!matches!(origin, ValueSource::Default(_)) && !value.trim().is_empty())
                .then_some((setting.key, origin))
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

    /// A value that can be read, and yet doesn't go with the others.
    pub(super) fn fault(&mut self, key: &str, problem: &str, mend: &str) {
        let setting = Setting::named(key).expect("only rows of the table are named here");
        let (_, origin) = self.layers.value(setting);
        self.faults.push(Fault { origin, problem: problem.into(), mend: mend.into() });
    }
}
