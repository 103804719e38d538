//! Writes archives for the echo provisioner: templates for tests and for trying out the server.

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::LogLevel;
use prost::Message;
use tar::{Builder, Header};

use super::member::word;
use crate::outcome::{Applied, LogLine, Parsed, Planned};
use crate::wire::{
    ApplyComplete, Kind, Log, ParseComplete, PlanComplete, Response, wire_external_auth, wire_module,
    wire_parameter, wire_preset, wire_replacement, wire_resource, wire_variable,
};

/// One message of a step.
#[derive(Debug, Clone, PartialEq)]
pub enum EchoStep<T> {
    /// A line of the log.
    Log(LogLine),
    /// The step fails.
    Fail(String),
    /// The step ends with this.
    Complete(T),
}

/// An archive that is being written.
#[derive(Debug, Clone, Default)]
pub struct EchoArchive {
    members: Vec<(String, Vec<u8>)>,
}

impl EchoArchive {
    /// An archive without messages.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A template whose every transition has the same plan and result, and succeeds.
    #[must_use]
    pub fn simple(parsed: &Parsed, planned: &Planned) -> Self {
        let applied = Applied { resources: planned.resources.clone(), ..Applied::default() };
        Self::new()
            .parse(&[EchoStep::Complete(parsed.clone())])
            .plan(None, &[EchoStep::Complete(planned.clone())])
            .apply(None, &[EchoStep::Complete(applied)])
    }

    /// The messages of parsing, in their order.
    #[must_use]
    pub fn parse(self, steps: &[EchoStep<Parsed>]) -> Self {
        self.step("parse", None, steps, |step| match step {
            EchoStep::Complete(parsed) => Kind::Parse(ParseComplete {
                error: String::new(),
                template_variables: parsed.variables.iter().map(wire_variable).collect(),
                readme: parsed.readme.clone().into_bytes(),
                workspace_tags: parsed.workspace_tags.clone().into_iter().collect(),
            }),
            EchoStep::Fail(error) => {
                Kind::Parse(ParseComplete { error: error.clone(), ..ParseComplete::default() })
            }
            EchoStep::Log(line) => Kind::Log(wire_log(line)),
        })
    }

    /// The messages of planning, for one transition, or for all without messages of their own.
    #[must_use]
    pub fn plan(self, transition: Option<Transition>, steps: &[EchoStep<Planned>]) -> Self {
        self.step("plan", transition, steps, |step| match step {
            EchoStep::Complete(planned) => Kind::Plan(PlanComplete {
                error: String::new(),
                resources: planned.resources.iter().map(wire_resource).collect(),
                parameters: planned.parameters.iter().map(wire_parameter).collect(),
                external_auth_providers: planned.external_auth.iter().map(wire_external_auth).collect(),
                presets: planned.presets.iter().map(wire_preset).collect(),
                modules: planned.modules.iter().map(wire_module).collect(),
                resource_replacements: planned.replacements.iter().map(wire_replacement).collect(),
            }),
            EchoStep::Fail(error) => {
                Kind::Plan(PlanComplete { error: error.clone(), ..PlanComplete::default() })
            }
            EchoStep::Log(line) => Kind::Log(wire_log(line)),
        })
    }

    /// The messages of applying, for one transition, or for all without messages of their own.
    #[must_use]
    pub fn apply(self, transition: Option<Transition>, steps: &[EchoStep<Applied>]) -> Self {
        self.step("apply", transition, steps, |step| match step {
            EchoStep::Complete(applied) => Kind::Apply(ApplyComplete {
                state: applied.state.clone(),
                error: applied.error.clone().unwrap_or_default(),
                resources: applied.resources.iter().map(wire_resource).collect(),
            }),
            EchoStep::Fail(error) => {
                Kind::Apply(ApplyComplete { error: error.clone(), ..ApplyComplete::default() })
            }
            EchoStep::Log(line) => Kind::Log(wire_log(line)),
        })
    }

    /// A file that says nothing to the one who plays the archive, such as one of Terraform.
    #[must_use]
    pub fn file(mut self, name: &str, text: &str) -> Self {
        self.members.push((name.to_owned(), text.as_bytes().to_vec()));
        self
    }

    /// The archive as a tar.
    #[must_use]
    pub fn into_tar(self) -> Vec<u8> {
        let mut tar = Builder::new(Vec::new());
        for (name, content) in self.members {
            let mut header = Header::new_gnu();
            header.set_mode(0o644);
            header.set_size(content.len() as u64);
            tar.append_data(&mut header, name, &*content).expect("a write to memory doesn't fail");
        }
        tar.into_inner().expect("a write to memory doesn't fail")
    }

    fn step<T>(
        mut self,
        name: &str,
        transition: Option<Transition>,
        steps: &[EchoStep<T>],
        kind: impl Fn(&EchoStep<T>) -> Kind,
    ) -> Self {
        let prefix = transition.map(|transition| format!("{}.", word(transition))).unwrap_or_default();
        for (number, step) in steps.iter().enumerate() {
            let message = Response { kind: Some(kind(step)) };
            self.members.push((format!("{number}.{prefix}{name}.protobuf"), message.encode_to_vec()));
        }
        self
    }
}

fn wire_log(line: &LogLine) -> Log {
    let level = match line.level {
        LogLevel::Trace => 0,
        LogLevel::Debug => 1,
        LogLevel::Info => 2,
        LogLevel::Warn => 3,
        LogLevel::Error => 4,
    };
    Log { level, output: line.output.clone() }
}
