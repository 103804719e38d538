//! Settings as flags: what they look like, and what was given.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, value_parser};

use crate::config::{Config, Fault, Faults, Layers, Setting, ValueSource};

/// The flag that names the file of settings.
pub(super) fn config_file() -> Arg {
    Arg::new("config")
        .long("config")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help("TOML file with any of these settings, named like the flags")
        .long_help("TOML file with any of these settings, named like the flags\n[variable: BURGRAVE_CONFIG]")
}

/// The flag of a setting.
pub(super) fn flag(setting: &'static Setting) -> Arg {
    let default = if setting.default.is_empty() { "(empty)" } else { setting.default };
    let arg = Arg::new(setting.key)
        .long(setting.key)
        .value_name(setting.placeholder)
        .action(ArgAction::Set)
        .allow_hyphen_values(true)
        .hide_short_help(!setting.common)
        .help(setting.help)
        .long_help(format!("{}\n[default: {default}] [variable: {}]", setting.help, setting.variable));
    if setting.switch { arg.num_args(0..=1).require_equals(true).default_missing_value("true") } else { arg }
}

/// The flags of what every command has that uses the database.
pub(super) fn everywhere() -> impl Iterator<Item = Arg> {
    let settings = Setting::all().filter(|setting| setting.everywhere).map(flag);
    std::iter::once(config_file()).chain(settings)
}

/// The flags of a command line: before the command, as in `burgrave --data X admin …`, or after it.
pub(super) struct Flags<'a> {
    pub(super) before: &'a ArgMatches,
    pub(super) after: &'a ArgMatches,
}

impl Flags<'_> {
    fn get<T: Clone + Send + Sync + 'static>(&self, key: &'static str) -> Result<Option<T>, Fault> {
        let of = |flags: &ArgMatches| flags.try_get_one::<T>(key).ok().flatten().cloned();
        if std::ptr::eq(self.before, self.after) {
            return Ok(of(self.after));
        }
        match (of(self.before), of(self.after)) {
            (Some(_), Some(_)) => Err(Fault {
                origin: ValueSource::Flag(key),
                problem: "it is given both before and after the command".into(),
                mend: "keep one of the two".into(),
            }),
            (before, after) => Ok(before.or(after)),
        }
    }
}

/// The layers of these settings.
///
/// # Errors
/// The faults of the command line together with those of its values.
pub(super) fn layers(
    flags: &Flags<'_>,
    settings: impl Iterator<Item = &'static Setting>,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Layers, Faults> {
    let mut faults = Vec::new();
    let mut given = Vec::new();
    for setting in settings {
        match flags.get::<String>(setting.key) {
            Ok(value) => given.extend(value.map(|value| (setting.key, value))),
            Err(fault) => faults.push(fault),
        }
    }
    let named = flags.get::<PathBuf>("config").unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    let by_variable = variable("BURGRAVE_CONFIG").filter(|path| !path.is_empty());
    let mut layers = Layers::new(given, &variable);
    match (named, by_variable) {
        (Some(path), _) => layers = layers.with_file(&path, ValueSource::Flag("config")),
        (None, Some(path)) => {
            layers = layers.with_file(Path::new(&path), ValueSource::Variable("BURGRAVE_CONFIG"))
        }
        (None, None) => {}
    }
    if faults.is_empty() {
        return Ok(layers);
    }
    faults.extend(Config::resolve(&layers).err().into_iter().flat_map(|more| more.0));
    Err(Faults(faults))
}
