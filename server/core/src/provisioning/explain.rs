//! Why a daemon doesn't take a job that waits.

use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};

use super::daemon::is_online;
use super::job::{JobType, Provisioner};
use super::tags::{Mismatch, Tags, mismatches};
use crate::ids::{OrganizationId, ProvisionerJobId};

/// A job that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingJob {
    /// Where it is.
    pub organization: OrganizationId,
    /// What carries it out.
    pub provisioner: Provisioner,
    /// What it does.
    pub kind: JobType,
    /// Its tags.
    pub tags: Tags,
}

/// A daemon that might take it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Where it takes jobs.
    pub organization: OrganizationId,
    /// The provisioners that it has.
    pub provisioners: Vec<Provisioner>,
    /// Whether it can look what has changed without a build.
    pub checks_drift: bool,
    /// Its tags.
    pub tags: Tags,
    /// When it was last seen.
    pub last_seen_at: Option<DateTime<Utc>>,
    /// The job that it holds.
    pub holds: Option<ProvisionerJobId>,
}

/// One reason for which a daemon doesn't take a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// It takes jobs of another organization.
    Organization,
    /// It doesn't carry out such jobs.
    Provisioner {
        /// What the job needs.
        asked: Provisioner,
        /// The provisioners of the daemon.
        has: Vec<Provisioner>,
    },
    /// It doesn't know jobs of this type.
    JobType,
    /// A tag doesn't fit.
    Tag(Mismatch),
    /// It holds another job.
    Busy(ProvisionerJobId),
    /// It is offline: not seen since then, or never.
    Offline(Option<DateTime<Utc>>),
}

/// Everything that keeps the daemon from the job, lasting reasons first; nothing where it would take the job
/// next.
#[must_use]
pub fn obstacles(job: &WaitingJob, daemon: &Candidate, now: DateTime<Utc>) -> Vec<Obstacle> {
    let mut found = Vec::new();
    if daemon.organization != job.organization {
        found.push(Obstacle::Organization);
    }
    if !daemon.provisioners.contains(&job.provisioner) {
        found.push(Obstacle::Provisioner { asked: job.provisioner, has: daemon.provisioners.clone() });
    }
    if job.kind == JobType::WorkspaceDrift && !daemon.checks_drift {
        found.push(Obstacle::JobType);
    }
    found.extend(mismatches(&daemon.tags, &job.tags).into_iter().map(Obstacle::Tag));
    match (daemon.holds, daemon.last_seen_at) {
        (Some(job), _) => found.push(Obstacle::Busy(job)),
        (None, Some(seen)) if is_online(seen, now) => {}
        (None, seen) => found.push(Obstacle::Offline(seen)),
    }
    found
}

impl Obstacle {
    /// Whether waiting doesn't help: somebody has to change something.
    #[must_use]
    pub const fn lasts(&self) -> bool {
        !matches!(self, Self::Busy(_))
    }

    /// What would have to change.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::Organization => "Start a daemon in the job's organization.".into(),
            Self::Provisioner { asked, .. } => {
                format!("Start a daemon that runs {} jobs.", asked.as_str())
            }
            Self::JobType => {
                "Let a server run daemons of its own: set provisioner-daemons to 1 or more.".into()
            }
            Self::Tag(mismatch) => mismatch.remedy(),
            Self::Busy(_) => {
                "Wait until it has ended its job, or start another daemon with these tags.".into()
            }
            Self::Offline(_) => "Start the daemon again, or check its connection.".into(),
        }
    }
}

/// Daemons that a text names at most.
const MOST_NAMED: usize = 10;

