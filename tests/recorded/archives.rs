//! Templates to upload, by what they are for.

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::LogLevel;
use burgrave_core::provisioning::parameters::{DescribedParameter, FormType, Monotonic, ParameterType};
use burgrave_core::provisioning::version::DescribedPreset;
use burgrave_provisioner::echo::EchoStep;
use burgrave_provisioner::{Applied, LogLine};

use crate::routes::files::scene::tar;
use crate::routes::workspace_changes::scene::{Declared, ruled, text};

/// An archive of this kind, other than all with another name.
pub fn archive(kind: &str, name: &str) -> Vec<u8> {
    match kind {
        "simple" => Declared { cost: 1, ..Declared::default() }.archive(name),
        "rich" => Declared { presets: presets(), ..Declared::with(rich()) }.archive(name),
        "more" => {
            let zone = ruled("zone", |rule| (rule.required, rule.default) = (true, String::new()));
            Declared::with([rich(), vec![zone]].concat()).archive(name)
        }
        "endless" => endless(name),
        "failing" => failing(name),
        "garbage" => format!("no archive: {name}").into_bytes(),
        "folders" => tar(&[("main.tf", format!("# {name}").as_bytes()), ("more/notes.md", b"# Notes")]),
        other => panic!("there is no archive {other}"),
    }
}

/// Parameters of each kind.
fn rich() -> Vec<DescribedParameter> {
    let number = ruled("count", |rule| {
        (rule.of, rule.default) = (ParameterType::Number, "2".into());
        (rule.validation.min, rule.validation.max) = (Some(1), Some(9));
    });
    let grows = ruled("disk", |rule| {
        (rule.of, rule.default) = (ParameterType::Number, "10".into());
        rule.validation.monotonic = Some(Monotonic::Increasing);
    });
    let mut flag = ruled("flag", |rule| (rule.of, rule.default) = (ParameterType::Bool, "false".into()));
    flag.form_type = FormType::Checkbox;
    vec![
        text("size"),
        number,
        grows,
        ruled("fixed", |rule| rule.mutable = false),
        ruled("once", |rule| rule.ephemeral = true),
        flag,
    ]
}

fn presets() -> Vec<DescribedPreset> {
    let large = [("size".to_owned(), "large".to_owned()), ("count".to_owned(), "8".to_owned())];
    vec![DescribedPreset { name: "large".into(), values: large.into(), ..DescribedPreset::default() }]
}

/// One whose starts never end.
fn endless(name: &str) -> Vec<u8> {
    let line = LogLine { level: LogLevel::Info, output: "waiting".into() };
    Declared::default()
        .beginning(name)
        .apply(Some(Transition::Start), &[EchoStep::Log(line)])
        .apply(None, &[EchoStep::Complete(Applied::default())])
        .into_tar()
}

/// One whose starts fail.
fn failing(name: &str) -> Vec<u8> {
    let fails = EchoStep::Fail("the machine is out of order".into());
    Declared::default()
        .beginning(name)
        .apply(Some(Transition::Start), &[fails])
        .apply(None, &[EchoStep::Complete(Applied::default())])
        .into_tar()
}
