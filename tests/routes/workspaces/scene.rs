//! Workspaces and builds, written into the database of a running server.

use std::sync::Arc;

use burgrave_core::Clock as _;
use burgrave_core::authorization::{AccessRole, ActionType, Authorized, Delete, Start, Stop};
use burgrave_core::ids::{ProvisionerJobId, TemplateId, UserId, WorkspaceId};
use burgrave_core::provisioning::build::{AutomaticUpdates, BuildReason, Transition};
use burgrave_core::provisioning::job::{Canceled, JobInput, JobType};
use burgrave_core::provisioning::queue::QueueClass;
use burgrave_core::provisioning::resources::{Agent, Metadata, Resource};
use burgrave_provisioner::echo::EchoArchive;
use burgrave_provisioner::{Parsed, Planned};
use burgrave_store::{
    AccessChanges, InitialState, Inserted, NewBuild, NewJob, NewWorkspace, StoreError, TemplateVersion, Tx,
    Workspace,
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Person, Server};
use crate::routes::stored::by_test;
use crate::routes::template_versions::scene::write;
use crate::routes::templates::scene::{HERE, id, version_of};

pub const WORKSPACES: &str = "/api/v2/workspaces";
pub const BUILDS: &str = "/api/v2/workspacebuilds";

/// A build, by its id, and what it belongs to.
#[derive(Clone)]
pub struct Made {
    pub workspace: String,
    pub build: String,
    pub job: String,
}

impl Made {
    /// Where the workspace is.
    pub fn path(&self) -> String {
        format!("{WORKSPACES}/{}", self.workspace)
    }

    /// Where the build is.
    pub fn build_path(&self) -> String {
        format!("{BUILDS}/{}", self.build)
    }
}

/// What a build is made of.
#[derive(Clone)]
pub struct Asked {
    pub transition: Transition,
    pub reason: BuildReason,
    pub parameters: Vec<(String, String)>,
    /// A version other than that of the build before, or of the template.
    pub version: Option<String>,
}

impl Default for Asked {
    fn default() -> Self {
        let (transition, reason) = (Transition::Start, BuildReason::Initiator);
        Self { transition, reason, parameters: Vec::new(), version: None }
    }
}

impl Asked {
    pub fn to(transition: Transition) -> Self {
        Self { transition, ..Self::default() }
    }
}

/// A machine with an agent, a disk without one, and what is told of them.
pub fn machine() -> Planned {
    let agent = Agent {
        name: "main".into(),
        operating_system: "linux".into(),
        architecture: "amd64".into(),
        connection_timeout_seconds: 120,
        ..Agent::default()
    };
    let told =
        |key: &str, value: &str, sensitive| Metadata { key: key.into(), value: value.into(), sensitive };
    let dev = Resource {
        name: "dev".into(),
        kind: "machine".into(),
        daily_cost: 0,
        metadata: vec![told("size", "small", false), told("password", "Four-Herons", true)],
        agents: vec![agent],
        ..Resource::default()
    };
    let disk = Resource { name: "cask".into(), kind: "disk".into(), ..Resource::default() };
    Planned { resources: vec![dev, disk], ..Planned::default() }
}

/// A template whose workspaces are what is planned, imported by the server's daemon.
pub async fn template_of(server: &Server, name: &str, planned: &Planned) -> Value {
    let owner = server.owner().await;
    let parsed = Parsed { readme: format!("# {name}"), ..Parsed::default() };
    let archive = EchoArchive::simple(&parsed, planned).into_tar();
    let version = version_of(server, owner, archive, json!({"name": "first", "message": name})).await;
    let body = json!({"name": name, "template_version_id": version["id"]});
    owner.post(HERE, &body).await.json_of(201)
}

/// A workspace of this person's, whose first build waits for a daemon.
pub async fn workspace(server: &Server, owner: &Person, template: &str, name: &str, asked: Asked) -> Made {
    let (workspace, now) = (WorkspaceId::new(Uuid::new_v4()), server.clock.now());
    let (template, owner_id): (TemplateId, UserId) = (template.parse().unwrap(), owner.id.parse().unwrap());
    let (name, owner_name) = (name.to_owned(), owner.username.clone());
    write(server, move |tx| {
        let (name, owner_name) = (name.clone(), owner_name.clone());
        async move {
            let template = tx.template_by_id(template).await?.unwrap();
            let new = NewWorkspace {
                id: workspace,
                owner_id,
                organization_id: template.organization_id,
                template_id: template.id,
                name,
                autostart_schedule: None,
                ttl_ms: Some(3_600_000),
                automatic_updates: AutomaticUpdates::Never,
                next_start_at: None,
                owner_name,
                now,
            };
            assert_eq!(tx.insert_workspace(&by_test(new)).await?, Inserted::Done);
            Ok(())
        }
    })
    .await;
    build(server, &workspace.to_string(), asked).await
}

