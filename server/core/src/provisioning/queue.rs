//! The order in which jobs are taken, and where a job stands in it.
//!
//! Jobs of one organization, provisioner and set of tags are a lane: a daemon serves a lane as a whole or not
//! at all. So a place in the queue follows from counts of lanes, of which there are few, however many jobs
//! wait.

use chrono::{DateTime, TimeDelta, Utc};

use super::job::Provisioner;
use super::tags::{Tags, serves};
use crate::ids::OrganizationId;

/// Who waits for a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QueueClass {
    /// A person, or a workspace of theirs at its time.
    Person,
    /// Nobody yet, such as workspaces that are made ahead.
    Machine,
}

/// How long a person's work goes before a machine's. Then a machine's job has its turn too, so that it never
/// waits for ever.
pub const MACHINE_YIELDS_FOR: TimeDelta = TimeDelta::minutes(10);

/// What pending jobs are ordered by, and by their ids after it: the earliest is taken first.
#[must_use]
pub fn turn(class: QueueClass, created_at: DateTime<Utc>) -> DateTime<Utc> {
    match class {
        QueueClass::Person => created_at,
        QueueClass::Machine => created_at + MACHINE_YIELDS_FOR,
    }
}

/// By how much each job that its initiator has waiting already puts a job off.
pub const YIELDS_FOR_EACH: TimeDelta = TimeDelta::seconds(15);
/// By how much a job is put off at most.
pub const YIELDS_AT_MOST: TimeDelta = TimeDelta::minutes(5);

/// The same with a fair share for everybody: a job goes behind those of others by the more, the more jobs of
/// its initiator wait in the organization already. Nobody's jobs change their order, and nobody waits for
/// ever.
#[must_use]
pub fn fair_turn(class: QueueClass, created_at: DateTime<Utc>, waiting_already: u64) -> DateTime<Utc> {
    let put_off = i32::try_from(waiting_already).ok().and_then(|jobs| YIELDS_FOR_EACH.checked_mul(jobs));
    turn(class, created_at) + put_off.unwrap_or(YIELDS_AT_MOST).min(YIELDS_AT_MOST)
}

/// Pending jobs that the same daemons may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// Where they are.
    pub organization: OrganizationId,
    /// What carries them out.
    pub provisioner: Provisioner,
    /// Their tags.
    pub tags: Tags,
    /// How many of them there are.
    pub waiting: u64,
    /// How many of them come before the job in question.
    pub ahead: u64,
}

/// An online daemon, as far as it may take jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Where it takes jobs.
    pub organization: OrganizationId,
    /// What it carries out.
    pub provisioners: Vec<Provisioner>,
    /// Its tags.
    pub tags: Tags,
    /// Whether it can look what has changed of workspaces without a build: the protocol of daemons on other
    /// machines has no such job.
    pub checks_drift: bool,
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QueuePlace {
    /// From 1 on; 0 where it stands in no queue.
    pub position: u64,
    /// How many jobs wait, itself included.
    pub size: u64,
}

impl Server {
    /// Whether the daemon takes jobs of the lane.
    #[must_use]
    pub fn takes(&self, lane: &Lane) -> bool {
        self.may_run(lane.organization, lane.provisioner, &lane.tags)
    }

    /// Whether the daemon may run jobs of an organization with these tags.
    #[must_use]
    pub fn may_run(&self, organization: OrganizationId, provisioner: Provisioner, tags: &Tags) -> bool {
        self.organization == organization
            && self.provisioners.contains(&provisioner)
            && serves(&self.tags, tags)
    }
}

/// Where a pending job of the lane `own` stands among the jobs that it competes with: the best rank that it
/// has with any daemon that may take it, and the longest queue of those daemons. Zeros where none may.
#[must_use]
pub fn place(own: &Lane, lanes: &[Lane], servers: &[Server]) -> QueuePlace {
    let queue_of = |server: &Server| {
        let served = lanes.iter().filter(|lane| server.takes(lane));
        served.fold((1, 0), |(rank, size), lane| (rank + lane.ahead, size + lane.waiting))
    };
    let queues = servers.iter().filter(|server| server.takes(own)).map(queue_of);
    let whole = queues.reduce(|(rank, size), (other, others)| (rank.min(other), size.max(others)));
    whole.map_or_else(QueuePlace::default, |(position, size)| QueuePlace { position, size })
}

/// Where a pending job of the lane `own` stands among all that wait, as the list of jobs shows it. Jobs that
/// no daemon may take stand before nobody; they are counted in the size.
#[must_use]
pub fn place_among_all(own: &Lane, lanes: &[Lane], servers: &[Server]) -> QueuePlace {
    let counts = |lane: &&Lane| *lane == own || servers.iter().any(|server| server.takes(lane));
    let ahead: u64 = lanes.iter().filter(counts).map(|lane| lane.ahead).sum();
    QueuePlace { position: ahead + 1, size: lanes.iter().map(|lane| lane.waiting).sum() }
}

