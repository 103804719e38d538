//! What jobs have made whose daemon ended in the middle of them. The server waits for them still, where the
//! daemon has come back under its name.

use std::path::Path;
use std::time::Duration;

use burgrave_core::ids::ProvisionerJobId;
use burgrave_core::provisioning::resources::PlanFacts;
use burgrave_provisioner::JobFolder;
use burgrave_provisioner::terraform::leftover;
use burgrave_wire::method;
use burgrave_wire::provisionerd::Empty;
use slog::{Logger, info, warn};
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::super::worker::Failure;
use super::link::{Link, Unanswered};
use super::results::failed;
use crate::background::Stop;
use crate::provisioning::work::Left;

/// How long a program that has outlived its daemon may take to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is said of a job whose daemon ended in the middle of it.
const ERROR: &str =
    "The daemon ended unexpectedly in the middle of the job. Look at what is there, and ask for it again.";

/// Ends the jobs that have folders in `root`, with the states that they have left; those that are still there
/// when `leave` comes wait for the next start.
pub(super) async fn end_all(link: &Link, root: &Path, log: &Logger, leave: &Stop) {
    let names = match JobFolder::names(root) {
        Ok(names) => names,
        Err(error) => {
            warn!(log, "folders of earlier jobs can't be looked for"; "cause" => %error);
            return;
        }
    };
    for name in names {
        let Some(job) = job_of(&name) else { continue };
        // The state is only read once it can be told: until then it is safest where it is.
        let session = tokio::select! {
            biased;
            () = leave.cancelled() => return,
            session = link.session() => session,
        };
        if session.is_none() {
            return;
        }
        let root = root.to_owned();
        let Ok(state) = spawn_blocking(move || leftover(&root, &name, PATIENCE)).await else { continue };
        info!(log, "an earlier job was found that did not end"; "job" => %job, "has_state" => state.is_some());
        let left = state.map(|state| Left { state, resources: Vec::new() });
        let (timings, facts) = (Vec::new(), PlanFacts::default());
        let failure = Failure { error: ERROR.into(), code: None, left, timings, facts };
        match link.call::<Empty>(method::FAIL_JOB, &failed(job.to_string(), &failure)).await {
            Ok(Empty {}) => {}
            Err(Unanswered::Refused(why)) => info!(log, "it is no job of this daemon"; "why" => why),
            Err(Unanswered::Away) => warn!(log, "what it has left can't be told"; "job" => %job),
        }
    }
}

/// The job whose folder has this name.
fn job_of(name: &str) -> Option<ProvisionerJobId> {
    name.get(..36)?.parse::<Uuid>().ok().map(ProvisionerJobId::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_named_after_their_jobs() {
        let id = Uuid::from_u128(7);
        assert_eq!(job_of(&format!("{id}-0")), Some(id.into()));
        assert_eq!(job_of(&format!("{id}-0-1")), Some(id.into()));
        assert_eq!(job_of("something"), None);
    }
}
