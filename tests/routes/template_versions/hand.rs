//! A daemon that a case moves by hand: it takes an import, writes, finds, and ends.

use burgrave_core::Clock as _;
use burgrave_core::ids::{OrganizationId, ProvisionerDaemonId, ProvisionerJobId};
use burgrave_core::provisioning::job::{LogLevel, LogSource, Provisioner};
use burgrave_core::provisioning::queue::Server as Takes;
use burgrave_core::provisioning::tags::Tags;
use burgrave_store::{AppendedLogs, CurrentJob, LogLine, NewDaemon, StoreError, Tx};
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::scene::write;
use crate::harness::Server;
use crate::routes::stored::by_test;

const DAEMON: ProvisionerDaemonId = ProvisionerDaemonId::new(Uuid::from_u128(20));

/// A daemon that holds one job.
pub struct Hand<'s> {
    server: &'s Server,
    pub job: CurrentJob,
}

/// Registers the daemon, so that it is there to be matched.
pub async fn appear(server: &Server, organization: OrganizationId) {
    let new = NewDaemon {
        id: DAEMON,
        organization_id: organization,
        key_id: None,
        person: None,
        name: "hand".into(),
        version: "v1".into(),
        api_version: "1.18".into(),
        provisioners: vec![Provisioner::Terraform],
        tags: Tags::default(),
        now: server.clock.now(),
    };
    write(server, move |tx| {
        let new = by_test(new.clone());
        async move { tx.register_daemon(&new).await.map(|_| ()) }
    })
    .await;
}

/// Takes the import of a version, as a daemon with its tags would; other jobs that wait in front of it are
/// taken, and left.
pub async fn take<'s>(server: &'s Server, version: &Value) -> Hand<'s> {
    let organization = version["organization_id"].as_str().unwrap().parse().unwrap();
    appear(server, organization).await;
    let job: ProvisionerJobId = version["job"]["id"].as_str().unwrap().parse().unwrap();
    let now = server.clock.now();
    let tags: std::collections::BTreeMap<String, String> =
        serde_json::from_value(version["job"]["tags"].clone()).unwrap();
    let tags = Tags::normal(tags, None).unwrap();
    let takes = Takes { organization, provisioners: vec![Provisioner::Terraform], tags, checks_drift: true };
    let held = write(server, move |tx| {
        let takes = takes.clone();
        async move {
            loop {
                let held = tx.acquire_job(DAEMON, &takes, now).await?.expect("the import waits");
                if held.id == job {
                    tell(&tx, &held).await?;
                    return Ok(held);
                }
            }
        }
    })
    .await;
    Hand { server, job: held }
}

impl Hand<'_> {
    /// Writes lines to the log, by a transaction of their own.
    pub async fn writes(&self, lines: &[&str]) {
        let now = self.server.clock.now();
        let line = |output: &&str| LogLine {
            created_at: now,
            source: LogSource::Provisioner,
            level: LogLevel::Info,
            stage: "Planning".into(),
            output: (*output).to_owned(),
        };
        let lines: Vec<_> = lines.iter().map(line).collect();
        let job = self.job.clone();
        write(self.server, move |tx| {
            let (lines, job) = (lines.clone(), job.clone());
            async move {
                assert_eq!(tx.append_job_logs(&job, &lines, now).await?, AppendedLogs::Done);
                tell(&tx, &job).await
            }
        })
        .await;
    }

    /// Ends the import well.
    pub async fn ends(self) {
        let (job, now) = (self.job, self.server.clock.now());
        write(self.server, move |tx| {
            let job = job.clone();
            async move {
                tx.end_version_import(&job, false, now).await?;
                assert!(tx.complete_job(&job, now).await?);
                tell(&tx, &job).await
            }
        })
        .await;
    }

    /// Ends the import with an error.
    pub async fn fails(self, error: &'static str) {
        let (job, now) = (self.job, self.server.clock.now());
        write(self.server, move |tx| {
            let job = job.clone();
            async move {
                assert!(tx.fail_job(&job, error, None, now).await?);
                tell(&tx, &job).await
            }
        })
        .await;
    }

    /// Writes what the import found.
    pub async fn finds<Fut>(
        &self,
        found: impl Fn(Tx, CurrentJob, DateTime<Utc>) -> Fut + Send + Sync + 'static,
    ) where
        Fut: Future<Output = Result<(), StoreError>> + Send + 'static,
    {
        let (job, now) = (self.job.clone(), self.server.clock.now());
        write(self.server, move |tx| found(tx, job.clone(), now)).await;
    }
}

/// Wakes who follows the job.
async fn tell(tx: &Tx, job: &CurrentJob) -> Result<(), StoreError> {
    tx.tell(&format!("job:{}", job.id)).await
}
