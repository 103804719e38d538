//! A program that can't go beyond its reach.

use std::io;
use std::path::PathBuf;
use std::process::{Child, Command};

/// What a program may reach of the machine's files.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reach {
    /// What it reads and runs.
    pub(super) readable: Vec<PathBuf>,
    /// What it changes.
    pub(super) writable: Vec<PathBuf>,
    /// What it reads and writes without changing it.
    pub(super) devices: Vec<PathBuf>,
}

#[cfg(target_os = "linux")]
mod kernel {
    use std::io;
    use std::process::{Child, Command};
    use std::thread;

    use caps::CapSet;
    use landlock::{
        ABI, Access, AccessFs, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetCreated,
        RulesetCreatedAttr, RulesetError, RulesetStatus, Scope, path_beneath_rules,
    };

    use super::Reach;

    /// Kernels that know less than this confine less; those that know nothing of it are refused.
    const LEAST: ABI = ABI::V1;
    /// What is confined where the kernel knows it: also truncating, and moving between folders.
    const FILES: ABI = ABI::V3;
    /// Signals, and sockets without a place in a folder.
    const SCOPES: ABI = ABI::V6;

    fn ruleset() -> Result<RulesetCreated, RulesetError> {
        Ruleset::default()
            .set_compatibility(CompatLevel::HardRequirement)
            .handle_access(AccessFs::from_all(LEAST))?
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(FILES))?
            .scope(Scope::from_all(SCOPES))?
            .create()
    }

    pub(crate) fn supported() -> Result<(), String> {
        ruleset().map(drop).map_err(|error| error.to_string())
    }

    /// Restricts the thread, and with it what is started there.
    fn restrict(reach: &Reach) -> Result<RulesetStatus, RulesetError> {
        let read = AccessFs::from_read(LEAST);
        let device = AccessFs::ReadFile | AccessFs::WriteFile;
        let rules = ruleset()?
            .add_rules(path_beneath_rules(&reach.readable, read))?
            .add_rules(path_beneath_rules(&reach.writable, AccessFs::from_all(FILES)))?
            .add_rules(path_beneath_rules(&reach.devices, device))?;
        Ok(rules.restrict_self()?.ruleset)
    }

    /// What root may do beyond other users goes: some of it leads around the rules. It can't come back,
    /// because a restricted thread gets no new privileges.
    fn without_privileges() -> io::Result<()> {
        for set in [CapSet::Ambient, CapSet::Inheritable, CapSet::Effective, CapSet::Permitted] {
            // Kernels before 4.3 have no ambient ones, and none of them gets here.
            caps::clear(None, set).map_err(io::Error::other)?;
        }
        Ok(())
    }

    /// A restriction is a thread's for ever, and a child has that of the thread that starts it: so the thread
    /// is one of its own.
    pub(crate) fn spawn(command: &mut Command, reach: &Reach) -> io::Result<Child> {
        let start = || match restrict(reach) {
            Ok(RulesetStatus::NotEnforced) => Err(io::Error::other("it isn't confined by the kernel")),
            Ok(_) => without_privileges().and_then(|()| command.spawn()),
            Err(error) => Err(io::Error::other(error)),
        };
        let broken = |_| Err(io::Error::other("the thread that starts it broke off"));
        thread::scope(|scope| scope.spawn(start).join().unwrap_or_else(broken))
    }
}

#[cfg(target_os = "linux")]
pub(super) use kernel::supported;

#[cfg(target_os = "linux")]
pub(super) fn spawn(command: &mut Command, reach: &Reach) -> io::Result<Child> {
    kernel::spawn(command, reach)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn supported() -> Result<(), String> {
    Err("only Linux has it".into())
}

#[cfg(not(target_os = "linux"))]
pub(super) fn spawn(command: &mut Command, _: &Reach) -> io::Result<Child> {
    command.spawn()
}