/// How long a job may still wait, as the last ones of its kind went: half of them were faster. None where
/// there were none, or where no daemon may take it.
#[must_use]
pub fn expected_wait(place: QueuePlace, daemons: usize, durations: &mut [TimeDelta]) -> Option<TimeDelta> {
    if durations.is_empty() || place.position == 0 || daemons == 0 {
        return None;
    }
    let middle = durations.len() / 2;
    let (_, median, _) = durations.select_nth_unstable(middle);
    let rounds = place.position.div_ceil(daemons as u64);
    i32::try_from(rounds).ok().and_then(|rounds| median.checked_mul(rounds))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const HERE: OrganizationId = OrganizationId::new(Uuid::from_u128(1));

    fn tags(given: &[&str]) -> Tags {
        let given = given.iter().map(|key| ((*key).to_owned(), "x".to_owned()));
        Tags::normal(given, None).expect("they can be kept")
    }

    fn lane(given: &[&str], waiting: u64, ahead: u64) -> Lane {
        Lane { organization: HERE, provisioner: Provisioner::Echo, tags: tags(given), waiting, ahead }
    }

    fn server(given: &[&str]) -> Server {
        Server {
            organization: HERE,
            provisioners: vec![Provisioner::Echo],
            tags: tags(given),
            checks_drift: true,
        }
    }

    #[test]
    fn a_job_that_no_daemon_can_take_spoils_nobody_s_place() {
        let lanes = [lane(&["gpu"], 3, 3), lane(&[], 2, 1)];
        let servers = [server(&[])];
        assert_eq!(place(&lanes[1], &lanes, &servers), QueuePlace { position: 2, size: 2 });
        assert_eq!(place(&lanes[0], &lanes, &servers), QueuePlace { position: 0, size: 0 });
        assert_eq!(place_among_all(&lanes[1], &lanes, &servers), QueuePlace { position: 2, size: 5 });
        let other = Lane { provisioner: Provisioner::Terraform, ..lane(&[], 9, 9) };
        let lanes = [other, lane(&[], 2, 1)];
        assert_eq!(place_among_all(&lanes[1], &lanes, &servers).position, 2, "a type that no daemon has");
    }

    #[test]
    fn the_best_rank_and_the_longest_queue_count() {
        let lanes = [lane(&["a"], 4, 4), lane(&["b"], 10, 2), lane(&["a", "b"], 1, 0)];
        let servers = [server(&["a", "b"]), server(&["a", "b", "c"])];
        assert_eq!(place(&lanes[2], &lanes, &servers), QueuePlace { position: 7, size: 15 });
        let servers = [server(&["a", "b"]), server(&["b"])];
        assert_eq!(place(&lanes[1], &lanes, &servers), QueuePlace { position: 3, size: 15 });
    }

    #[test]
    fn a_machine_s_job_yields_and_then_has_its_turn() {
        let now = DateTime::UNIX_EPOCH;
        let machine = turn(QueueClass::Machine, now);
        assert!(turn(QueueClass::Person, now + TimeDelta::minutes(9)) < machine);
        assert!(turn(QueueClass::Person, now + TimeDelta::minutes(11)) > machine);
    }

    #[test]
    fn who_has_many_jobs_waiting_lets_others_pass() {
        let now = DateTime::UNIX_EPOCH;
        let later = |seconds| now + TimeDelta::seconds(seconds);
        let person = |created_at, waiting| fair_turn(QueueClass::Person, created_at, waiting);
        assert_eq!(person(now, 0), now);
        assert!(person(later(30), 0) < person(later(1), 3), "another one's first job passes the fourth");
        assert!(person(later(301), 0) > person(now, u64::MAX), "but not for ever");
        assert!(person(now, 100) < fair_turn(QueueClass::Machine, now, 0));
    }

    #[test]
    fn the_wait_follows_from_the_place_and_from_what_went_before() {
        let mut seconds = [5, 1, 60].map(TimeDelta::seconds);
        let mut wait =
            |position, daemons| expected_wait(QueuePlace { position, size: 9 }, daemons, &mut seconds);
        assert_eq!(wait(1, 3), Some(TimeDelta::seconds(5)));
        assert_eq!(wait(4, 3), Some(TimeDelta::seconds(10)));
        assert_eq!((wait(0, 3), wait(1, 0)), (None, None));
        assert_eq!(expected_wait(QueuePlace { position: 1, size: 1 }, 1, &mut []), None);
    }

    /// A job of the model: its tags as a set of three, where the empty set stands for no tags.
    fn has(bits: u8) -> Vec<&'static str> {
        ["a", "b", "c"]
            .into_iter()
            .enumerate()
            .filter(|(at, _)| bits & (1 << at) != 0)
            .map(|(_, key)| key)
            .collect()
    }

    proptest! {
        #[test]
        fn places_by_lanes_are_those_of_a_ranking_job_by_job(
            jobs in vec(0_u8..8, 1..40), daemons in vec(0_u8..8, 0..5), at in any::<prop::sample::Index>(),
        ) {
            let at = at.index(jobs.len());
            let lane_of = |bits: u8| {
                let of = |jobs: &[u8]| jobs.iter().filter(|job| **job == bits).count() as u64;
                lane(&has(bits), of(&jobs), of(&jobs[..at]))
            };
            let lanes: Vec<_> = (0..8).map(lane_of).collect();
            let servers: Vec<_> = daemons.iter().map(|bits| server(&has(*bits))).collect();
            let takes = |daemon: u8, job: u8| if job == 0 { daemon == 0 } else { daemon & job == job };
            let ranks = daemons.iter().filter(|daemon| takes(**daemon, jobs[at])).map(|daemon| {
                let queue: Vec<_> = (0..jobs.len()).filter(|job| takes(*daemon, jobs[*job])).collect();
                let rank = queue.iter().position(|job| *job == at).unwrap() as u64 + 1;
                (rank, queue.len() as u64)
            });
            let expected = ranks.fold(QueuePlace::default(), |place, (rank, size)| QueuePlace {
                position: if place.position == 0 { rank } else { place.position.min(rank) },
                size: place.size.max(size),
            });
            prop_assert_eq!(place(&lanes[usize::from(jobs[at])], &lanes, &servers), expected);
        }
    }
}
