//! Builds of workspaces.

use burgrave_core::ids::ProvisionerJobId;
use burgrave_core::provisioning::job::{JobErrorCode, JobStatus, LogLevel};
use burgrave_core::provisioning::resources::Resource;
use burgrave_provisioner::echo::{EchoArchive, EchoStep};
use burgrave_provisioner::{Applied, LogLine, Parsed, Planned};
use burgrave_store::{Build, JobRecord, StoreError, Workspace};
use chrono::TimeDelta;

use super::scene::{ended, given, hold, job_of, log_of, machine, stages_of, with_daemons};
use crate::harness::{Engine, Options, Server};

/// A template that plans nothing and makes this.
fn making(applied: Applied) -> Vec<u8> {
    planning_nothing().apply(None, &[EchoStep::Complete(applied)]).into_tar()
}

fn planning_nothing() -> EchoArchive {
    EchoArchive::new()
        .parse(&[EchoStep::Complete(Parsed::default())])
        .plan(None, &[EchoStep::Complete(Planned::default())])
}

/// A server that has run a start of this template.
async fn started(server: Server, archive: Vec<u8>) -> (Server, JobRecord) {
    let mut made: Option<ProvisionerJobId> = None;
    let server = given(server, async |maker| made = Some(maker.start(archive).await)).await;
    ended(&server, made.unwrap()).await;
    let job = job_of(&server, made.unwrap()).await;
    (server, job)
}

/// The build, its workspace, the state that it left, and the names of its resources and agents.
pub(super) async fn left(
    server: &Server,
    job: &JobRecord,
) -> (Build, Workspace, Option<Vec<u8>>, Vec<String>) {
    let (id, build, workspace) = (job.id, job.build_id.unwrap(), job.workspace_id.unwrap());
    server
        .look(async |store| {
            let read = store.read(move |reader| async move {
                let resources = reader.resources_of(&[id]).await?.into_iter().map(|one| one.name);
                let agents = reader.agents_of(&[id]).await?.into_iter().map(|one| one.name);
                let state = reader.build_state(build).await?;
                let names = resources.chain(agents).collect();
                let build = reader.build(build).await?.unwrap();
                Ok::<_, StoreError>((build, reader.workspace(workspace).await?.unwrap(), state, names))
            });
            read.await.unwrap()
        })
        .await
}

/// The parts whose time was measured.
pub(super) async fn timed(server: &Server, job: &JobRecord) -> Vec<String> {
    let id = job.id;
    let timings = server
        .look(async |store| store.read(move |reader| async move { reader.job_timings(id).await }).await)
        .await;
    timings.unwrap().into_iter().map(|one| one.resource).collect()
}

#[apply(case)]
async fn a_start_makes_the_workspace_run_until_its_deadline(engine: Engine) {
    let vm = Resource { name: "vm".into(), kind: "vm".into(), ..Resource::default() };
    let applied = Applied { state: b"state".to_vec(), resources: vec![vm], error: None };
    let archive = making(applied);
    let (server, job) = started(with_daemons(engine, 2).await, archive).await;
    assert_eq!(job.status(), JobStatus::Succeeded, "{:?}", job.error);
    let stages = ["Setting up", "Starting workspace", "Cleaning Up"];
    assert_eq!(stages_of(&server, job.id).await, stages, "what costs nothing is not asked about");
    let (build, workspace, state, names) = left(&server, &job).await;
    assert_eq!(build.deadline, Some(job.completed_at.unwrap() + TimeDelta::hours(1)));
    assert_eq!((build.updated_at, workspace.latest_build_id), (job.completed_at.unwrap(), Some(build.id)));
    assert_eq!((state.as_deref(), names), (Some(&b"state"[..]), vec!["vm".to_owned()]));
    assert_eq!(timed(&server, &job).await, ["coder_stage_plan", "coder_stage_apply"]);
}

#[apply(case)]
async fn a_build_beyond_the_budget_is_refused(engine: Engine) {
    let (server, job) = started(with_daemons(engine, 1).await, machine(2).into_tar()).await;
    assert_eq!(job.error.as_deref(), Some("insufficient quota"));
    assert_eq!(job.error_code, Some(JobErrorCode::InsufficientQuota));
    let stages = ["Setting up", "Commit quota", "Cleaning Up"];
    assert_eq!(stages_of(&server, job.id).await, stages);
    assert_eq!(log_of(&server, job.id).await.iter().filter(|(stage, _)| stage == "Commit quota").count(), 4);
    let (build, _, state, names) = left(&server, &job).await;
    assert_eq!((build.daily_cost, build.deadline, state, names), (0, None, None, Vec::new()));
}

#[apply(case)]
async fn without_the_feature_no_budget_counts(engine: Engine) {
    let flags = vec![("provisioner-daemons", "1".to_owned())];
    let options = Options { flags, without: vec!["template_rbac"], ..Options::default() };
    let (server, job) = started(Server::start_with(engine, options).await, machine(2).into_tar()).await;
    assert_eq!(job.status(), JobStatus::Succeeded, "{:?}", job.error);
    let (build, _, _, names) = left(&server, &job).await;
    assert_eq!((build.daily_cost, names), (2, vec!["dev".to_owned(), "main".to_owned()]));
}

