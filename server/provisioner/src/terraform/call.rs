//! A command of the program: its lines become the log's, and what it says about a failure its fault.

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use burgrave_core::provisioning::job::{LogLevel, TimingStage};

use super::environment::Environment;
use super::fault::{Step, TerraformFault};
use super::leftover::{RUNNING, RUNNING_GRAPH};
use super::message::{self, Message};
use super::run::{Command, Output, RunFault, Stream, run};
use super::timings::Timings;
use super::{Mirror, Settings};
use crate::confinement::Reach;
use crate::{Cancellation, LogLine, LogSink, Timing};

/// Faults of one command that its error repeats at most.
const MOST_REPEATED: usize = 5;
/// Characters of each at most.
const MOST_WORDS: usize = 500;

/// The program says so after the faults themselves.
const SAYS_NOTHING: &str = "encountered problems during initiali";

/// What the programs say of a provider that they can't find, before its name. A colon follows it.
const UNFOUND: [&str; 2] =
    ["Could not retrieve the list of available versions for provider ", "Could not resolve provider "];

/// A command.
pub(super) struct Call<'a> {
    step: Step,
    arguments: &'a [&'a str],
    environment: &'a Environment,
    /// Where its output goes; to the log where there is nothing.
    pub(super) into: Option<File>,
}

/// Who calls.
pub(super) struct Caller<'a> {
    pub(super) settings: &'a Settings,
    /// The job's folder.
    pub(super) folder: &'a Path,
    /// The template's folder.
    pub(super) template: PathBuf,
    /// What the log says at each step.
    pub(super) notices: &'a [String],
    /// The least level that is wanted.
    pub(super) least: LogLevel,
}

/// How it ended.
pub(super) struct Ended {
    pub(super) result: Result<(), TerraformFault>,
    pub(super) timings: Vec<Timing>,
}

impl<'a> Call<'a> {
    pub(super) fn new(step: Step, arguments: &'a [&'a str], environment: &'a Environment) -> Self {
        Self { step, arguments, environment, into: None }
    }
}

impl Caller<'_> {
    pub(super) fn call(&self, call: Call<'_>, log: LogSink<'_>, cancellation: &Cancellation) -> Ended {
        let Call { step, arguments, environment, into } = call;
        let clock = &self.settings.clock;
        let mut timings = stage(step).map(|stage| Timings::new(stage, clock()));
        let mut words = Words::default();
        if !matches!(step, Step::Show | Step::Graph) {
            for notice in self.notices {
                self.tell(log, LogLine { level: LogLevel::Warn, output: notice.clone() });
            }
        }
        let command = Command {
            program: &self.settings.program.path,
            arguments: arguments.iter().map(OsString::from).collect(),
            folder: &self.template,
            environment,
            output: into.map_or(Output::Lines, Output::File),
            limit: self.limit(step),
            grace: self.settings.limits.grace,
            cancellation,
            reach: self.reach(step),
            note: Some(self.folder.join(if step == Step::Graph { RUNNING_GRAPH } else { RUNNING })),
        };
        let ran = run(command, &mut |stream, text| {
            let message = message::read(stream, &self.without_paths(text));
            if let (Some(timings), Some(entry), Stream::Output) = (&mut timings, &message.entry, stream) {
                timings.hear(entry, clock());
            }
            words.hear(&message);
            for line in message.lines {
                self.tell(log, line);
            }
        });
        let result = ran.map_err(|fault| self.fault(step, fault, words));
        Ended { result, timings: timings.map(|timings| timings.end(clock())).unwrap_or_default() }
    }

    /// The job's folder, and the providers, which only `init` changes.
    fn reach(&self, step: Step) -> Option<Reach> {
        let Settings { confinement, program, mirror, cache, .. } = self.settings;
        let (mut read, mut write) = (vec![program.path()], vec![self.folder]);
        if let Some(Mirror::Folder(folder)) = mirror {
            read.push(folder);
        }
        if let Some(cache) = cache {
            if step == Step::Init { write.push(cache) } else { read.push(cache) }
        }
        Some(confinement.as_ref()?.reach(&read, &write))
    }

    fn tell(&self, log: &mut dyn FnMut(LogLine), line: LogLine) {
        if line.level >= self.least {
            log(line);
        }
    }

    /// Nobody needs to know where on this machine the job is.
    fn without_paths(&self, text: String) -> String {
        let (template, folder) = (self.template.to_string_lossy(), self.folder.to_string_lossy());
        if !text.contains(&*folder) {
            return text;
        }
        text.replace(&*template, ".").replace(&*folder, ".")
    }

    fn fault(&self, step: Step, fault: RunFault, words: Words) -> TerraformFault {
        match fault {
            RunFault::Canceled => TerraformFault::Canceled,
            RunFault::Late => TerraformFault::Late { step, limit: self.limit(step) },
            RunFault::Start(error) => TerraformFault::Start(step, error),
            RunFault::Exit(_) if !words.unfound.is_empty() && self.settings.mirror.is_some() => {
                TerraformFault::NotMirrored { mirror: String::new(), providers: words.unfound }
            }
            RunFault::Exit(status) => {
                let detail =
                    if words.faults.is_empty() { status.to_string() } else { words.faults.join("; ") };
                TerraformFault::Failed { step, detail }
            }
        }
    }

    fn limit(&self, step: Step) -> Duration {
        let limits = &self.settings.limits;
        match step {
            Step::Init => limits.init,
            Step::Plan => limits.plan,
            Step::Apply => limits.apply,
            Step::Show | Step::Graph => limits.show,
        }
    }
}

