//! A server whose database gets jobs while it is stopped, so that its daemons find them when it starts.

use burgrave_core::authorization::{AccessList, Authorized, Automatic, Create, Protected, Start, Update};
use burgrave_core::ids::{FileId, OrganizationId, ProvisionerJobId, TemplateVersionId, UserId};
use burgrave_core::provisioning::build::{AutomaticUpdates, BuildReason, Transition};
use burgrave_core::provisioning::job::{JobInput, JobType, Provisioner};
use burgrave_core::provisioning::queue::QueueClass;
use burgrave_core::provisioning::resources::{Agent, Resource};
use burgrave_core::provisioning::tags::Tags;
use burgrave_provisioner::echo::EchoArchive;
use burgrave_provisioner::{Parsed, Planned};
use burgrave_store::*;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::harness::{Engine, Options, Server};

/// What jobs are made with.
pub struct Maker<'a> {
    pub store: &'a Store,
    owner: UserId,
    now: DateTime<Utc>,
    /// The provisioner that runs them.
    pub provisioner: Provisioner,
}

/// A server with so many daemons.
pub async fn with_daemons(engine: Engine, count: u16) -> Server {
    let flags = vec![("provisioner-daemons", count.to_string())];
    Server::start_with(engine, Options { flags, ..Options::default() }).await
}

