//! A server with jobs in every state and two daemons, which the case puts into the database.

use burgrave_core::Clock as _;
use burgrave_core::authorization::{ActionType, Authorized, Automatic, Protected};
use burgrave_core::ids::{OrganizationId, ProvisionerDaemonId, ProvisionerJobId, UserId};
use burgrave_core::provisioning::job::{JobType, Provisioner};
use burgrave_core::provisioning::queue::{QueueClass, Server as Takes};
use burgrave_core::provisioning::tags::Tags;
use burgrave_store::{JobRecord, NewDaemon, NewJob, Store, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::harness::{Engine, Person, Server};
use crate::routes::files::scene::{TAR, tar, upload};

pub const JOBS: &str = "/api/v2/organizations/default/provisionerjobs";
pub const DAEMONS: &str = "/api/v2/organizations/default/provisionerdaemons";

/// Jobs by their outcome. `tagged` waits for a daemon that does not exist.
pub const SUCCEEDED: u128 = 1;
pub const FAILED: u128 = 2;
pub const CANCELED: u128 = 3;
pub const RUNNING: u128 = 4;
pub const PENDING: u128 = 5;
pub const TAGGED: u128 = 6;

/// The daemon that did and does jobs, and one that was last seen a day ago.
pub const WORKER: u128 = 20;
pub const LOST: u128 = 21;

pub fn id(number: u128) -> String {
    Uuid::from_u128(number).to_string()
}

pub fn tags(given: &[(&str, &str)]) -> Tags {
    let given = given.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    Tags::normal(given, None).unwrap()
}

/// The ids in an answer, as numbers, in their order.
pub fn numbers(list: &Value) -> Vec<u128> {
    let number = |one: &Value| one["id"].as_str().unwrap().parse::<Uuid>().unwrap().as_u128();
    list.as_array().unwrap().iter().map(number).collect()
}

fn by_itself<A: ActionType, T: Protected>(thing: T) -> Authorized<A, T> {
    Authorized::automatic(Automatic::Provisioner, thing)
}

/// What all rows have in common.
#[derive(Clone)]
struct Ground {
    organization: OrganizationId,
    initiator: UserId,
    file: String,
    now: DateTime<Utc>,
}

impl Ground {
    fn job(&self, number: u128, tags: Tags) -> NewJob {
        NewJob {
            id: Uuid::from_u128(number).into(),
            organization_id: self.organization,
            initiator_id: self.initiator,
            kind: JobType::TemplateVersionImport,
            file_id: self.file.parse().unwrap(),
            version_id: Uuid::from_u128(100 + number).into(),
            workspace_id: None,
            build_id: None,
            input: "{}".into(),
            provisioner: Provisioner::Terraform,
            tags,
            class: QueueClass::Person,
            now: self.now + TimeDelta::seconds(i64::try_from(number).unwrap()),
        }
    }

    fn daemon(&self, number: u128, name: &str, seen: DateTime<Utc>) -> NewDaemon {
        NewDaemon {
            id: Uuid::from_u128(number).into(),
            organization_id: self.organization,
            key_id: None,
            person: None,
            name: name.into(),
            version: "v1".into(),
            api_version: "1.18".into(),
            provisioners: vec![Provisioner::Terraform],
            tags: Tags::default(),
            now: seen,
        }
    }
}

/// The server with all of it. `amira` asked for the jobs.
pub async fn start(engine: Engine) -> (Server, Person) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let file = upload(&amira, TAR, tar(&[])).await;
    let organization = server.owner().await.get("/api/v2/organizations/default").await.json_of(200);
    let ground = Ground {
        organization: organization["id"].as_str().unwrap().parse().unwrap(),
        initiator: amira.id.parse().unwrap(),
        file,
        now: server.clock.now(),
    };
    let server = server.restart_after(async |store| fill(store, ground).await.unwrap()).await;
    let amira = Person { address: server.owner().await.address, ..amira };
    (server, amira)
}

async fn fill(store: &Store, ground: Ground) -> Result<(), StoreError> {
    store
        .write(move |tx| {
            let ground = ground.clone();
            async move {
                let worker: ProvisionerDaemonId = Uuid::from_u128(WORKER).into();
                tx.register_daemon(&by_itself(ground.daemon(WORKER, "worker", ground.now))).await?;
                let long_ago = ground.now - TimeDelta::days(1);
                tx.register_daemon(&by_itself(ground.daemon(LOST, "lost", long_ago))).await?;
                let takes = Takes {
                    organization: ground.organization,
                    provisioners: vec![Provisioner::Terraform],
                    tags: Tags::default(),
                    checks_drift: true,
                };
                for number in [SUCCEEDED, FAILED, CANCELED, RUNNING] {
                    tx.insert_job(&by_itself(ground.job(number, Tags::default()))).await?;
                    let at = ground.now + TimeDelta::seconds(60);
                    let job = tx.acquire_job(worker, &takes, at).await?.expect("it waits");
                    let job_id: ProvisionerJobId = Uuid::from_u128(number).into();
                    assert_eq!(job.id, job_id);
                    match number {
                        SUCCEEDED => assert!(tx.complete_job(&job, at).await?),
                        FAILED => assert!(tx.fail_job(&job, "no plan", None, at).await?),
                        CANCELED => {
                            let record = JobRecord::clone(&job);
                            assert!(tx.cancel_job(&by_itself(record), at).await?.is_some());
                            assert!(tx.complete_job(&job, at).await?);
                        }
                        _ => {}
                    }
                }
                tx.insert_job(&by_itself(ground.job(PENDING, Tags::default()))).await?;
                tx.insert_job(&by_itself(ground.job(TAGGED, tags(&[("gpu", "yes")])))).await?;
                Ok(())
            }
        })
        .await
}