/// What the program says about its failure.
#[derive(Default)]
struct Words {
    faults: Vec<String>,
    unfound: Vec<String>,
}

impl Words {
    fn hear(&mut self, message: &Message) {
        let entry = message.entry.as_ref();
        let diagnostic = entry.and_then(|entry| entry.diagnostic.as_ref());
        match diagnostic {
            Some(diagnostic) if diagnostic.level() == Some(LogLevel::Error) => {
                self.keep(&diagnostic.in_short());
                self.unfound.extend(unfound(diagnostic.detail()));
            }
            Some(_) => {}
            // Versions that write no JSON say it line by line.
            None => {
                for line in message.lines.iter().filter(|line| line.level == LogLevel::Error) {
                    self.keep(line.output.trim());
                    self.unfound.extend(unfound(&line.output));
                }
            }
        }
    }

    fn keep(&mut self, words: &str) {
        let words: String = words.chars().take(MOST_WORDS).collect();
        let says_nothing = words.is_empty() || words.contains(SAYS_NOTHING);
        if self.faults.len() < MOST_REPEATED && !says_nothing && !self.faults.contains(&words) {
            self.faults.push(words);
        }
    }
}

/// The provider that the program looked for in vain.
fn unfound(detail: &str) -> Option<String> {
    let after = UNFOUND.iter().find_map(|before| Some(detail.split_once(before)?.1))?;
    let (name, why) = after.split_once(':')?;
    let version = why
        .split_once("match the given constraints")
        .map(|(_, rest)| rest.lines().next().unwrap_or_default());
    Some(match version {
        Some(version) => format!("{} {}", name.trim(), version.trim()),
        None => name.trim().to_owned(),
    })
}

/// The stage that the command is, where it is measured.
const fn stage(step: Step) -> Option<TimingStage> {
    match step {
        Step::Init => Some(TimingStage::Init),
        Step::Plan => Some(TimingStage::Plan),
        Step::Graph => Some(TimingStage::Graph),
        Step::Apply => Some(TimingStage::Apply),
        Step::Show => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_that_are_nowhere_are_named() {
        let found = "Could not retrieve the list of available versions for provider kreuzwerker/docker: \
                     provider \
                     registry.terraform.io/kreuzwerker/docker was not found in any of the search locations";
        assert_eq!(unfound(found).as_deref(), Some("kreuzwerker/docker"));
        let version = "Could not retrieve the list of available versions for provider coder/coder: no \
                       available \
                       releases match the given constraints 9.9.9\n\nTo see which modules";
        assert_eq!(unfound(version).as_deref(), Some("coder/coder 9.9.9"));
        let other =
            "Could not resolve provider coder/coder: no available releases match the given constraints 9.9.9";
        assert_eq!(unfound(other).as_deref(), Some("coder/coder 9.9.9"));
        assert_eq!(unfound("something else"), None);
    }
}
