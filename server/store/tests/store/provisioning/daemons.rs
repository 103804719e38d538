//! Daemons: registered under their names, seen, listed with their jobs.

use super::makers::{begin, job, scan, server, stored, tags, write};
use crate::engines::for_each_engine;
use crate::makers::*;
use burgrave_core::provisioning::daemon::{DaemonFilter, DaemonStatus};
use burgrave_core::provisioning::job::{JobStatus, Provisioner};
use burgrave_core::provisioning::tags::TagFilter;
use burgrave_store::*;
use chrono::TimeDelta;

fn daemon(number: u128, name: &str, second: i64) -> NewDaemon {
    NewDaemon {
        id: id(number),
        organization_id: id(1),
        key_id: None,
        person: None,
        name: name.into(),
        version: "v1".into(),
        api_version: "1.18".into(),
        provisioners: vec![Provisioner::Echo],
        tags: tags(&[]),
        now: at(second),
    }
}

#[tokio::test]
async fn a_daemon_that_connects_again_keeps_its_id() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            assert_eq!(tx.register_daemon(&made(daemon(70, "one", 0))).await?, id(70));
            let again = NewDaemon {
                version: "v2".into(),
                provisioners: vec![Provisioner::Echo, Provisioner::Terraform],
                tags: tags(&[("env", "dev")]),
                ..daemon(71, "one", 5)
            };
            assert_eq!(tx.register_daemon(&made(again)).await?, id(70));
            assert_eq!(tx.register_daemon(&made(daemon(72, "two", 6))).await?, id(72));
            let elsewhere = NewDaemon { organization_id: id(2), ..daemon(73, "one", 7) };
            assert_eq!(tx.register_daemon(&made(elsewhere)).await?, id(73));
            let read = tx.daemon(id(70)).await?.unwrap();
            assert_eq!((read.version.as_str(), read.provisioners.len()), ("v2", 2));
            assert_eq!((read.created_at, read.last_seen_at), (at(0), Some(at(5))));
            assert_eq!(read.tags, tags(&[("env", "dev")]));
            let of: Vec<_> = tx.daemons_of(id(1)).await?.iter().map(|one| one.id).collect();
            assert_eq!(of, [id(70), id(72)]);
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_name_means_another_daemon_for_another_credential() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            let built_in = daemon(70, "one", 0);
            let with_key = |number, key| NewDaemon { key_id: Some(id(key)), ..daemon(number, "one", 1) };
            let of_person = |number, person| NewDaemon { person: Some(id(person)), ..with_key(number, 2) };
            let all = [built_in, with_key(71, 90), with_key(72, 91), of_person(73, 92), of_person(74, 93)];
            for new in &all {
                assert_eq!(tx.register_daemon(&made(new.clone())).await?, new.id);
            }
            for new in all {
                let again = NewDaemon { id: id(80), version: "v2".into(), ..new.clone() };
                assert_eq!(tx.register_daemon(&made(again)).await?, new.id);
                let read = tx.daemon(new.id).await?.unwrap();
                assert_eq!((read.key_id, read.version.as_str()), (new.key_id, "v2"));
            }
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn daemons_are_seen_together_and_forgotten_after_their_time() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            for (number, name) in [(70, "one"), (71, "two"), (72, "three")] {
                tx.register_daemon(&made(daemon(number, name, 0))).await?;
            }
            tx.see_daemons(&[id(70), id(71)], at(60)).await?;
            tx.see_daemons(&[id(70)], at(30)).await?;
            tx.see_daemons(&[], at(90)).await?;
            let seen: Vec<_> = tx.daemons_of(id(1)).await?.iter().map(|one| one.last_seen_at).collect();
            assert_eq!(seen, [Some(at(60)), Some(at(60)), Some(at(0))]);
            assert_eq!(tx.forget_daemons(at(1)).await?, 1);
            assert_eq!(tx.daemon(id(72)).await?, None);
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn the_list_shows_what_daemons_do_and_did_as_the_rules_say() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            // 70 is idle, 71 busy and silent, 72 offline, 73 idle with a job that it ended.
            for (number, name) in [(70, "idle"), (71, "busy"), (72, "offline"), (73, "done")] {
                let tags = if number == 73 { tags(&[("env", "dev")]) } else { tags(&[]) };
                let second = number as i64 - 70;
                tx.register_daemon(&made(NewDaemon { tags, ..daemon(number, name, second) })).await?;
            }
            let dev = || tags(&[("env", "dev")]);
            tx.insert_job(&made(job(100, 0))).await?;
            tx.insert_job(&made(NewJob { tags: dev(), ..job(101, 1) })).await?;
            tx.insert_job(&made(NewJob { tags: dev(), ..job(102, 2) })).await?;
            tx.acquire_job(id(71), &server(&[]), at(9)).await?.unwrap();
            for (second, job) in [(10, 101), (12, 102)] {
                let held = tx.acquire_job(id(73), &server(&[("env", "dev")]), at(second)).await?.unwrap();
                assert_eq!(held.id, id(job));
                assert!(tx.complete_job(&held, at(second + 1)).await?);
            }
            tx.see_daemons(&[id(70), id(73)], at(1000)).await?;
            let held = stored(&tx, id::<burgrave_core::ids::ProvisionerJobId>(100)).await;
            assert_eq!(held.worker_id, Some(id(71)));
            Ok(())
        })
        .await;
        scan(&store, |r| async move {
            let all = DaemonFilter { offline: Some(true), ..DaemonFilter::default() };
            let asked = DaemonList { filter: all, ..DaemonList::default() };
            let found = r.daemons(id(1), &asked, at(1000)).await?;
            let names: Vec<_> = found.iter().map(|one| one.daemon.name.as_str()).collect();
            assert_eq!(names, ["done", "offline", "busy", "idle"], "newest first");
            let statuses: Vec<_> = found.iter().map(|one| one.status(at(1000))).collect();
            use DaemonStatus::{Busy, Idle, Offline};
            assert_eq!(statuses, [Idle, Offline, Busy, Idle]);
            let (done, busy) = (&found[0], &found[2]);
            let previous = done.previous.as_ref().unwrap();
            assert_eq!((previous.id, previous.status), (id(102), JobStatus::Succeeded));
            assert_eq!(previous.template_name, None);
            let current = busy.current.as_ref().unwrap();
            assert_eq!((current.id, current.status), (id(100), JobStatus::Running));
            assert!(done.current.is_none() && busy.previous.is_none());

            // Every filter shows what the rule says of each daemon.
            let sets = [vec![], vec![Idle], vec![Busy], vec![Offline], vec![Offline, Busy]];
            for statuses in sets {
                for offline in [None, Some(true), Some(false)] {
                    for max_age in [None, Some(TimeDelta::seconds(60)), Some(TimeDelta::hours(1))] {
                        let filter = DaemonFilter { statuses: statuses.clone(), offline, max_age };
                        let shows = |one: &&DaemonWithJobs| {
                            filter.shows(one.status(at(1000)), one.daemon.last_seen_at, at(1000))
                        };
                        let expected: Vec<_> = found.iter().filter(shows).cloned().collect();
                        let asked = DaemonList { filter: filter.clone(), ..DaemonList::default() };
                        assert_eq!(r.daemons(id(1), &asked, at(1000)).await?, expected, "{filter:?}");
                    }
                }
            }
            let tags = TagFilter::parse(r#"{"env":"dev"}"#).unwrap();
            let tagged = r.daemons(id(1), &DaemonList { tags, ..DaemonList::default() }, at(1000)).await?;
            assert_eq!(tagged.len(), 1);
            let asked = DaemonList { ids: Some(vec![id(70), id(72)]), limit: 5, ..DaemonList::default() };
            assert_eq!(r.daemons(id(1), &asked, at(1000)).await?.len(), 1, "the other one is offline");
            let asked = DaemonList { limit: 1, ..DaemonList::default() };
            assert_eq!(r.daemons(id(1), &asked, at(1000)).await?[0].daemon.id, id(73));
            Ok(())
        })
        .await;
    })
    .await;
}
