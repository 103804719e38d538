//! What a job planned or made, with the agents in it.

use crate::table::table;
use crate::{CurrentJob, Reader, StoreError, Tx};
use burgrave_core::ids::{AgentId, ProvisionerJobId, ResourceId};
use burgrave_core::provisioning::build::Transition;
use chrono::{DateTime, Utc};

table! {
    JOB_RESOURCES = "job_resources" as "r";

    read
    /// A resource.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct ResourceRecord {
        pub id: ResourceId,
        pub job_id: ProvisionerJobId,
        pub created_at: DateTime<Utc>,
        pub transition: Transition,
        pub kind: String,
        pub name: String,
        pub hide: bool,
        pub icon: String,
        pub daily_cost: i64,
        /// JSON of the server.
        pub metadata: String,
        pub module_path: String,
        pub instance_type: String,
    }

    write
    /// A new resource. Positions are those of the job's own list.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewResource {
        key { pub id: ResourceId }
        columns {
            pub job_id: ProvisionerJobId,
            pub position: i64,
            pub transition: Transition,
            pub kind: String,
            pub name: String,
            pub hide: bool,
            pub icon: String,
            pub daily_cost: i64,
            pub metadata: String,
            pub module_path: String,
            pub instance_type: String,
        }
        given { pub now: DateTime<Utc> }
        derived |new| { created_at: DateTime<Utc> = new.now }
    }
}

table! {
    WORKSPACE_AGENTS = "workspace_agents" as "a";

    read
    /// An agent.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct AgentRecord {
        pub id: AgentId,
        pub resource_id: ResourceId,
        pub job_id: ProvisionerJobId,
        pub created_at: DateTime<Utc>,
        pub name: String,
        /// JSON of the server: apps, scripts, environment.
        pub definition: String,
        pub first_connected_at: Option<DateTime<Utc>>,
        pub last_connected_at: Option<DateTime<Utc>>,
        pub disconnected_at: Option<DateTime<Utc>>,
    }

    write
    /// A new agent. Positions are those of the job's own list.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewAgent {
        key { pub id: AgentId }
        columns {
            pub resource_id: ResourceId,
            pub job_id: ProvisionerJobId,
            pub position: i64,
            pub name: String,
            pub definition: String,
            /// When it counts as lost if it hasn't connected; never where it is absent.
            pub times_out_at: Option<DateTime<Utc>>,
        }
        given { pub now: DateTime<Utc> }
        derived |new| { created_at: DateTime<Utc> = new.now }
    }

    other { deleted_at: Option<DateTime<Utc>> }
}

impl Reader {
    /// The resources of jobs, those of one job in the order in which it gave them; in one query.
    pub async fn resources_of(&self, jobs: &[ProvisionerJobId]) -> Result<Vec<ResourceRecord>, StoreError> {
        let mut filter = self.filter();
        let places = filter.bind_all(jobs.iter().copied());
        filter.and(format!("r.job_id IN ({places})"));
        let sql = format!(
            "SELECT {} FROM job_resources r {} ORDER BY r.job_id, r.position",
            ResourceRecord::COLUMNS,
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }

    /// The agents of jobs that weren't deleted, in the same order.
    pub async fn agents_of(&self, jobs: &[ProvisionerJobId]) -> Result<Vec<AgentRecord>, StoreError> {
        let mut filter = self.filter();
        let places = filter.bind_all(jobs.iter().copied());
        filter.and(format!("a.job_id IN ({places})"));
        filter.and("a.deleted_at IS NULL");
        let sql = format!(
            "SELECT {} FROM workspace_agents a {} ORDER BY a.job_id, a.position",
            AgentRecord::COLUMNS,
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }
}

impl Tx {
    /// Keeps what a job planned or made.
    ///
    /// # Errors
    /// `Internal` for what belongs to another job.
    pub async fn insert_resources(
        &self,
        job: &CurrentJob,
        resources: &[NewResource],
        agents: &[NewAgent],
    ) -> Result<(), StoreError> {
        let jobs = resources.iter().map(|one| one.job_id).chain(agents.iter().map(|one| one.job_id));
        if jobs.into_iter().any(|of| of != job.id) {
            return Err(StoreError::Internal("resources of another job than the daemon holds".into()));
        }
        for resource in resources {
            self.insert(resource).await?;
        }
        for agent in agents {
            self.insert(agent).await?;
        }
        Ok(())
    }

    /// Deletes the agents of the builds before the one that the job carries out.
    pub async fn delete_earlier_agents(
        &self,
        job: &CurrentJob,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE workspace_agents SET deleted_at = ?3 WHERE deleted_at IS NULL AND job_id IN \
                   (SELECT b.job_id FROM workspace_builds b WHERE b.workspace_id = ?1 AND b.job_id <> ?2)";
        let values = [job.workspace_id.into(), job.id.into(), now.into()];
        self.execute(sql, &values).await.map(|_| ())
    }
}