/// Why a job waits, in a text for its log or its error: the daemons by their names, each with what keeps it
/// from the job.
#[must_use]
pub fn waiting_text<'a>(daemons: impl IntoIterator<Item = (&'a str, Vec<Obstacle>)>) -> String {
    let daemons: Vec<_> = daemons.into_iter().collect();
    if daemons.is_empty() {
        return "There is no provisioner daemon in the organization.".into();
    }
    if daemons.iter().any(|(_, found)| found.is_empty()) {
        return "A daemon is free and takes the job next.".into();
    }
    let line = |(name, found): &(&str, Vec<Obstacle>)| {
        let found: Vec<_> = found.iter().map(ToString::to_string).collect();
        format!("{name}: {}", found.join("; "))
    };
    let lines: Vec<_> = daemons.iter().take(MOST_NAMED).map(line).collect();
    let more = daemons.len() - lines.len();
    let rest = if more > 0 { format!("\n… and {more} more") } else { String::new() };
    format!("No daemon can take the job now.\n{}{rest}", lines.join("\n"))
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Organization => f.write_str("the daemon takes jobs of another organization"),
            Self::Provisioner { asked, has } => {
                let has: Vec<_> = has.iter().map(|one| one.as_str()).collect();
                let has = if has.is_empty() { "nothing".into() } else { has.join(" and ") };
                write!(f, "the job is for {}, and the daemon runs {has}", asked.as_str())
            }
            Self::JobType => f.write_str(
                "the job looks for drift, and the daemon is on another machine, where there are no such jobs",
            ),
            Self::Tag(mismatch) => mismatch.fmt(f),
            Self::Busy(job) => write!(f, "the daemon is busy with the job {job}"),
            Self::Offline(Some(since)) => {
                let since = since.to_rfc3339_opts(SecondsFormat::Secs, true);
                write!(f, "the daemon is offline; it was last seen at {since}")
            }
            Self::Offline(None) => f.write_str("the daemon is offline; it was never seen"),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_text_names_each_daemon_and_what_keeps_it() {
        assert_eq!(waiting_text([]), "There is no provisioner daemon in the organization.");
        let offline = || vec![Obstacle::Offline(None)];
        let text = waiting_text((0..12).map(|_| ("calm_otter7", offline())));
        assert!(text.contains("\ncalm_otter7: the daemon is offline; it was never seen\n"), "{text}");
        assert!(text.ends_with("… and 2 more"), "{text}");
        assert!(waiting_text([("a", offline()), ("b", vec![])]).contains("free"));
    }

    #[test]
    fn everything_that_keeps_a_daemon_from_a_job_is_said() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let here = OrganizationId::new(Uuid::from_u128(1));
        let tags =
            |key: &str| Tags::normal([(key.to_owned(), "x".to_owned())], None).expect("they can be kept");
        let job = WaitingJob {
            organization: here,
            provisioner: Provisioner::Terraform,
            kind: JobType::WorkspaceDrift,
            tags: tags("gpu"),
        };
        let fits = Candidate {
            organization: here,
            provisioners: vec![Provisioner::Terraform],
            checks_drift: true,
            tags: tags("gpu"),
            last_seen_at: Some(now),
            holds: None,
        };
        assert_eq!(obstacles(&job, &fits, now), []);
        let busy = Candidate { holds: Some(ProvisionerJobId::nil()), ..fits.clone() };
        let found = obstacles(&job, &busy, now);
        assert_eq!(found, [Obstacle::Busy(ProvisionerJobId::nil())]);
        assert!(!found[0].lasts());
        let other = Candidate {
            organization: OrganizationId::nil(),
            provisioners: vec![Provisioner::Echo],
            checks_drift: false,
            tags: Tags::default(),
            last_seen_at: Some(DateTime::UNIX_EPOCH),
            holds: None,
        };
        let said: Vec<_> = obstacles(&job, &other, now).iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "the daemon takes jobs of another organization",
                "the job is for terraform, and the daemon runs echo",
                "the job looks for drift, and the daemon is on another machine, where there are no such jobs",
                "the job needs gpu=x, and the daemon has no tag gpu",
                "the daemon is offline; it was last seen at 1970-01-01T00:00:00Z",
            ]
        );
        assert!(obstacles(&job, &other, now).iter().all(|one| one.lasts() && !one.remedy().is_empty()));
    }
}
