//! Imports of template versions.

use std::collections::BTreeMap;

use burgrave_core::ids::ProvisionerJobId;
use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::{JobErrorCode, JobStatus, LogLevel};
use burgrave_core::provisioning::resources::Resource;
use burgrave_core::provisioning::version::{DescribedPreset, ExternalAuth, TemplateVariable};
use burgrave_provisioner::echo::{EchoArchive, EchoStep};
use burgrave_provisioner::{LogLine, Parsed, Planned};
use burgrave_store::JobRecord;

use super::scene::{ended, given, job_of, log_of, machine, stages_of, with_daemons};
use crate::harness::{Engine, Server};

/// A server that has run an import of this archive.
async fn imported(engine: Engine, archive: Vec<u8>, variables: &[(&str, &str)]) -> (Server, JobRecord) {
    let server = with_daemons(engine, 1).await;
    let mut made: Option<ProvisionerJobId> = None;
    let server = given(server, async |maker| made = Some(maker.import(archive, variables).await)).await;
    let id = made.unwrap();
    ended(&server, id).await;
    let job = job_of(&server, id).await;
    (server, job)
}

fn variable(name: &str, required: bool) -> TemplateVariable {
    TemplateVariable { name: name.into(), required, ..TemplateVariable::default() }
}

fn parsed(variables: &[TemplateVariable]) -> EchoStep<Parsed> {
    let variables = variables.to_vec();
    EchoStep::Complete(Parsed { variables, readme: "# Dev".into(), ..Parsed::default() })
}

#[apply(case)]
async fn an_import_keeps_what_it_found(engine: Engine) {
    let preset = DescribedPreset {
        name: "Small".into(),
        values: BTreeMap::from([("size".into(), "1".into())]),
        ..DescribedPreset::default()
    };
    let disk = Resource { name: "disk".into(), kind: "volume".into(), ..Resource::default() };
    let stopped = Planned { resources: vec![disk.clone()], ..Planned::default() };
    let vm = Resource { name: "vm".into(), ..disk.clone() };
    let started = Planned { resources: vec![disk, vm], presets: vec![preset], ..Planned::default() };
    let line = LogLine { level: LogLevel::Info, output: "reading".into() };
    let archive = EchoArchive::new()
        .parse(&[EchoStep::Log(line), parsed(&[variable("region", true), variable("zone", false)])])
        .plan(None, &[EchoStep::Complete(started)])
        .plan(Some(Transition::Stop), &[EchoStep::Complete(stopped)]);
    let (server, job) = imported(engine, archive.into_tar(), &[("region", "oslo"), ("unknown", "x")]).await;
    assert_eq!((job.status(), job.error.as_deref(), job.attempt), (JobStatus::Succeeded, None, 1));
    let stages = [
        "Setting up",
        "Parsing template parameters",
        "Detecting persistent resources",
        "Detecting ephemeral resources",
        "Cleaning Up",
    ];
    assert_eq!(stages_of(&server, job.id).await, stages);
    let parsing = log_of(&server, job.id).await.remove(2);
    assert_eq!(parsing, ("Parsing template parameters".to_owned(), "reading".to_owned()));
    let (id, version) = (job.id, job.version_id);
    let (kept, variables, presets, resources) = server
        .look(async |store| {
            let read = store.read(move |reader| async move {
                Ok::<_, burgrave_store::StoreError>((
                    reader.template_version(version).await?.unwrap(),
                    reader.version_variables(version).await?,
                    reader.version_presets(version).await?,
                    reader.resources_of(&[id]).await?,
                ))
            });
            read.await.unwrap()
        })
        .await;
    assert_eq!((kept.readme.as_str(), Some(kept.updated_at)), ("# Dev", job.completed_at));
    let values: Vec<_> = variables.iter().map(|one| (one.name.as_str(), one.value.as_str())).collect();
    assert_eq!(values, [("region", "oslo"), ("zone", "")]);
    assert!(presets.len() == 1 && presets[0].definition.contains("\"size\":\"1\""), "{presets:?}");
    let made: Vec<_> = resources.iter().map(|one| (one.name.as_str(), one.transition)).collect();
    let (start, stop) = (Transition::Start, Transition::Stop);
    assert_eq!(made, [("disk", start), ("vm", start), ("disk", stop)]);
}

