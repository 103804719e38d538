//! Programs of others that do the same: pinned in `xtask/bench/peers`, installed by `.ci/tools` in
//! `target/tools`.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Child, Folder};

/// A kit of peers.
pub(crate) struct Peers<'a> {
    /// The workspace.
    workspace: &'a Path,
    name: &'static str,
    logs: Folder,
}

impl<'a> Peers<'a> {
    /// The kit of this name.
    ///
    /// # Errors
    /// It isn't installed, with the command that does it.
    pub(crate) fn find(workspace: &'a Path, name: &'static str) -> Result<Self, String> {
        if !workspace.join("target/tools").join(name).is_dir() {
            return Err(format!("the programs to compare with are not installed (.ci/tools {name} does it)"));
        }
        Ok(Self { workspace, name, logs: Folder::new()? })
    }

    /// Starts a script of the kit with its Python.
    pub(crate) fn python(&self, script: &str, arguments: &[&str]) -> Result<Child, String> {
        let mut command = Command::new(self.installed("python/bin/python"));
        command.arg(self.script(script)).args(arguments);
        Child::start(&mut command, &self.logs.path().join(script))
    }

    /// Starts a script of the kit with Node; its first argument is the folder of the modules.
    pub(crate) fn node(&self, script: &str, arguments: &[&str]) -> Result<Child, String> {
        let mut command = Command::new("node");
        command.arg(self.script(script)).arg(self.installed("node/node_modules")).args(arguments);
        Child::start(&mut command, &self.logs.path().join(script))
    }

    fn installed(&self, what: &str) -> PathBuf {
        self.workspace.join("target/tools").join(self.name).join(what)
    }

    fn script(&self, name: &str) -> PathBuf {
        self.workspace.join("xtask/bench/peers").join(self.name).join(name)
    }
}
