//! Where pending jobs stand in the queue.

use super::PENDING;
use super::lanes::LaneRecord;
use super::records::JobRecord;
use crate::value::Value;
use crate::{Reader, StoreError};
use burgrave_core::ids::{OrganizationId, ProvisionerJobId};
use burgrave_core::provisioning::job::JobStatus;
use burgrave_core::provisioning::queue::{Lane, QueuePlace, Server, place, place_among_all};
use std::collections::HashMap;
use uuid::Uuid;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JobPlace {
    /// Among the jobs that it competes with: what builds and versions show.
    pub competing: QueuePlace,
    /// Among all pending jobs of the organization: what the list of jobs shows. The size is that of every
    /// job.
    pub overall: QueuePlace,
}

/// A place in the order of pending jobs: the turn in microseconds, and the id.
type Mark = (i64, ProvisionerJobId);

fn mark(job: &JobRecord) -> Mark {
    (job.turn.timestamp_micros(), job.id)
}

/// Spans that one statement counts at most: databases limit the number of values.
const MOST_SPANS: usize = 1024;

/// How many jobs of a lane wait, in all and before each of the marks.
struct Counted {
    lane: LaneRecord,
    before: Vec<u64>,
    waiting: u64,
}

impl Reader {
    /// Where jobs of one organization stand. Jobs that don't wait have the position 0. `servers` are the
    /// daemons that count as online. What it costs grows with the jobs that wait, not with those that have
    /// ended, nor with how many are asked about.
    pub async fn job_places(
        &self,
        organization: OrganizationId,
        jobs: &[JobRecord],
        servers: &[Server],
    ) -> Result<HashMap<ProvisionerJobId, JobPlace>, StoreError> {
        let waiting: Vec<_> = jobs.iter().filter(|job| job.status() == JobStatus::Pending).collect();
        let mut marks: Vec<Mark> = waiting.iter().map(|job| mark(job)).collect();
        marks.sort_unstable();
        marks.dedup();
        let mut counted = Vec::new();
        for lane in self.waiting_lanes(organization).await? {
            counted.push(self.count_lane(lane, &marks).await?);
        }
        let lanes_before = |at: Option<usize>| -> Vec<Lane> {
            let lane = |one: &Counted| Lane {
                organization,
                provisioner: one.lane.provisioner,
                tags: one.lane.tags.clone(),
                waiting: one.waiting,
                ahead: at.map_or(0, |at| one.before[at]),
            };
            counted.iter().map(lane).collect()
        };
        let size = counted.iter().map(|one| one.waiting).sum();
        let idle = JobPlace { overall: QueuePlace { position: 0, size }, ..JobPlace::default() };
        let mut places: HashMap<_, _> = jobs.iter().map(|job| (job.id, idle)).collect();
        for job in waiting {
            let Ok(at) = marks.binary_search(&mark(job)) else { continue };
            let lanes = lanes_before(Some(at));
            let own = counted.iter().position(|one| one.lane.id == job.lane_id);
            if let Some(own) = own.map(|own| &lanes[own]) {
                let competing = place(own, &lanes, servers);
                places.insert(job.id, JobPlace { competing, overall: place_among_all(own, &lanes, servers) });
            }
        }
        Ok(places)
    }

    /// Counts a lane in statements that walk through its part of the index once: how many jobs stand between
    /// one mark's turn and the next, and how many have the same turn and a smaller id.
    async fn count_lane(&self, lane: LaneRecord, marks: &[Mark]) -> Result<Counted, StoreError> {
        const END: Mark = (i64::MAX, ProvisionerJobId::nil());
        let turns = std::iter::once(0).chain(marks.iter().map(|(turn, _)| *turn));
        let spans: Vec<(i64, Mark)> = turns.zip(marks.iter().copied().chain([END])).collect();
        let mut counts = Vec::with_capacity(spans.len());
        for part in spans.chunks(MOST_SPANS) {
            let found = self.count_spans(lane.id, part, (i64::MAX, END)).await?;
            counts.extend(found.into_iter().take(part.len()));
        }
        let mut sum = 0;
        let mut before: Vec<u64> = Vec::with_capacity(counts.len());
        for (between, beside) in counts {
            sum += between;
            before.push(sum + beside);
        }
        let waiting = before.pop().unwrap_or_default();
        Ok(Counted { lane, before, waiting })
    }

    /// Counts the jobs of each span; `empty` is one that holds none.
    async fn count_spans(
        &self,
        lane: Uuid,
        part: &[(i64, Mark)],
        empty: (i64, Mark),
    ) -> Result<Vec<(u64, u64)>, StoreError> {
        let mut spans = part.to_vec();
        // Few differing statements are prepared: empty spans fill the number up to a power of two.
        spans.resize(spans.len().next_power_of_two(), empty);
        let mut values: Vec<Value<'_>> = vec![lane.into()];
        let mut rows = Vec::new();
        for (number, (from, (to, id))) in (0_i64..).zip(&spans) {
            let first = values.len() + 1;
            values.extend([number.into(), from.into(), to.into(), id.into()]);
            let places: Vec<_> = (first..first + 4).map(|place| format!("?{place}")).collect();
            rows.push(format!("({})", places.join(", ")));
        }
        let waiting = format!("SELECT count(*) FROM provisioner_jobs j WHERE j.lane_id = ?1 AND {PENDING}");
        let sql = format!(
            "WITH spans (number, from_turn, to_turn, to_id) AS (VALUES {}) SELECT ({waiting} AND j.turn >= \
             s.from_turn AND j.turn < s.to_turn), ({waiting} AND j.turn = s.to_turn AND j.id < s.to_id) FROM \
             spans s ORDER BY s.number",
            rows.join(", ")
        );
        self.fetch(&sql, &values).await
    }
}
