//! Workspaces and builds: found, changed, built, and due at their times.

use super::castle::{build, carry_out, found_template, hold, new_workspace, template};
use super::makers::{begin, scan, write};
use crate::engines::for_each_engine;
use crate::makers::*;
use burgrave_core::authorization::{Delete, Start, Update};
use burgrave_core::provisioning::build::{AutomaticUpdates, BuildStatus, Transition};
use burgrave_store::*;

async fn workspace(tx: &Tx, number: u128) -> Result<Workspace, StoreError> {
    Ok(tx.workspace(id(number)).await?.expect("there is such a workspace"))
}

/// Template 200 with workspace 400 of user 10, which has no build yet.
async fn home(tx: &Tx) -> Result<(), StoreError> {
    template(tx, 200, 1, "castle").await?;
    let new = new_workspace(400, 10, "ada", 200, "Home");
    assert_eq!(tx.insert_workspace(&made(new)).await?, Inserted::Done);
    Ok(())
}

#[tokio::test]
async fn a_workspace_is_found_renamed_handed_over_and_deleted() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            home(&tx).await?;
            let again = new_workspace(401, 10, "ada", 200, "hOME");
            assert_eq!(tx.insert_workspace(&made(again)).await?, Inserted::Taken);
            let other = new_workspace(402, 11, "bob", 200, "moat");
            assert_eq!(tx.insert_workspace(&made(other)).await?, Inserted::Done);
            let found = tx.workspace_by_name(id(10), "HOME", false).await?.unwrap();
            assert_eq!((found.id, found.owner_name.as_str()), (id(400), "ada"));
            assert_eq!((found.template_name.as_str(), found.organization_name.as_str()), ("castle", "one"));
            let held = proven::<Update, _>(found);
            assert!(tx.set_favorite(&held, true).await?);
            assert_eq!(tx.rename_workspace(&held, "Moat", at(1)).await?, Change::Done);
            let held = proven::<Update, _>(workspace(&tx, 400).await?);
            assert_eq!(tx.hand_over_workspace(&held, id(11), "bob", at(2)).await?, Change::Taken);
            assert_eq!(tx.rename_workspace(&held, "keep", at(3)).await?, Change::Done);
            let held = proven::<Update, _>(workspace(&tx, 400).await?);
            assert_eq!(tx.hand_over_workspace(&held, id(11), "bob", at(4)).await?, Change::Done);
            let read = workspace(&tx, 400).await?;
            assert_eq!((read.owner_id, read.name.as_str(), read.favorite), (id(11), "keep", false));
            assert_eq!(tx.workspaces_owned_by(id(11)).await?, 2);
            let gone = proven::<Delete, _>(read);
            assert!(tx.delete_workspace(&gone, at(5)).await?);
            assert!(!tx.delete_workspace(&gone, at(6)).await?);
            assert_eq!(workspace(&tx, 400).await?.deleted_at, Some(at(5)));
            assert!(tx.workspace_by_name(id(11), "keep", false).await?.is_none());
            assert_eq!(tx.workspace_by_name(id(11), "keep", true).await?.unwrap().id, id(400));
            assert_eq!(tx.rename_workspace(&held, "late", at(7)).await?, Change::Missing);
            assert!(!tx.set_ttl(&held, Some(1)).await?);
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn settings_of_a_workspace_are_kept_one_by_one() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            home(&tx).await?;
            let held = proven::<Update, _>(workspace(&tx, 400).await?);
            assert!(tx.set_autostart(&held, Some("0 9 * * 1"), Some(at(9))).await?);
            assert!(tx.set_ttl(&held, Some(3_600_000)).await?);
            assert!(tx.set_automatic_updates(&held, AutomaticUpdates::Always).await?);
            assert!(tx.use_workspace(&held, at(7)).await?);
            assert!(!tx.use_workspace(&held, at(6)).await?, "time does not go back");
            let read = workspace(&tx, 400).await?;
            assert_eq!(
                (read.autostart_schedule.as_deref(), read.next_start_at),
                (Some("0 9 * * 1"), Some(at(9)))
            );
            assert_eq!((read.ttl_ms, read.automatic_updates), (Some(3_600_000), AutomaticUpdates::Always));
            assert_eq!(read.last_used_at, at(7));
            assert!(tx.set_dormant(&held, at(10), Some(at(20))).await?);
            let read = workspace(&tx, 400).await?;
            assert_eq!(
                (read.dormant_at, read.deleting_at, read.next_start_at),
                (Some(at(10)), Some(at(20)), None)
            );
            assert!(tx.wake_workspace(&held, Some(at(30)), at(11)).await?);
            let read = workspace(&tx, 400).await?;
            assert_eq!((read.dormant_at, read.deleting_at, read.next_start_at), (None, None, Some(at(30))));
            assert!(tx.set_next_start(&held, None).await? && tx.set_autostart(&held, None, None).await?);
            assert!(tx.set_ttl(&held, None).await?);
            assert_eq!(workspace(&tx, 400).await?.ttl_ms, None);
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn builds_follow_each_other_with_their_states_and_parameters() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            home(&tx).await?;
            assert_eq!(build(&tx, 500, 400, Transition::Start).await?, Inserted::Done);
            assert_eq!(tx.build_state(id(500)).await?, None);
            let held = hold(&tx, 10_500).await?;
            tx.set_build_state(&held, b"state one").await?;
            let deadline = Some(at(90_000));
            let end = BuildEnd::Started { deadline, max_deadline: None };
            tx.end_build(&held, end, at(60_000)).await?;
            assert!(tx.complete_job(&held, at(60_000)).await?);
            let first = tx.build(id(500)).await?.unwrap();
            assert_eq!(
                (first.status(), first.deadline, first.updated_at),
                (BuildStatus::Running, deadline, at(60_000))
            );
            assert_eq!((first.version_name.as_str(), first.initiator_name.as_str()), ("v300", "ada"));
            let running = proven::<Update, _>(workspace(&tx, 400).await?);
            assert!(tx.set_deadline(&running, Some(at(95_000)), at(60_001)).await?);
            assert_eq!(tx.build(id(500)).await?.unwrap().deadline, Some(at(95_000)));

            assert_eq!(build(&tx, 501, 400, Transition::Stop).await?, Inserted::Done);
            assert!(!tx.set_deadline(&running, None, at(60_002)).await?, "it doesn't run");
            assert_eq!(tx.build_state(id(501)).await?.as_deref(), Some(&b"state one"[..]));
            let latest = tx.latest_build(id(400)).await?.unwrap();
            assert_eq!((latest.id, latest.build_number, latest.status()), (id(501), 2, BuildStatus::Pending));
            carry_out(&tx, 501, BuildEnd::Stopped, 60_010).await?;
            let stopped = tx.build_by_number(id(400), 2).await?.unwrap();
            assert_eq!((stopped.status(), stopped.deadline), (BuildStatus::Stopped, None));
            let values: Vec<_> =
                tx.build_parameters(id(501)).await?.into_iter().map(|one| one.name).collect();
            assert_eq!(values, ["region", "size"]);
            assert_eq!(tx.latest_parameters(id(10), id(200)).await?.len(), 2);
            assert!(tx.latest_parameters(id(11), id(200)).await?.is_empty());
            let template = proven(found_template(&tx, 200).await?);
            assert!(tx.replace_build_state(&template, id(501), b"").await?);
            assert_eq!(tx.build_state(id(501)).await?, None);
            assert!(!tx.replace_build_state(&template, id(999), b"x").await?);

            assert_eq!(build(&tx, 502, 400, Transition::Delete).await?, Inserted::Done);
            carry_out(&tx, 502, BuildEnd::Deleted, 60_020).await?;
            assert_eq!(workspace(&tx, 400).await?.deleted_at, Some(at(60_020)));
            Ok(())
        })
        .await;
        scan(&store, |r| async move {
            let numbers = async |asked: BuildFilter| -> Result<Vec<i64>, StoreError> {
                Ok(r.builds(id(400), asked).await?.iter().map(|one| one.build_number).collect())
            };
            let any = BuildFilter::default;
            assert_eq!(numbers(any()).await?, [3, 2, 1]);
            assert_eq!(numbers(BuildFilter { limit: 1, offset: 1, ..any() }).await?, [2]);
            assert_eq!(numbers(BuildFilter { after: Some(id(502)), limit: 1, ..any() }).await?, [2]);
            assert_eq!(numbers(BuildFilter { after: Some(id(500)), ..any() }).await?, [0; 0]);
            assert_eq!(numbers(BuildFilter { since: Some(at(500)), ..any() }).await?, [3, 2]);
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_build_needs_the_proof_for_its_transition_and_its_number() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            home(&tx).await?;
            assert_eq!(build(&tx, 500, 400, Transition::Start).await?, Inserted::Done);
            Ok(())
        })
        .await;
        let wrong: Result<_, StoreError> = store
            .write(|tx| async move {
                let held = proven::<Start, _>(workspace(&tx, 400).await?);
                let of = tx.latest_build(id(400)).await?.unwrap();
                let new = NewBuild {
                    id: id(501),
                    workspace_id: id(400),
                    build_number: 2,
                    version_id: of.version_id,
                    job_id: of.job_id,
                    initiator_id: id(10),
                    transition: Transition::Stop,
                    reason: of.reason,
                    preset_id: None,
                    on_success: None,
                    log_level: None,
                    state: InitialState::Empty,
                    parameters: vec![],
                    now: now(),
                };
                tx.insert_build(&held, &new).await
            })
            .await;
        assert!(matches!(wrong, Err(StoreError::Internal(_))), "{wrong:?}");
    })
    .await;
}

