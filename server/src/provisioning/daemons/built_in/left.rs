//! What builds have made whose server ended in the middle of them.

use std::collections::HashMap;
use std::time::Duration;

use burgrave_core::ids::{ProvisionerDaemonId, ProvisionerJobId};
use burgrave_core::provisioning::job::JobType;
use burgrave_provisioner::JobFolder;
use burgrave_provisioner::terraform::leftover;
use burgrave_store::{JobRecord, StoreError};
use slog::{info, warn};
use tokio::task::spawn_blocking;

use super::super::worker::Machine;
use crate::application::App;
use crate::fault::Fault;
use crate::provisioning::work::Registered;

/// How long a program that has outlived its server may take to end. The start waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

/// The daemons of processes that have ended in the middle of jobs, and what their builds have made.
pub(super) struct LeftBehind {
    pub(super) daemons: Vec<ProvisionerDaemonId>,
    pub(super) states: HashMap<ProvisionerJobId, Vec<u8>>,
}

/// What the daemons have left behind whose ids are this process's own now, and of others of this machine
/// those whose process has ended, as the folders of their jobs show. What still runs for a build is ended.
///
/// # Errors
/// The storage's.
pub(super) async fn left_behind(app: &App, registered: &Registered) -> Result<LeftBehind, Fault> {
    let mut daemons = registered.daemons.clone();
    let mut states = HashMap::new();
    for (job, worker) in held(app, [&*daemons, &registered.namesakes].concat()).await? {
        let (id, name) = (job.id, Machine::folder_name(job.id, Some(job.attempt)));
        if !registered.daemons.contains(&worker) {
            if !JobFolder::is_deserted(&std::env::temp_dir(), &name) {
                continue;
            }
            daemons.push(worker);
        }
        if job.kind != JobType::WorkspaceBuild {
            continue;
        }
        match spawn_blocking(move || leftover(&std::env::temp_dir(), &name, PATIENCE)).await {
            Ok(Some(state)) => {
                info!(app.log(), "a build's state was found that the server's last run has left"; "job" => %id);
                states.insert(id, state);
            }
            Ok(None) => {}
            Err(_) => warn!(app.log(), "what a build has left can't be looked for"; "job" => %id),
        }
    }
    Ok(LeftBehind { daemons, states })
}

/// The jobs that daemons hold, with the daemon of each.
async fn held(
    app: &App,
    daemons: Vec<ProvisionerDaemonId>,
) -> Result<Vec<(JobRecord, ProvisionerDaemonId)>, Fault> {
    let held = app.store().read(move |reader| {
        let daemons = daemons.clone();
        async move {
            let mut jobs = Vec::new();
            for (id, worker) in reader.jobs_held_by(&daemons).await? {
                jobs.extend(reader.job(id).await?.map(|job| (job, worker)));
            }
            Ok::<_, StoreError>(jobs)
        }
    });
    Ok(held.await?)
}
