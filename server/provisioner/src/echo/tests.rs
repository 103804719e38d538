//! Writing, unpacking and playing archives.

use std::collections::BTreeMap;

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::LogLevel;
use burgrave_core::provisioning::parameters::{
    DescribedParameter, FormType, Monotonic, Parameter, ParameterOption, ParameterType, Validation,
};
use burgrave_core::provisioning::resources::{
    Agent, AgentAuth, AgentMetadata, App, Devcontainer, DisplayApp, Healthcheck, Metadata, Module, Monitor,
    Monitors, OpenIn, Replacement, Resource, Script, SharingLevel, VolumeMonitor,
};
use burgrave_core::provisioning::version::{DescribedPreset, ExternalAuth, TemplateVariable};
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::{Applied, LogLine, Parsed, Planned, Step, unpack};

fn unpacked(archive: EchoArchive) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    unpack(&*archive.into_tar(), folder.path()).expect("it is an archive");
    folder
}

fn resource() -> Resource {
    let app = App {
        slug: "code".into(),
        display_name: "Code".into(),
        url: "http://localhost:8080".into(),
        subdomain: true,
        sharing_level: SharingLevel::Authenticated,
        healthcheck: Some(Healthcheck {
            url: "http://localhost:8080/healthz".into(),
            interval: 5,
            threshold: 6,
        }),
        order: 2,
        open_in: OpenIn::Tab,
        tooltip: "An editor".into(),
        ..App::default()
    };
    let agent = Agent {
        name: "main".into(),
        operating_system: "linux".into(),
        architecture: "amd64".into(),
        environment: BTreeMap::from([("A".into(), "1".into())]),
        auth: AgentAuth::Instance("i-1".into()),
        connection_timeout_seconds: 120,
        order: 3,
        display_apps: vec![DisplayApp::Vscode, DisplayApp::WebTerminal],
        apps: vec![app],
        scripts: vec![Script {
            script: "true".into(),
            run_on_start: true,
            timeout_seconds: 9,
            ..Script::default()
        }],
        metadata: vec![AgentMetadata {
            key: "cpu".into(),
            interval: 10,
            timeout: 1,
            ..AgentMetadata::default()
        }],
        devcontainers: vec![Devcontainer {
            id: "d-1".into(),
            name: "repo".into(),
            workspace_folder: "/src".into(),
            config_path: "/src/devcontainer.json".into(),
            subagent_id: "s-1".into(),
            apps: vec![App { slug: "inner".into(), ..App::default() }],
            scripts: vec![Script { script: "make".into(), ..Script::default() }],
            environment: BTreeMap::from([("B".into(), "2".into())]),
        }],
        monitors: Monitors {
            memory: Some(Monitor { enabled: true, threshold: 80 }),
            volumes: vec![VolumeMonitor {
                path: "/home".into(),
                monitor: Monitor { enabled: false, threshold: 90 },
            }],
        },
        ..Agent::default()
    };
    Resource {
        name: "dev".into(),
        kind: "docker_container".into(),
        hide: true,
        daily_cost: 7,
        metadata: vec![Metadata { key: "image".into(), value: "go".into(), sensitive: true }],
        agents: vec![agent],
        ..Resource::default()
    }
}

fn parameter() -> DescribedParameter {
    let option = ParameterOption { name: "Small".into(), value: "1".into(), ..ParameterOption::default() };
    DescribedParameter {
        rule: Parameter {
            name: "size".into(),
            of: ParameterType::Number,
            options: vec!["1".into()],
            default: "1".into(),
            required: false,
            mutable: true,
            ephemeral: true,
            validation: Validation {
                min: Some(0),
                monotonic: Some(Monotonic::Increasing),
                error: Some("too small".into()),
                ..Validation::default()
            },
        },
        display_name: "Size".into(),
        description: "How **large**".into(),
        icon: "/size.svg".into(),
        order: 4,
        form_type: FormType::Dropdown,
        options: vec![option],
    }
}

fn planned() -> Planned {
    let preset = DescribedPreset {
        name: "Small".into(),
        default: true,
        values: BTreeMap::from([("size".into(), "1".into())]),
        prebuild_instances: 2,
        ..DescribedPreset::default()
    };
    Planned {
        resources: vec![resource()],
        parameters: vec![parameter()],
        external_auth: vec![ExternalAuth { id: "github".into(), optional: true }],
        presets: vec![preset],
        modules: vec![Module {
            key: "a.b".into(),
            source: "./b".into(),
            version: "1.2.3".into(),
            folder: "b".into(),
        }],
        replacements: vec![Replacement { resource: "a.b".into(), paths: vec!["image".into()] }],
        ..Planned::default()
    }
}

fn parsed() -> Parsed {
    let variable = TemplateVariable {
        name: "region".into(),
        kind: "string".into(),
        required: true,
        sensitive: true,
        ..TemplateVariable::default()
    };
    Parsed {
        variables: vec![variable],
        readme: "# Go".into(),
        workspace_tags: BTreeMap::from([("env".into(), "dev".into())]),
    }
}

fn line(output: &str) -> LogLine {
    LogLine { level: LogLevel::Warn, output: output.into() }
}

