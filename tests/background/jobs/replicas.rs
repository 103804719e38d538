//! Two servers on one database share the queue.

use std::collections::BTreeSet;

use burgrave_core::ids::ProvisionerJobId;
use burgrave_core::provisioning::job::JobStatus;

use super::scene::{given, job_of, machine, with_daemons};
use crate::harness::{Engine, Server};

/// Jobs, enough for each daemon to come to several.
const JOBS: usize = 24;

#[apply(case)]
async fn every_job_is_run_once_by_one_replica() {
    if !Engine::available().contains(&Engine::Postgres) {
        return;
    }
    let one = with_daemons(Engine::Postgres, 2).await;
    let other = one.beside().await;
    let mut made: Vec<ProvisionerJobId> = Vec::new();
    // The other keeps running while the first is stopped.
    let one = given(one, async |maker| {
        for _ in 0..JOBS {
            made.push(maker.import(machine(1).into_tar(), &[]).await);
        }
        let organization = maker.organization().await;
        maker.write(move |tx| async move { tx.tell(&format!("jobs:{organization}")).await }).await;
    })
    .await;
    let mut workers = BTreeSet::new();
    for id in made {
        let text = id.to_string();
        tokio::select! {
            () = one.log.wait_for(1, "job ended", "job", &text) => {}
            () = other.log.wait_for(1, "job ended", "job", &text) => {}
        }
        let job = job_of(&one, id).await;
        assert_eq!((job.status(), job.attempt), (JobStatus::Succeeded, 1));
        let runs = |server: &Server| server.log.lines_with("job", &text).iter().filter(ended).count();
        assert_eq!(runs(&one) + runs(&other), 1);
        workers.insert(job.worker_id);
    }
    assert!(workers.len() > 1, "the work was shared");
}

fn ended(line: &&serde_json::Value) -> bool {
    line["message"] == "job ended"
}
