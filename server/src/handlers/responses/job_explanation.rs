//! Answers about why a job waits.

use burgrave_api::{
    ProvisionerJobCandidate, ProvisionerJobExplanation, ProvisionerJobObstacle,
    ProvisionerJobObstacleKind as Kind,
};
use burgrave_core::provisioning::explain::Obstacle;

use super::daemons::daemon_status;
use super::int32;
use super::jobs::job_status;
use crate::provisioning::explain::{DaemonVerdict, Explanation};

/// An explanation.
pub(crate) fn explanation(view: Explanation) -> ProvisionerJobExplanation {
    let Explanation { job, text, place, wait, daemons } = view;
    ProvisionerJobExplanation {
        job_id: job.id,
        status: job_status(job.status()),
        text,
        queue_position: int32(place.position),
        queue_size: int32(place.size),
        expected_wait_seconds: wait.map(|(wait, _)| wait.num_seconds().max(0)),
        based_on_jobs: wait.map_or(0, |(_, jobs)| int32(jobs)),
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
    let plain =
        |kind| ProvisionerJobObstacle { kind, detail, remedy, lasting, tag: None, job_id: None, since: None };
    match of {
        Obstacle::Organization => plain(Kind::Organization),
        Obstacle::Provisioner { .. } => plain(Kind::Provisioner),
        Obstacle::JobType => plain(Kind::JobType),
        Obstacle::Tag(mismatch) => {
            ProvisionerJobObstacle { tag: Some(mismatch.key().to_owned()), ..plain(Kind::Tag) }
        }
        Obstacle::Busy(job) => ProvisionerJobObstacle { job_id: Some(job), ..plain(Kind::Busy) },
        Obstacle::Offline(since) => ProvisionerJobObstacle { since, ..plain(Kind::Offline) },
    }
}
