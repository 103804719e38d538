//! Builds with costs, as a daemon runs them.

use burgrave_core::authorization::{Delete, Start, Stop};
use burgrave_core::ids::{ProvisionerDaemonId, TemplateId, UserId, WorkspaceId};
use burgrave_core::provisioning::build::{AutomaticUpdates, BuildReason, Transition};
use burgrave_core::provisioning::job::{JobInput, JobType, Provisioner};
use burgrave_core::provisioning::queue::{QueueClass, Server as Takes};
use burgrave_core::provisioning::tags::Tags;
use burgrave_store::{
    InitialState, Inserted, NewBuild, NewDaemon, NewJob, NewWorkspace, QuotaCommit, QuotaRequest, StoreError,
    TemplateVersion, Tx, Workspace,
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Person, Server};
use crate::routes::stored::by_test;
use crate::routes::template_versions::scene::{template, version, write};

pub const HERE: &str = "/api/v2/organizations/default";

/// Where somebody's quota in the default organization is.
pub fn quota_of(who: &str) -> String {
    format!("{HERE}/members/{who}/workspace-quota")
}

/// What somebody may spend in the default organization, and spends.
pub async fn quota(person: &Person) -> Value {
    person.get(&quota_of("me")).await.json_of(200)
}

/// What a quota looks like.
pub fn told(consumed: i64, budget: i64) -> Value {
    json!({"credits_consumed": consumed, "budget": budget})
}

/// The allowance of each member of the default organization.
pub async fn allow_everyone(server: &Server, allowance: i64) {
    let owner = server.owner().await;
    let id = owner.get(HERE).await.json_of(200)["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v2/groups/{id}");
    owner.patch(&path, &json!({"quota_allowance": allowance})).await.expect(200);
}

/// A group of the default organization with this allowance and this member.
pub async fn group_of(server: &Server, name: &str, allowance: i64, member: &Person) -> String {
    let owner = server.owner().await;
    let body = json!({"name": name, "quota_allowance": allowance});
    let made = owner.post(&format!("{HERE}/groups"), &body).await.json_of(201);
    let id = made["id"].as_str().unwrap().to_owned();
    owner.patch(&format!("/api/v2/groups/{id}"), &json!({"add_users": [member.id]})).await.expect(200);
    id
}

/// A template whose workspaces are built.
pub struct Built {
    pub template: String,
    pub version: Value,
}

impl Built {
    /// A template of this name.
    pub async fn new(server: &Server, name: &'static str) -> Built {
        let version = version(server.owner().await, json!({})).await;
        let template = template(server, &version, name, true).await;
        Built { template, version }
    }

    /// The next build of the owner's workspace of this name, which is made where there is none; it asks
    /// whether it may cost so much, and ends well if so.
    pub async fn build(
        &self,
        server: &Server,
        owner: &Person,
        name: &'static str,
        (transition, cost): (Transition, i64),
    ) -> QuotaCommit {
        let build = Build {
            owner: owner.id.parse().unwrap(),
            owner_name: owner.username.clone(),
            template: self.template.parse().unwrap(),
            name,
            transition,
            cost,
            now: burgrave_core::Clock::now(&*server.clock),
        };
        let version = self.version["id"].as_str().unwrap().parse().unwrap();
        write(server, move |tx| {
            let build = build.clone();
            async move { build.carry_out(&tx, tx.template_version(version).await?.unwrap()).await }
        })
        .await
    }
}

#[derive(Clone)]
struct Build {
    owner: UserId,
    owner_name: String,
    template: TemplateId,
    name: &'static str,
    transition: Transition,
    cost: i64,
    now: DateTime<Utc>,
}