#[apply(case)]
async fn an_import_without_needed_values_fails_and_names_them_all(engine: Engine) {
    let archive = EchoArchive::new().parse(&[parsed(&[variable("z", true), variable("a", true)])]);
    let (server, job) = imported(engine, archive.into_tar(), &[("z", "")]).await;
    assert_eq!(job.error.as_deref(), Some("required template variables need values: z, a"));
    assert_eq!(job.error_code, Some(JobErrorCode::RequiredTemplateVariables));
    let version = job.version_id;
    let variables = server
        .look(async |store| {
            let read = store.read(move |reader| async move { reader.version_variables(version).await });
            read.await.unwrap()
        })
        .await;
    assert_eq!(variables.len(), 2, "they can be shown, so that values can be given");
}

#[apply(case)]
async fn values_that_a_template_calls_sensitive_are_sealed(engine: Engine) {
    let secret = TemplateVariable { sensitive: true, ..variable("key", true) };
    let archive = EchoArchive::simple(
        &Parsed { variables: vec![secret, variable("region", true)], ..Parsed::default() },
        &Planned::default(),
    );
    let (server, job) =
        imported(engine, archive.into_tar(), &[("key", "hush-4711"), ("region", "oslo")]).await;
    assert_eq!((job.status(), job.error.as_deref()), (JobStatus::Succeeded, None));
    let version = job.version_id;
    let read = server.store().read(move |reader| async move { reader.version_variables(version).await });
    let kept: Vec<_> = read.await.unwrap().into_iter().map(|one| one.value).collect();
    assert!(!kept[0].is_empty() && !kept[0].contains("hush"), "{kept:?}");
    assert_eq!(kept[1], "oslo");
}

#[apply(case)]
async fn what_is_wrong_with_an_archive_is_the_job_s_error(engine: Engine) {
    let mut outside = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(0);
    header.as_mut_bytes()[..7].copy_from_slice(b"../evil");
    header.set_cksum();
    outside.append(&header, &[][..]).unwrap();
    let mut cut = machine(0).into_tar();
    cut.truncate(700);
    for (archive, said) in [
        (vec![0x2a; 4096], "no tar archive"),
        (outside.into_inner().unwrap(), "\"../evil\", which lies outside"),
        (cut, "ends in the middle"),
        (EchoArchive::new().into_tar(), "0.parse.protobuf"),
    ] {
        let (server, job) = imported(engine, archive, &[]).await;
        let error = job.error.clone().expect("it fails");
        assert!(error.contains(said) && !error.contains("burgrave-job"), "{error}");
        let log = log_of(&server, job.id).await;
        assert!(log.iter().any(|(_, output)| *output == error), "the log says it too: {log:?}");
        assert_eq!(log.last().unwrap().0, "Cleaning Up");
    }
}

#[apply(case)]
async fn a_template_that_fails_says_why(engine: Engine) {
    let archive =
        EchoArchive::new().parse(&[parsed(&[])]).plan(None, &[EchoStep::Fail("no such \0 image".into())]);
    let (server, job) = imported(engine, archive.into_tar(), &[]).await;
    assert_eq!(job.error.as_deref(), Some("no such \u{fffd} image"));
    let stages = stages_of(&server, job.id).await;
    let expected =
        ["Setting up", "Parsing template parameters", "Detecting persistent resources", "Cleaning Up"];
    assert_eq!(stages, expected);
}

#[apply(case)]
async fn accounts_elsewhere_that_nobody_has_set_up_fail_the_import(engine: Engine) {
    let auth = ExternalAuth { id: "github".into(), optional: false };
    let resources = vec![Resource { name: "vm".into(), kind: "vm".into(), ..Resource::default() }];
    let planned = Planned { resources, external_auth: vec![auth], ..Planned::default() };
    let archive = EchoArchive::simple(&Parsed::default(), &planned);
    let (server, job) = imported(engine, archive.into_tar(), &[]).await;
    assert!(job.error.is_some_and(|error| error.contains("on this server: github.")));
    let id = job.id;
    let resources = server
        .look(async |store| store.read(move |reader| async move { reader.resources_of(&[id]).await }).await)
        .await;
    assert_eq!(resources.unwrap().len(), 2, "what it found is kept");
}
