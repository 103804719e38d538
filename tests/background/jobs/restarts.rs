//! A server ends in the middle of a job.

use burgrave_core::ids::ProvisionerJobId;
use burgrave_core::provisioning::job::{JobStatus, LogLevel};
use burgrave_provisioner::echo::EchoArchive;
use burgrave_provisioner::{LogLine, echo::EchoStep};
use chrono::TimeDelta;

use super::scene::{ended, given, hold, job_of, machine, with_daemons};
use crate::harness::Engine;

#[apply(case)]
async fn an_import_in_the_middle_waits_again_when_the_server_stops(engine: Engine) {
    let line = LogLine { level: LogLevel::Info, output: "waiting".into() };
    let endless = EchoArchive::new().parse(&[EchoStep::Log(line)]).into_tar();
    let server = with_daemons(engine, 1).await;
    let mut made: Option<ProvisionerJobId> = None;
    let server = given(server, async |maker| made = Some(maker.import(endless, &[]).await)).await;
    let id = made.unwrap();
    server.log.wait_for(1, "job waits", "job", &id.to_string()).await;
    let server = server.restart_with(vec![("provisioner-daemons", "0".into())]).await;
    let job = job_of(&server, id).await;
    assert_eq!((job.status(), job.attempt, job.worker_id), (JobStatus::Pending, 1, None));
    let server = server.restart_with(vec![("provisioner-daemons", "2".into())]).await;
    server.log.wait_for(2, "job waits", "job", &id.to_string()).await;
    let job = job_of(&server, id).await;
    assert_eq!((job.status(), job.attempt), (JobStatus::Running, 2));
}

#[apply(case)]
async fn an_import_whose_server_was_killed_is_run_by_the_next(engine: Engine) {
    let server = with_daemons(engine, 1).await;
    server.clock.advance(TimeDelta::minutes(2));
    let mut made: Option<ProvisionerJobId> = None;
    let server = given(server, async |maker| {
        let job = maker.import(machine(1).into_tar(), &[]).await;
        hold(&maker, job).await;
        made = Some(job);
    })
    .await;
    let id = made.unwrap();
    ended(&server, id).await;
    let job = job_of(&server, id).await;
    assert_eq!((job.status(), job.attempt), (JobStatus::Succeeded, 2));
}