/// The server after it stood still for this.
pub async fn given(server: Server, make: impl AsyncFnOnce(Maker<'_>)) -> Server {
    let owner: Uuid = server.owner().await.id.parse().unwrap();
    let clock = server.clock.clone();
    server
        .restart_after(async move |store| {
            let now = burgrave_core::Clock::now(&*clock);
            make(Maker { store, owner: owner.into(), now, provisioner: Provisioner::Echo }).await;
        })
        .await
}

/// Waits until the daemons have ended the job.
pub async fn ended(server: &Server, job: ProvisionerJobId) {
    server.log.wait_for(1, "job ended", "job", &job.to_string()).await;
}

/// The job as it is now.
pub async fn job_of(server: &Server, job: ProvisionerJobId) -> JobRecord {
    server.look(async |store| read_job(store, job).await).await
}

pub async fn read_job(store: &Store, job: ProvisionerJobId) -> JobRecord {
    store
        .read(move |reader| async move { reader.job(job).await })
        .await
        .unwrap()
        .expect("there is such a job")
}

/// Stages and outputs of the job's log.
pub async fn log_of(server: &Server, job: ProvisionerJobId) -> Vec<(String, String)> {
    let lines = server
        .look(async |store| {
            let page = LogPage::default();
            store.read(move |reader| async move { reader.job_logs(job, page).await }).await.unwrap()
        })
        .await;
    lines.into_iter().map(|line| (line.stage, line.output)).collect()
}

/// The stages of the job's log, each once.
pub async fn stages_of(server: &Server, job: ProvisionerJobId) -> Vec<String> {
    let mut stages: Vec<_> = log_of(server, job).await.into_iter().map(|(stage, _)| stage).collect();
    stages.dedup();
    stages
}

/// The first daemon of the database takes the job, and is never heard of again.
pub async fn hold(maker: &Maker<'_>, job: ProvisionerJobId) -> CurrentJob {
    let organization = maker.organization().await;
    let now = maker.now;
    let taken = maker.store.write_read_committed(move |tx| async move {
        let daemon = tx.daemons_of(organization).await?.remove(0);
        loop {
            let taken = tx.acquire_job(daemon.id, &daemon.server(), now).await?.expect("the job waits");
            if taken.id == job {
                return Ok::<_, StoreError>(taken);
            }
            // Another job of the same case, such as the import of a build's template.
            tx.complete_job(&taken, now).await?;
        }
    });
    taken.await.unwrap()
}

/// A template that makes one machine with one agent.
pub fn machine(cost: i64) -> EchoArchive {
    let agent = Agent { name: "main".into(), operating_system: "linux".into(), ..Agent::default() };
    let resource = Resource {
        name: "dev".into(),
        kind: "machine".into(),
        daily_cost: cost,
        agents: vec![agent],
        ..Resource::default()
    };
    let planned = Planned { resources: vec![resource], ..Planned::default() };
    EchoArchive::simple(&Parsed { readme: "# Dev".into(), ..Parsed::default() }, &planned)
}

pub fn made<New: Protected>(new: New) -> Authorized<Create, New> {
    Authorized::automatic(Automatic::Setup, new)
}

impl Maker<'_> {
    pub async fn organization(&self) -> OrganizationId {
        let default = self.store.read(|reader| async move { reader.default_organization().await });
        default.await.unwrap().unwrap().id
    }

    /// An import of this archive, with values for its variables.
    pub async fn import(&self, archive: Vec<u8>, variables: &[(&str, &str)]) -> ProvisionerJobId {
        let (organization, file) = (self.organization().await, self.file(archive).await);
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let input = JobInput { variables: variables.collect(), ..JobInput::default() };
        let job = self.job(organization, file, JobType::TemplateVersionImport, Uuid::new_v4().into());
        let job = NewJob { input: input.to_json(), ..job };
        let (id, version, owner, now) = (job.id, job.version_id, self.owner, self.now);
        self.write(move |tx| {
            let job = made(job.clone());
            async move {
                tx.insert_job(&job).await?;
                let new = NewTemplateVersion {
                    id: version,
                    organization_id: organization,
                    template_id: None,
                    name: version.to_string(),
                    message: String::new(),
                    file_id: file,
                    job_id: id,
                    created_by: owner,
                    tags: None,
                    access: AccessList::default(),
                    now,
                };
                tx.insert_template_version(&made(new)).await.map(drop)
            }
        })
        .await;
        id
    }

    /// A build that starts a new workspace from this archive; the workspace lives for an hour.
    pub async fn start(&self, archive: Vec<u8>) -> ProvisionerJobId {
        let import = self.import(archive, &[]).await;
        let import = read_job(self.store, import).await;
        let (organization, owner, now) = (import.organization_id, self.owner, self.now);
        let (template, workspace, build) = (Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4());
        let job = self.job(organization, import.file_id, JobType::WorkspaceBuild, import.version_id);
        let job = NewJob { workspace_id: Some(workspace.into()), build_id: Some(build.into()), ..job };
        let id = job.id;
        self.write(move |tx| {
            let (job, name) = (job.clone(), format!("t{}", &template.simple().to_string()[..8]));
            async move {
                let version = job.version_id;
                let new = NewTemplate::named(template.into(), organization, owner, &name, version, now);
                assert_eq!(tx.insert_template(&made(new), &AccessList::default()).await?, Inserted::Done);
                let imported = tx.template_version(version).await?.unwrap();
                let imported = Authorized::<Update, _>::automatic(Automatic::Setup, imported);
                let attached = tx.attach_template_version(&imported, template.into(), now).await?;
                assert_eq!(attached, Change::Done);
                let new = NewWorkspace {
                    id: workspace.into(),
                    owner_id: owner,
                    organization_id: organization,
                    template_id: template.into(),
                    name,
                    autostart_schedule: None,
                    ttl_ms: Some(3_600_000),
                    automatic_updates: AutomaticUpdates::Never,
                    next_start_at: None,
                    owner_name: "owner".into(),
                    now,
                };
                assert_eq!(tx.insert_workspace(&made(new)).await?, Inserted::Done);
                tx.insert_job(&made(job)).await?;
                let new = NewBuild {
                    id: build.into(),
                    workspace_id: workspace.into(),
                    build_number: 1,
                    version_id: version,
                    job_id: id,
                    initiator_id: owner,
                    transition: Transition::Start,
                    reason: BuildReason::Initiator,
                    preset_id: None,
                    on_success: None,
                    log_level: None,
                    state: InitialState::Empty,
                    parameters: Vec::new(),
                    now,
                };
                let workspace = tx.workspace(workspace.into()).await?.unwrap();
                let workspace = Authorized::<Start, _>::automatic(Automatic::Setup, workspace);
                tx.insert_build(&workspace, &new).await.map(drop)
            }
        })
        .await;
        id
    }

    fn job(
        &self,
        organization_id: OrganizationId,
        file_id: FileId,
        kind: JobType,
        version_id: TemplateVersionId,
    ) -> NewJob {
        NewJob {
            id: Uuid::new_v4().into(),
            organization_id,
            initiator_id: self.owner,
            kind,
            file_id,
            version_id,
            workspace_id: None,
            build_id: None,
            input: JobInput::default().to_json(),
            provisioner: self.provisioner,
            tags: Tags::default(),
            class: QueueClass::Person,
            now: self.now,
        }
    }

    async fn file(&self, archive: Vec<u8>) -> FileId {
        let id: FileId = Uuid::new_v4().into();
        let (owner, now) = (self.owner, self.now);
        let new = made(NewFile { id, created_by: owner, media_type: "application/x-tar".into(), now });
        self.write(move |tx| {
            let (new, archive) = (new.clone(), archive.clone());
            async move {
                tx.insert_file(&new).await?;
                for (position, piece) in (0..).zip(archive.chunks(FILE_PIECE)) {
                    tx.insert_file_piece(&new, position, piece).await?;
                }
                // Equal archives of two cases are two files here.
                let hash = Sha256::digest(id.uuid().as_bytes()).into();
                tx.complete_file(&new, &hash, archive.len() as u64, now).await.map(drop)
            }
        })
        .await;
        id
    }

    pub async fn write<F, Fut>(&self, change: F)
    where
        F: Fn(Tx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), StoreError>> + Send + 'static,
    {
        self.store.write(change).await.unwrap();
    }
}