#[apply(case)]
async fn a_build_that_fails_keeps_what_it_has_made(engine: Engine) {
    let half = Resource { name: "half".into(), kind: "vm".into(), ..Resource::default() };
    let error = Some("no machine is free".to_owned());
    let applied = Applied { state: b"half".to_vec(), resources: vec![half], error };
    let archive = making(applied);
    let (server, job) = started(with_daemons(engine, 1).await, archive).await;
    assert_eq!(job.error.as_deref(), Some("no machine is free"));
    let (build, _, state, names) = left(&server, &job).await;
    assert_eq!((build.deadline, build.updated_at), (None, job.completed_at.unwrap()));
    assert_eq!((state.as_deref(), names), (Some(&b"half"[..]), vec!["half".to_owned()]));
    assert_eq!(timed(&server, &job).await, ["coder_stage_plan", "coder_stage_apply"]);
}

/// A server on SQLite that has run a start, and whose database refuses log lines with this text.
async fn started_without_line(output: &str, archive: Vec<u8>) -> (Server, JobRecord) {
    started_without(&format!("provisioner_job_logs WHEN NEW.output = '{output}'"), archive).await
}

/// The same without rows of a table, or some of them.
async fn started_without(rows: &str, archive: Vec<u8>) -> (Server, JobRecord) {
    let server = with_daemons(Engine::Sqlite, 1).await;
    let raw = rusqlite::Connection::open(server.sqlite_file()).unwrap();
    let trigger =
        format!("CREATE TRIGGER refused BEFORE INSERT ON {rows} BEGIN SELECT RAISE(ABORT, 'refused'); END");
    raw.execute_batch(&trigger).unwrap();
    drop(raw);
    started(server, archive).await
}

#[apply(case)]
async fn a_line_that_can_t_be_written_costs_a_build_nothing_else() {
    let line = LogLine { level: LogLevel::Info, output: "refused".into() };
    let applied = Applied { state: b"state".to_vec(), resources: Vec::new(), error: None };
    let steps = [EchoStep::Log(line), EchoStep::Complete(applied)];
    let archive = planning_nothing().apply(None, &steps).into_tar();
    let (server, job) = started_without_line("refused", archive).await;
    assert_eq!(job.status(), JobStatus::Succeeded, "{:?}", job.error);
    assert_eq!(left(&server, &job).await.2.as_deref(), Some(&b"state"[..]));
    server.log.wait_for(1, "lines of a job are lost", "job", &job.id.to_string()).await;
}

#[apply(case)]
async fn a_build_whose_resources_can_t_be_kept_fails_and_leaves_its_state() {
    let vm = Resource { name: "vm".into(), kind: "vm".into(), ..Resource::default() };
    let applied = Applied { state: b"state".to_vec(), resources: vec![vm], error: None };
    let (server, job) = started_without("job_resources", making(applied)).await;
    assert!(job.error.as_deref().unwrap().contains("couldn't keep"), "{:?}", job.error);
    let (_, _, state, names) = left(&server, &job).await;
    assert_eq!((state.as_deref(), names), (Some(&b"state"[..]), Vec::new()));
}

#[apply(case)]
async fn an_error_that_can_t_be_written_as_a_line_leaves_what_was_made() {
    let error = Some("refused".to_owned());
    let archive = making(Applied { state: b"half".to_vec(), resources: Vec::new(), error });
    let (server, job) = started_without_line("refused", archive).await;
    assert_eq!(job.error.as_deref(), Some("refused"));
    assert_eq!(left(&server, &job).await.2.as_deref(), Some(&b"half"[..]));
}

#[apply(case)]
async fn a_start_that_the_server_s_end_interrupts_fails_and_says_so(engine: Engine) {
    let line = LogLine { level: LogLevel::Info, output: "waiting".into() };
    let endless = planning_nothing().apply(None, &[EchoStep::Log(line)]);
    let server = with_daemons(engine, 1).await;
    let mut made: Option<ProvisionerJobId> = None;
    let server = given(server, async |maker| made = Some(maker.start(endless.into_tar()).await)).await;
    let id = made.unwrap();
    server.log.wait_for(1, "job waits", "job", &id.to_string()).await;
    let server = server.restart().await;
    let job = job_of(&server, id).await;
    assert!(job.error.is_some_and(|error| error.contains("The server was stopped")));
}

#[apply(case)]
async fn a_build_whose_server_was_killed_fails_when_it_starts_again(engine: Engine) {
    let server = with_daemons(engine, 1).await;
    server.clock.advance(TimeDelta::minutes(2));
    let mut made: Option<ProvisionerJobId> = None;
    let server = given(server, async |maker| {
        let job = maker.start(machine(0).into_tar()).await;
        hold(&maker, job).await;
        made = Some(job);
    })
    .await;
    let job = job_of(&server, made.unwrap()).await;
    assert!(job.error.is_some_and(|error| error.contains("ended unexpectedly")));
}
