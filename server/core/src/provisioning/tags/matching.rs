//! Whether a daemon's tags serve a job.

use std::fmt;

use super::Tags;

/// Whether a daemon with the tags `daemon` may take a job with the tags `job`. A job with the default tags is
/// for daemons with exactly those; any other is for daemons that have all of its tags.
#[must_use]
pub fn serves(daemon: &Tags, job: &Tags) -> bool {
    if job.are_default() {
        return daemon.are_default();
    }
    job.iter().all(|(key, value)| daemon.get(key) == Some(value))
}

/// One tag that keeps a daemon from a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// The job asks for a tag that the daemon lacks.
    Missing {
        /// The tag's key.
        key: String,
        /// What the job asks for.
        asked: String,
    },
    /// The daemon has another value.
    Differs {
        /// The tag's key.
        key: String,
        /// What the job asks for.
        asked: String,
        /// What the daemon has.
        has: String,
    },
    /// The daemon has a tag, and the job has none of its own: such jobs are for daemons without tags.
    Reserved {
        /// The tag's key.
        key: String,
        /// What the daemon has.
        has: String,
    },
}

/// Every tag that keeps a daemon from a job, in the order of their keys; none where it [`serves`].
#[must_use]
pub fn mismatches(daemon: &Tags, job: &Tags) -> Vec<Mismatch> {
    let asked = job.iter().filter_map(|(key, value)| {
        let (key_owned, asked) = (key.to_owned(), value.to_owned());
        match daemon.get(key) {
            Some(has) if has == value => None,
            Some(has) => Some(Mismatch::Differs { key: key_owned, asked, has: has.to_owned() }),
            None => Some(Mismatch::Missing { key: key_owned, asked }),
        }
    });
    let reserved = daemon.iter().filter(|(key, _)| job.are_default() && job.get(key).is_none());
    let reserved =
        reserved.map(|(key, value)| Mismatch::Reserved { key: key.to_owned(), has: value.to_owned() });
    let mut found: Vec<_> = asked.chain(reserved).collect();
    found.sort_by(|one, other| one.key().cmp(other.key()));
    found
}

impl Mismatch {
    /// The key of the tag.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::Missing { key, .. } | Self::Differs { key, .. } | Self::Reserved { key, .. } => key,
        }
    }

    /// What would have to change for this tag to fit.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::Missing { key, asked } => format!(
                "Give the daemon the tag {key}={asked}, or take {key} out of the template version's tags."
            ),
            Self::Differs { key, asked, has } => format!(
                "Start a daemon with {key}={asked}, or change the tag of the template version to {key}={has}."
            ),
            Self::Reserved { key, has } => {
                format!("Give the template version the tag {key}={has}, or start a daemon without tags.")
            }
        }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { key, asked } => {
                write!(f, "the job needs {key}={asked}, and the daemon has no tag {key}")
            }
            Self::Differs { key, asked, has } => {
                write!(f, "the job needs {key}={asked}, and the daemon has {key}={has}")
            }
            Self::Reserved { key, has } => {
                write!(f, "the daemon has {key}={has}, so it takes no jobs without tags")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::btree_map;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::ids::UserId;

    fn tags(given: &[(&str, &str)]) -> Tags {
        let given = given.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Tags::normal(given, Some(UserId::new(Uuid::from_u128(1)))).expect("they can be kept")
    }

    #[test]
    fn the_match_table_holds() {
        let (none, env, both) =
            (&[][..], &[("env", "on-prem")][..], &[("env", "on-prem"), ("dc", "chicago")][..]);
        let other = &[("env", "on-prem"), ("dc", "new_york")][..];
        let mine = &[("scope", "user")][..];
        let mine_env = &[("scope", "user"), ("env", "on-prem")][..];
        for (daemon, job, expected) in [
            (none, none, true),
            (env, env, true),
            (both, env, true),
            (both, both, true),
            (env, none, false),
            (none, env, false),
            (env, both, false),
            (other, both, false),
            (mine, mine, true),
            (mine_env, mine, true),
            (mine, none, false),
            (mine_env, env, false),
            (none, mine, false),
            (mine, mine_env, false),
        ] {
            assert_eq!(serves(&tags(daemon), &tags(job)), expected, "{daemon:?} for {job:?}");
        }
        let yours = Tags::normal([("scope".to_owned(), "user".to_owned())], None).expect("they can be kept");
        assert!(!serves(&yours, &tags(mine)), "another owner");
    }

    #[test]
    fn what_fails_is_said_tag_by_tag_with_its_remedy() {
        let found = mismatches(&tags(&[("dc", "chicago")]), &tags(&[("dc", "oslo"), ("gpu", "a100")]));
        let said: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "the job needs dc=oslo, and the daemon has dc=chicago",
                "the job needs gpu=a100, and the daemon has no tag gpu"
            ]
        );
        let found = mismatches(&tags(&[("dc", "chicago")]), &Tags::default());
        assert_eq!(found, [Mismatch::Reserved { key: "dc".into(), has: "chicago".into() }]);
        assert!(found[0].remedy().contains("dc=chicago"));
    }

    proptest! {
        #[test]
        fn something_is_said_exactly_where_a_daemon_does_not_serve(
            daemon in btree_map("[ab]", "[xy]", 0..3), job in btree_map("[ab]", "[xy]", 0..3),
        ) {
            let (daemon, job) = (Tags::normal(daemon, None).unwrap(), Tags::normal(job, None).unwrap());
            prop_assert_eq!(mismatches(&daemon, &job).is_empty(), serves(&daemon, &job));
        }
    }
}
