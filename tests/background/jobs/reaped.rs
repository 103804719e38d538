//! Jobs without a daemon.

use burgrave_core::ids::ProvisionerJobId;
use burgrave_core::provisioning::job::JobStatus;
use burgrave_store::{AppendedLogs, CurrentJob, StoreError};
use chrono::TimeDelta;

use super::scene::{given, hold, job_of, log_of, machine, with_daemons};
use crate::harness::{Engine, Server};

#[apply(case)]
async fn a_job_that_no_daemon_takes_ends_after_half_an_hour(engine: Engine) {
    let mut made: Option<ProvisionerJobId> = None;
    let server = given(Server::start(engine).await, async |maker| {
        made = Some(maker.import(machine(0).into_tar(), &[]).await);
    })
    .await;
    let id = made.unwrap();
    server.clock.advance(TimeDelta::minutes(29));
    server.tick().await;
    assert_eq!(job_of(&server, id).await.status(), JobStatus::Pending);
    server.clock.advance(TimeDelta::minutes(1));
    server.tick().await;
    let job = job_of(&server, id).await;
    let error = job.error.unwrap();
    assert!(error.contains("within 30 minutes"), "{error}");
    assert!(error.ends_with("There is no provisioner daemon in the organization."), "{error}");
    assert_eq!(log_of(&server, id).await.len(), 6, "the error has two lines");
}

#[apply(case)]
async fn a_daemon_that_was_thought_dead_can_not_go_on(engine: Engine) {
    let (mut made, mut thought_dead) = (None::<ProvisionerJobId>, None::<CurrentJob>);
    // Without daemons at the second start, nobody takes the job over.
    let server = with_daemons(engine, 1).await;
    let server = server.restart_with(vec![("provisioner-daemons", "0".into())]).await;
    let server = given(server, async |maker| {
        let job = maker.import(machine(0).into_tar(), &[]).await;
        thought_dead = Some(hold(&maker, job).await);
        made = Some(job);
    })
    .await;
    let (id, thought_dead) = (made.unwrap(), thought_dead.unwrap());
    server.clock.advance(TimeDelta::minutes(4));
    server.tick().await;
    assert_eq!(job_of(&server, id).await.status(), JobStatus::Running);
    server.clock.advance(TimeDelta::minutes(1));
    server.tick().await;
    let job = job_of(&server, id).await;
    assert!(job.error.as_deref().is_some_and(|error| error.contains("hung")), "{:?}", job.error);
    let now = burgrave_core::Clock::now(&*server.clock);
    let refused = server.look(async |store| {
        let go_on = store.write(move |tx| {
            let job = thought_dead.clone();
            async move {
                let lines = tx.append_job_logs(&job, &[], now).await?;
                Ok::<_, StoreError>((lines, tx.complete_job(&job, now).await?))
            }
        });
        go_on.await.unwrap()
    });
    assert_eq!(refused.await, (AppendedLogs::NotCurrent, false));
    assert_eq!(job_of(&server, id).await, job);
}