#[tokio::test]
async fn workspaces_are_due_at_their_times() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            home(&tx).await?;
            for (number, name) in [(401, "b"), (402, "c")] {
                let new = new_workspace(number, 10, "ada", 200, name);
                assert_eq!(tx.insert_workspace(&made(new)).await?, Inserted::Done);
            }
            let of = async |number| Ok::<_, StoreError>(proven::<Update, _>(workspace(&tx, number).await?));
            tx.set_autostart(&of(401).await?, Some("x"), Some(at(5))).await?;
            tx.set_autostart(&of(402).await?, Some("x"), Some(at(3))).await?;
            let ids = |found: Vec<WorkspaceRecord>| {
                found.iter().map(|one| one.id.uuid().as_u128()).collect::<Vec<_>>()
            };
            assert_eq!(ids(tx.workspaces_to_start(at(4), 10).await?), [402]);
            assert_eq!(ids(tx.workspaces_to_start(at(5), 10).await?), [402, 401]);
            assert_eq!(ids(tx.workspaces_to_start(at(5), 1).await?), [402]);
            assert_eq!(build(&tx, 500, 400, Transition::Start).await?, Inserted::Done);
            let end = BuildEnd::Started { deadline: Some(at(70_000)), max_deadline: None };
            carry_out(&tx, 500, end, 60_000).await?;
            assert_eq!(build(&tx, 502, 402, Transition::Stop).await?, Inserted::Done);
            carry_out(&tx, 502, BuildEnd::Stopped, 60_001).await?;
            assert_eq!(ids(tx.workspaces_to_stop(at(69_999), 10).await?), [0; 0]);
            assert_eq!(ids(tx.workspaces_to_stop(at(70_000), 10).await?), [400]);
            assert_eq!(build(&tx, 501, 400, Transition::Stop).await?, Inserted::Done);
            assert_eq!(ids(tx.workspaces_to_stop(at(70_000), 10).await?), [0; 0], "a build is under way");
            tx.use_workspace(&of(401).await?, at(100)).await?;
            assert_eq!(ids(tx.workspaces_unused_since(id(200), at(50), 10).await?), [400, 402]);
            tx.set_dormant(&of(402).await?, at(50), Some(at(60))).await?;
            assert_eq!(ids(tx.workspaces_unused_since(id(200), at(50), 10).await?), [400]);
            assert_eq!(ids(tx.workspaces_to_delete(at(60), at(0), 10).await?), [402]);
            assert_eq!(tx.templates_with_dormancy().await?, []);
            assert_eq!(
                tx.template_usage(at(100)).await?,
                [TemplateUsage { template: id(200), active_users: 1 }]
            );
            let times = tx.template_build_times(id(200), Transition::Start, 10).await?;
            assert_eq!(times, [10_000_000], "from the 50,000th to the 60,000th second");
            Ok(())
        })
        .await;
    })
    .await;
}
