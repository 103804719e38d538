//! Jobs that are canceled while a daemon is at work on them.

use burgrave_core::authorization::{Authorized, Automatic, Update};
use burgrave_core::ids::ProvisionerJobId;
use burgrave_core::provisioning::job::{Canceled, JobStatus};
use burgrave_provisioner::echo::{EchoArchive, EchoStep};
use burgrave_provisioner::{LogLine, Parsed};
use burgrave_store::StoreError;

use super::scene::{ended, given, job_of, read_job, stages_of, with_daemons};
use crate::harness::{Engine, Server};

#[apply(case)]
async fn a_daemon_ends_the_job_that_somebody_cancels(engine: Engine) {
    let line = LogLine { level: burgrave_core::provisioning::job::LogLevel::Info, output: "waiting".into() };
    let endless =
        EchoArchive::new().parse(&[EchoStep::Complete(Parsed::default())]).plan(None, &[EchoStep::Log(line)]);
    let server = with_daemons(engine, 1).await;
    let mut made: Option<ProvisionerJobId> = None;
    let server = given(server, async |maker| made = Some(maker.import(endless.into_tar(), &[]).await)).await;
    let id = made.unwrap();
    server.log.wait_for(1, "job waits", "job", &id.to_string()).await;
    let canceled = cancel(&server, id).await;
    assert_eq!(canceled, Some(Canceled::WhenItsDaemonEnds));
    ended(&server, id).await;
    let job = job_of(&server, id).await;
    assert_eq!((job.status(), job.error), (JobStatus::Canceled, None));
    assert_eq!(stages_of(&server, id).await.last().map(String::as_str), Some("Cleaning Up"));
}

/// Somebody cancels the job.
pub(super) async fn cancel(server: &Server, id: ProvisionerJobId) -> Option<Canceled> {
    let now = burgrave_core::Clock::now(&*server.clock);
    server
        .look(async |store| {
            let job = Authorized::<Update, _>::automatic(Automatic::Setup, read_job(store, id).await);
            let cancel = store.write(move |tx| {
                let job = job.clone();
                async move {
                    let canceled = tx.cancel_job(&job, now).await?;
                    tx.tell(&format!("job:{id}")).await?;
                    Ok::<_, StoreError>(canceled)
                }
            });
            cancel.await.unwrap()
        })
        .await
}