/// A further build of a workspace, which waits for a daemon; its owner asks for it.
pub async fn build(server: &Server, workspace: &str, asked: Asked) -> Made {
    let id: WorkspaceId = workspace.parse().unwrap();
    let (build, job, now) = (Uuid::new_v4(), Uuid::new_v4(), server.clock.now());
    write(server, move |tx| {
        let asked = asked.clone();
        async move { insert_build(&tx, id, asked, build, job, now).await }
    })
    .await;
    Made { workspace: workspace.to_owned(), build: build.to_string(), job: job.to_string() }
}

async fn insert_build(
    tx: &Tx,
    workspace: WorkspaceId,
    asked: Asked,
    build: Uuid,
    job: Uuid,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let workspace = tx.workspace(workspace).await?.unwrap();
    let before = tx.latest_build(workspace.id).await?;
    let version = match (&asked.version, &before) {
        (Some(version), _) => version.parse().unwrap(),
        (None, Some(before)) => before.version_id,
        (None, None) => workspace.template_active_version_id,
    };
    let version: TemplateVersion = tx.template_version(version).await?.unwrap();
    let carried = NewJob {
        id: job.into(),
        organization_id: workspace.organization_id,
        initiator_id: workspace.owner_id,
        kind: JobType::WorkspaceBuild,
        file_id: version.job.file_id,
        version_id: version.id,
        workspace_id: Some(workspace.id),
        build_id: Some(build.into()),
        input: JobInput::default().to_json(),
        provisioner: version.job.provisioner,
        tags: version.job.tags.clone(),
        class: QueueClass::Person,
        now,
    };
    let organization = workspace.organization_id;
    tx.insert_job(&by_test(carried)).await?;
    let new = NewBuild {
        id: build.into(),
        workspace_id: workspace.id,
        build_number: before.map_or(1, |before| before.build_number + 1),
        version_id: version.id,
        job_id: job.into(),
        initiator_id: workspace.owner_id,
        transition: asked.transition,
        reason: asked.reason,
        preset_id: None,
        on_success: None,
        log_level: None,
        state: InitialState::Previous,
        parameters: asked.parameters,
        now,
    };
    let inserted = match asked.transition {
        Transition::Start => tx.insert_build::<Start>(&by_test(workspace), &new).await?,
        Transition::Stop => tx.insert_build::<Stop>(&by_test(workspace), &new).await?,
        Transition::Delete => tx.insert_build::<Delete>(&by_test(workspace), &new).await?,
    };
    assert_eq!(inserted, Inserted::Done);
    tx.tell(&format!("jobs:{organization}")).await?;
    tx.tell(&format!("workspace:{}", new.workspace_id)).await
}

/// Waits until the server's daemon has ended the build.
pub async fn ended(server: &Server, made: &Made) {
    server.log.wait_for(1, "job ended", "job", &made.job).await;
}

/// A workspace of this person's that runs.
pub async fn running(server: &Server, owner: &Person, template: &Value, name: &str) -> Made {
    let made = workspace(server, owner, id(template), name, Asked::default()).await;
    ended(server, &made).await;
    made
}

/// Builds the workspace, and waits for the end of it.
pub async fn built(server: &Server, workspace: &str, transition: Transition) -> Made {
    let made = build(server, workspace, Asked::to(transition)).await;
    ended(server, &made).await;
    made
}

/// Changes a workspace in the database, and tells those who watch it.
pub async fn change<A, Fut>(
    server: &Server,
    made: &Made,
    change: impl Fn(Tx, Authorized<A, Workspace>) -> Fut + Send + Sync + 'static,
) where
    A: ActionType,
    Fut: Future<Output = Result<(), StoreError>> + Send + 'static,
{
    let (id, change): (WorkspaceId, _) = (made.workspace.parse().unwrap(), Arc::new(change));
    write(server, move |tx| {
        let change = change.clone();
        async move {
            tx.tell(&format!("workspace:{id}")).await?;
            let found = tx.workspace(id).await?.unwrap();
            change(tx, by_test(found)).await
        }
    })
    .await;
}

/// Lets a person use a workspace.
pub async fn share(server: &Server, made: &Made, with: &Person) {
    access(server, made, with, Some(AccessRole::Use)).await;
}

/// Changes what a person may do to a workspace beside their roles.
pub async fn access(server: &Server, made: &Made, with: &Person, role: Option<AccessRole>) {
    let user: UserId = with.id.parse().unwrap();
    change(server, made, move |tx, found| async move {
        let changes = AccessChanges { users: vec![(user, role)], groups: vec![] };
        tx.change_workspace_access(&found, &changes).await
    })
    .await;
}

/// Cancels the job of a build that waits.
pub async fn cancel(server: &Server, made: &Made) {
    let (job, now): (ProvisionerJobId, _) = (made.job.parse().unwrap(), server.clock.now());
    let workspace = made.workspace.clone();
    write(server, move |tx| {
        let workspace = workspace.clone();
        async move {
            let found = by_test(tx.job(job).await?.unwrap());
            assert_eq!(tx.cancel_job(&found, now).await?, Some(Canceled::AtOnce));
            tx.tell(&format!("job:{job}")).await?;
            tx.tell(&format!("workspace:{workspace}")).await
        }
    })
    .await;
}