impl Build {
    async fn carry_out(&self, tx: &Tx, version: TemplateVersion) -> Result<QuotaCommit, StoreError> {
        let workspace = self.workspace(tx, &version).await?;
        let number = match workspace.latest_build_id {
            Some(latest) => tx.build(latest).await?.unwrap().record.build_number + 1,
            None => 1,
        };
        let (id, job) = (Uuid::new_v4(), self.job(&version, workspace.id));
        let new = NewBuild {
            id: job.build_id.unwrap(),
            workspace_id: workspace.id,
            build_number: number,
            version_id: version.id,
            job_id: job.id,
            initiator_id: self.owner,
            transition: self.transition,
            reason: BuildReason::Initiator,
            preset_id: None,
            on_success: None,
            log_level: None,
            state: InitialState::Previous,
            parameters: Vec::new(),
            now: self.now,
        };
        tx.insert_job(&by_test(job)).await?;
        let inserted = match self.transition {
            Transition::Start => tx.insert_build(&by_test::<Start, _>(workspace), &new).await?,
            Transition::Stop => tx.insert_build(&by_test::<Stop, _>(workspace), &new).await?,
            Transition::Delete => tx.insert_build(&by_test::<Delete, _>(workspace), &new).await?,
        };
        assert_eq!(inserted, Inserted::Done);
        let (worker, takes) = self.daemon(tx, &version).await?;
        let job = tx.acquire_job(worker, &takes, self.now).await?.expect("the build waits");
        let asked = QuotaRequest { entry: id.into(), cost: self.cost, enforced: true, now: self.now };
        let commit = tx.commit_quota(&job, asked).await?;
        match commit.decision.permitted {
            true => assert!(tx.complete_job(&job, self.now).await?),
            false => assert!(tx.fail_job(&job, "insufficient quota", None, self.now).await?),
        }
        Ok(commit)
    }

    async fn workspace(&self, tx: &Tx, version: &TemplateVersion) -> Result<Workspace, StoreError> {
        if let Some(known) = tx.workspace_by_name(self.owner, self.name, false).await? {
            return Ok(known);
        }
        let id: WorkspaceId = Uuid::new_v4().into();
        let new = NewWorkspace {
            id,
            owner_id: self.owner,
            organization_id: version.organization_id,
            template_id: self.template,
            name: self.name.into(),
            autostart_schedule: None,
            ttl_ms: None,
            automatic_updates: AutomaticUpdates::Never,
            next_start_at: None,
            owner_name: self.owner_name.clone(),
            now: self.now,
        };
        assert_eq!(tx.insert_workspace(&by_test(new)).await?, Inserted::Done);
        Ok(tx.workspace(id).await?.unwrap())
    }

    fn job(&self, version: &TemplateVersion, workspace: WorkspaceId) -> NewJob {
        NewJob {
            id: Uuid::new_v4().into(),
            organization_id: version.organization_id,
            initiator_id: self.owner,
            kind: JobType::WorkspaceBuild,
            file_id: version.file_id,
            version_id: version.id,
            workspace_id: Some(workspace),
            build_id: Some(Uuid::new_v4().into()),
            input: JobInput::default().to_json(),
            // The import of the version waits for the other one.
            provisioner: Provisioner::Echo,
            tags: Tags::default(),
            class: QueueClass::Person,
            now: self.now,
        }
    }

    async fn daemon(
        &self,
        tx: &Tx,
        version: &TemplateVersion,
    ) -> Result<(ProvisionerDaemonId, Takes), StoreError> {
        let new = NewDaemon {
            id: Uuid::new_v4().into(),
            organization_id: version.organization_id,
            key_id: None,
            person: None,
            name: "builder".into(),
            version: "v1".into(),
            api_version: "1.18".into(),
            provisioners: vec![Provisioner::Echo],
            tags: Tags::default(),
            now: self.now,
        };
        let takes = Takes {
            organization: version.organization_id,
            provisioners: new.provisioners.clone(),
            tags: new.tags.clone(),
            checks_drift: true,
        };
        Ok((tx.register_daemon(&by_test(new)).await?, takes))
    }
}
