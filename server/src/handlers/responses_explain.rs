//! Why a job waits, in the words of the API.

use burgrave_api::{
    ProvisionerJobCandidate, ProvisionerJobExplanation, ProvisionerJobObstacle,
    ProvisionerJobObstacleKind as Kind,
};
use burgrave_core::provisioning::explain::Obstacle;

use super::responses_provisioning::{count, daemon_status, job_status};
use crate::provisioning::explain::{DaemonVerdict, Explanation};

/// An explanation.
pub(super) fn explanation(told: Explanation) -> ProvisionerJobExplanation {
    let Explanation { job, text, place, wait, daemons } = told;
    ProvisionerJobExplanation {
        job_id: job.id,
        status: job_status(job.status()),
        text,
        queue_position: count(place.position),
        queue_size: count(place.size),
        expected_wait_seconds: wait.map(|(wait, _)| wait.num_seconds().max(0)),
        based_on_jobs: wait.map_or(0, |(_, jobs)| count(jobs as u64)),
        daemons: daemons.into_iter().map(candidate).collect(),
    }
}

fn candidate(of: DaemonVerdict) -> ProvisionerJobCandidate {
    let DaemonVerdict { daemon, status, obstacles } = of;
    ProvisionerJobCandidate {
        id: daemon.id,
        name: daemon.name,
        organization_id: daemon.organization_id,
        status: daemon_status(status),
        obstacles: obstacles.into_iter().map(obstacle).collect(),
    }
}

fn obstacle(of: Obstacle) -> ProvisionerJobObstacle {
    let (detail, remedy, lasting) = (of.to_string(), of.remedy(), of.lasts());
    let told =
        |kind| ProvisionerJobObstacle { kind, detail, remedy, lasting, tag: None, job_id: None, since: None };
    match of {
        Obstacle::Organization => told(Kind::Organization),
        Obstacle::Provisioner { .. } => told(Kind::Provisioner),
        Obstacle::Tag(mismatch) => {
            ProvisionerJobObstacle { tag: Some(mismatch.key().to_owned()), ..told(Kind::Tag) }
        }
        Obstacle::Busy(job) => ProvisionerJobObstacle { job_id: Some(job), ..told(Kind::Busy) },
        Obstacle::Offline(since) => ProvisionerJobObstacle { since, ..told(Kind::Offline) },
    }
}