#[test]
fn what_was_written_is_played() {
    let folder = unpacked(EchoArchive::simple(&parsed(), &planned()));
    let mut log = Vec::new();
    let told = parse(folder.path(), &mut |line| log.push(line)).expect("it can be played");
    assert_eq!(told, Step::Complete(parsed()));
    for transition in [Transition::Start, Transition::Stop, Transition::Delete] {
        let told = plan(folder.path(), transition, &mut |line| log.push(line)).expect("it can be played");
        assert_eq!(told, Step::Complete(planned()));
        let told = apply(folder.path(), transition, &mut |line| log.push(line)).expect("it can be played");
        assert_eq!(told, Step::Complete(Applied { resources: vec![resource()], ..Applied::default() }));
    }
    assert_eq!(planned().daily_cost(), 7);
    assert!(log.is_empty());
}

#[test]
fn transitions_may_have_their_own_messages() {
    let stopped = Planned {
        resources: vec![Resource { name: "disk".into(), ..Resource::default() }],
        ..Planned::default()
    };
    let archive = EchoArchive::new()
        .plan(None, &[EchoStep::Complete(planned())])
        .plan(Some(Transition::Stop), &[EchoStep::Log(line("stopping")), EchoStep::Complete(stopped.clone())])
        .apply(Some(Transition::Delete), &[EchoStep::Fail("gone wrong".into())]);
    let folder = unpacked(archive);
    let mut log = Vec::new();
    let mut of =
        |transition| plan(folder.path(), transition, &mut |line| log.push(line)).expect("it can be played");
    assert_eq!(of(Transition::Stop), Step::Complete(stopped));
    assert_eq!(of(Transition::Start), Step::Complete(planned()));
    assert_eq!(log, [line("stopping")]);
    let deleted = apply(folder.path(), Transition::Delete, &mut |_| ()).expect("it can be played");
    assert_eq!(deleted, Step::Complete(Applied { error: Some("gone wrong".into()), ..Applied::default() }));
    let missing = apply(folder.path(), Transition::Start, &mut |_| ());
    assert!(matches!(missing, Err(EchoFault::Missing(name)) if name == "0.apply.protobuf"));
}

#[test]
fn a_step_without_an_end_waits() {
    let folder =
        unpacked(EchoArchive::new().apply(None, &[EchoStep::Log(line("one")), EchoStep::Log(line("two"))]));
    let mut log = Vec::new();
    let told = apply(folder.path(), Transition::Start, &mut |line| log.push(line)).expect("it can be played");
    assert_eq!((told, log), (Step::Waits, vec![line("one"), line("two")]));
}

#[test]
fn failures_are_told_in_the_template_s_words() {
    let folder = unpacked(
        EchoArchive::new()
            .parse(&[EchoStep::Fail("no".into())])
            .plan(None, &[EchoStep::Fail("never".into())]),
    );
    let failed = parse(folder.path(), &mut |_| ()).expect_err("it fails");
    assert_eq!(failed.to_string(), "no");
    let failed = plan(folder.path(), Transition::Start, &mut |_| ()).expect_err("it fails");
    assert_eq!(failed.to_string(), "never");
}

#[test]
fn what_can_not_be_kept_is_refused_with_the_reason() {
    let said = |planned: Planned| {
        let folder = unpacked(EchoArchive::simple(&Parsed::default(), &planned));
        plan(folder.path(), Transition::Start, &mut |_| ()).expect_err("it can't be kept").to_string()
    };
    let mut twice = planned();
    twice.parameters.push(parameter());
    assert!(said(twice).contains("\"size\" appears more than once"));
    let mut unnamed = planned();
    unnamed.resources[0].agents[0].name = "a_b".into();
    assert!(said(unnamed).contains("agent \"a_b\""));
    let mut presets = planned();
    presets.presets.push(DescribedPreset { name: "Small".into(), ..DescribedPreset::default() });
    assert!(said(presets).contains("twice"));
}

#[test]
fn the_end_of_another_step_is_no_end() {
    let folder = unpacked(EchoArchive::simple(&parsed(), &planned()));
    std::fs::copy(folder.path().join("0.plan.protobuf"), folder.path().join("0.apply.protobuf"))
        .expect("a file");
    let told = apply(folder.path(), Transition::Start, &mut |_| ());
    assert!(matches!(told, Err(EchoFault::Foreign(name)) if name == "0.apply.protobuf"));
}

#[test]
fn members_that_are_no_messages_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("0.parse.protobuf");
    std::fs::write(&path, [0xff; 64]).expect("a file");
    let told = parse(folder.path(), &mut |_| ());
    assert!(matches!(told, Err(EchoFault::Unreadable(name)) if name == "0.parse.protobuf"));
    std::fs::File::create(&path).and_then(|file| file.set_len(5 << 20)).expect("a file");
    assert!(matches!(parse(folder.path(), &mut |_| ()), Err(EchoFault::Large(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_the_steps_panic(bytes in proptest::collection::vec(any::<u8>(), 0..256)) {
        let folder = tempfile::tempdir().expect("a folder");
        for step in ["parse", "plan", "apply"] {
            std::fs::write(folder.path().join(format!("0.{step}.protobuf")), &bytes).expect("a file");
        }
        let _ = parse(folder.path(), &mut |_| ());
        let _ = plan(folder.path(), Transition::Start, &mut |_| ());
        let _ = apply(folder.path(), Transition::Start, &mut |_| ());
    }
}
