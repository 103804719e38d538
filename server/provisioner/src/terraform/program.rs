//! Which program there is, and what it can do.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use semver::Version;
use serde::Deserialize;

use super::environment::Environment;
use super::run::{Command, Output, run};
use crate::Cancellation;

/// The oldest version that the executor knows how to run.
pub const OLDEST: Version = Version::new(1, 1, 0);

/// The names that are looked for in `PATH`, the first one first.
const NAMES: [&str; 2] = ["terraform", "tofu"];

/// How long the program may take to say what it is.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program that carries templates out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    pub(super) path: PathBuf,
    product: Product,
    version: Version,
    /// The system and the processor that it is made for: `linux_amd64`.
    pub(super) platform: String,
    /// `init` can write JSON. Version numbers don't tell: OpenTofu counts its own.
    pub(super) init_writes_json: bool,
    /// `graph` can be told of what.
    pub(super) graph_takes_type: bool,
}

/// Whose program it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words say it")]
pub enum Product {
    Terraform,
    OpenTofu,
}

impl Product {
    /// Its name as one word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Terraform => "terraform",
            Self::OpenTofu => "opentofu",
        }
    }
}

/// Why there is no program.
#[derive(Debug, thiserror::Error)]
pub enum ProgramFault {
    /// Neither is there.
    #[error(
        "neither terraform nor tofu is in PATH; install Terraform 1.1 or newer, or OpenTofu, or name \
         the program"
    )]
    Missing,
    /// What was named can't be run.
    #[error("{0} can't be run as Terraform: {1}")]
    Unusable(PathBuf, String),
    /// It is too old.
    #[error("{0} is version {1}, and {OLDEST} is the oldest that can be used")]
    Old(PathBuf, Version),
}

impl Program {
    /// The program that was named, or the first one in `PATH`. It is asked what it can do.
    ///
    /// # Errors
    /// There is none that can be used.
    pub fn find(named: Option<&Path>) -> Result<Self, ProgramFault> {
        Self::ask(&Self::locate(named).ok_or(ProgramFault::Missing)?)
    }

    /// Where the program is that [`Program::find`] asks; none where there is none in `PATH`.
    #[must_use]
    pub fn locate(named: Option<&Path>) -> Option<PathBuf> {
        named.map(Path::to_owned).or_else(|| in_path(env::var_os("PATH").as_deref()))
    }

    /// Whose it is.
    #[must_use]
    pub const fn product(&self) -> Product {
        self.product
    }

    /// Its version, without what follows a hyphen: a version that was built from source counts as what it
    /// becomes.
    #[must_use]
    pub const fn version(&self) -> &Version {
        &self.version
    }

    /// Its name, its version and what it is made for, as one text.
    #[must_use]
    pub fn words(&self) -> String {
        let product = self.product.as_str();
        format!("{product} {} {}", self.version, self.platform)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn ask(path: &Path) -> Result<Self, ProgramFault> {
        #[derive(Deserialize)]
        struct Told {
            terraform_version: String,
            #[serde(default)]
            platform: String,
        }
        let unusable = |why: String| ProgramFault::Unusable(path.to_owned(), why);
        let say = |arguments: &[&str]| said(path, arguments).map_err(unusable);
        let told: Told = serde_json::from_str(&say(&["version", "-json"])?)
            .map_err(|_| unusable("it doesn't answer `version -json` as Terraform does".into()))?;
        let version = release(&told.terraform_version)
            .ok_or_else(|| unusable(format!("it calls itself version {:?}", told.terraform_version)))?;
        if version < OLDEST {
            return Err(ProgramFault::Old(path.to_owned(), version));
        }
        let tofu = say(&["version"])?.lines().any(|line| line.starts_with("OpenTofu"));
        let takes = |command: &str, option: &str| {
            let help = said(path, &[command, "-help"]).unwrap_or_default();
            help.lines().any(|line| line.trim_start().starts_with(option))
        };
        Ok(Self {
            path: path.to_owned(),
            product: if tofu { Product::OpenTofu } else { Product::Terraform },
            version,
            platform: told.platform,
            init_writes_json: takes("init", "-json "),
            graph_takes_type: takes("graph", "-type="),
        })
    }
}

/// The version that a pre-release is one of.
fn release(text: &str) -> Option<Version> {
    let version = Version::parse(text).ok()?;
    Some(Version::new(version.major, version.minor, version.patch))
}

fn in_path(path: Option<&OsStr>) -> Option<PathBuf> {
    let folders: Vec<_> = env::split_paths(path?).filter(|folder| folder.is_absolute()).collect();
    let mut all = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    all.find(|path| is_program(path))
}

fn is_program(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        path.metadata().is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
    }
    #[cfg(not(unix))]
    path.is_file()
}

