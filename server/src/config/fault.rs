//! Faults of the configuration, with their place and remedy.

use std::fmt;
use std::path::PathBuf;

/// The source of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueSource {
    /// `--key` on the command line.
    Flag(&'static str),
    /// An environment variable.
    Variable(&'static str),
    /// The TOML file, at this line (from 1).
    File(PathBuf, usize),
    /// The default.
    Default(&'static str),
}

impl fmt::Display for ValueSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ValueSource::Flag(key) => write!(f, "--{key}"),
            ValueSource::Variable(name) => write!(f, "variable {name}"),
            ValueSource::File(path, line) => write!(f, "{}:{line}", path.display()),
            ValueSource::Default(key) => write!(f, "default of --{key}"),
        }
    }
}

/// One fault of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The source of the faulty value.
    pub origin: ValueSource,
    /// The problem, without the value if that may be a secret.
    pub problem: String,
    /// The remedy: what to write instead.
    pub mend: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.origin, self.problem, self.mend)
    }
}

/// All faults of one configuration; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [one] => write!(f, "The configuration has a fault:\n  {one}"),
            many => {
                write!(f, "The configuration has {} faults:", many.len())?;
                many.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
            }
        }
    }
}

impl std::error::Error for Faults {}
