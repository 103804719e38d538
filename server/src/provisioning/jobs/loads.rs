//! How much waits for daemons, for whoever starts and stops them by it.

use burgrave_core::provisioning::tags::Tags;
use chrono::{DateTime, Utc};

use crate::application::App;
use crate::fault::Fault;
use crate::metrics::Queue;

/// Sets of tags that are told apart at most; authors of templates can think of any number.
const MOST_SETS: u32 = 100;

/// The queues in which jobs wait; what goes beyond the bound is one without names.
///
/// # Errors
/// The storage's.
pub(crate) async fn loads(app: &App) -> Result<Vec<Queue>, Fault> {
    let found = app.store().scan(|reader| async move { reader.queue_loads(MOST_SETS).await }).await?;
    let now = app.now();
    let age = |since: DateTime<Utc>| (now - since).as_seconds_f64().max(0.0);
    let told: u64 = found.loads.iter().map(|load| load.waiting).sum();
    let mut queues: Vec<_> = found
        .loads
        .into_iter()
        .map(|load| Queue {
            organization: load.organization,
            provisioner: load.provisioner.as_str(),
            tags: words(&load.tags),
            waiting: load.waiting,
            oldest_seconds: age(load.oldest),
        })
        .collect();
    if let Some(oldest) = found.oldest.filter(|_| found.waiting > told) {
        let (waiting, oldest_seconds) = (found.waiting - told, age(oldest));
        let (organization, tags) = (String::new(), "others".into());
        queues.push(Queue { organization, provisioner: "", tags, waiting, oldest_seconds });
    }
    Ok(queues)
}

/// The tags that people have given, in alphabetical order, as `a=b,c=d`; nothing where there are none.
fn words(tags: &Tags) -> String {
    let plain =
        |(key, value): &(&str, &str)| !matches!((*key, *value), ("scope", "organization") | ("owner", ""));
    let words: Vec<_> = tags.iter().filter(plain).map(|(key, value)| format!("{key}={value}")).collect();
    words.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_told_as_people_write_them() {
        let tags = |given: &[(&str, &str)]| {
            let given = given.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
            words(&Tags::normal(given, None).expect("they can be kept"))
        };
        assert_eq!(tags(&[]), "");
        assert_eq!(tags(&[("b", "2"), ("a", "1")]), "a=1,b=2");
    }
}