/// What the program writes, or why it can't be known.
fn said(path: &Path, arguments: &[&str]) -> Result<String, String> {
    let mut text = String::new();
    let command = Command {
        program: path,
        arguments: arguments.iter().map(Into::into).collect(),
        folder: &env::temp_dir(),
        environment: &Environment::of_process(),
        output: Output::Lines,
        limit: PATIENCE,
        grace: Duration::ZERO,
        cancellation: &Cancellation::new(),
        // It is the operator's, and sees no template.
        reach: None,
        note: None,
    };
    let mut keep = |_, line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    run(command, &mut keep).map_err(|fault| fault.to_string())?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pre_release_counts_as_its_version() {
        assert_eq!(release("1.12.6-dev"), Some(Version::new(1, 12, 6)));
        assert_eq!(release("1.1.0"), Some(OLDEST));
        assert_eq!(release("eleven"), None);
    }

    #[cfg(unix)]
    mod with_scripts {
        use std::fs;
        use std::os::unix::fs::PermissionsExt;

        use super::*;

        fn script(folder: &Path, name: &str, text: &str) -> PathBuf {
            let path = folder.join(name);
            fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("a file");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is there");
            path
        }

        #[test]
        fn terraform_comes_before_tofu_and_files_that_can_not_run_are_passed_by() {
            let (one, two) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
            fs::write(one.path().join("terraform"), "").expect("a file");
            let tofu = script(one.path(), "tofu", "");
            let path = env::join_paths([one.path(), two.path()]).expect("they can be joined");
            assert_eq!(in_path(Some(&path)), Some(tofu));
            let terraform = script(two.path(), "terraform", "");
            assert_eq!(in_path(Some(&path)), Some(terraform));
            assert_eq!(in_path(None), None);
        }

        #[test]
        fn a_program_is_asked_what_it_can_do() {
            let folder = tempfile::tempdir().expect("a folder");
            let path = script(
                folder.path(),
                "it",
                "case \"$*\" in\n\
                 'version -json') echo '{\"terraform_version\": \"1.12.6-dev\"}';;\n\
                 version) echo 'OpenTofu v1.12.6-dev';;\n\
                 'init -help') echo '  -json     Produce output in a machine-readable format';;\n\
                 esac",
            );
            let program = Program::find(Some(&path)).expect("it can be used");
            assert_eq!((program.product(), program.version()), (Product::OpenTofu, &Version::new(1, 12, 6)));
            assert!(program.init_writes_json && !program.graph_takes_type);
            let old = script(folder.path(), "old", "echo '{\"terraform_version\": \"1.0.11\"}'");
            assert!(matches!(Program::find(Some(&old)), Err(ProgramFault::Old(..))));
            for text in ["echo hello", "exit 3"] {
                let other = script(folder.path(), "other", text);
                assert!(matches!(Program::find(Some(&other)), Err(ProgramFault::Unusable(..))));
            }
            let missing = Program::find(Some(&folder.path().join("nowhere")));
            assert!(matches!(missing, Err(ProgramFault::Unusable(..))));
        }
    }
}
