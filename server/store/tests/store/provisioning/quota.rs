//! Budgets, consumption, and the ledger of what builds cost.

use super::castle::{build, carry_out, hold, new_workspace, template};
use super::makers::{begin, scan, write};
use crate::engines::for_each_engine;
use crate::makers::*;
use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::quota::UNLIMITED;
use burgrave_store::*;
use chrono::TimeDelta;
use uuid::Uuid;

fn asked(entry: u128, cost: i64) -> QuotaRequest {
    QuotaRequest { entry: id(entry), cost, enforced: true, now: at(i64::try_from(entry).unwrap()) }
}

/// Everyone of organization 1 may spend so much.
async fn allow(tx: &Tx, group: u128, allowance: i32) -> Result<(), StoreError> {
    let held = changing(tx, group).await?;
    let new = GroupUpdate {
        id: id(group),
        organization_id: id(1),
        name: held.name.clone(),
        display_name: String::new(),
        avatar_url: String::new(),
        quota_allowance: allowance,
        now: now(),
    };
    assert_eq!(tx.update_group(&held, &new).await?, Change::Done);
    Ok(())
}

/// Template 200, and workspaces 400 to 404 of user 10 in it.
async fn castle(tx: &Tx) -> Result<(), StoreError> {
    template(tx, 200, 1, "castle").await?;
    for number in 400..405_u128 {
        let new = new_workspace(number, 10, "ada", 200, &format!("w{number}"));
        assert_eq!(tx.insert_workspace(&made(new)).await?, Inserted::Done);
    }
    Ok(())
}

#[tokio::test]
async fn the_budget_is_that_of_all_groups_and_the_consumption_that_of_latest_builds() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            castle(&tx).await?;
            assert_eq!(tx.quota(id(1), id(10)).await?, Quota { budget: 0, consumed: 0 });
            allow(&tx, 1, 1).await?;
            for (group_id, allowance) in [(20, 1), (21, 2)] {
                let new = group(group_id, 1, &format!("g{group_id}"));
                assert_eq!(tx.insert_group(&made(new)).await?, Inserted::Done);
                allow(&tx, group_id, allowance).await?;
                let held = changing(&tx, group_id).await?;
                assert_eq!(tx.insert_group_member(&held, id(10), now()).await?, Inserted::Done);
            }
            assert_eq!(tx.quota(id(1), id(10)).await?.budget, 4);
            assert_eq!(
                tx.quota(id(2), id(10)).await?.budget,
                0,
                "costs and allowances belong to one organization"
            );
            assert_eq!(tx.quota(id(1), id(11)).await?.budget, 1);
            // Four workspaces of cost 1 fill the budget; the fifth fails.
            for number in 0..4 {
                assert_eq!(build(&tx, 500 + number, 400 + number, Transition::Start).await?, Inserted::Done);
                let held = hold(&tx, 10_500 + number).await?;
                assert!(tx.commit_quota(&held, asked(700 + number, 1)).await?.decision.permitted);
            }
            assert_eq!(build(&tx, 504, 404, Transition::Start).await?, Inserted::Done);
            let held = hold(&tx, 10_504).await?;
            let refused = tx.commit_quota(&held, asked(704, 1)).await?;
            assert!(!refused.decision.permitted && refused.decision.consumed == 4);
            assert_eq!(tx.build(id(504)).await?.unwrap().daily_cost, 0);
            assert_eq!(tx.quota(id(1), id(10)).await?, Quota { budget: 4, consumed: 4 });
            // One is deleted: the next start works.
            assert_eq!(build(&tx, 510, 400, Transition::Delete).await?, Inserted::Done);
            carry_out(&tx, 510, BuildEnd::Deleted, 20).await?;
            assert_eq!(tx.quota(id(1), id(10)).await?.consumed, 3);
            assert!(tx.commit_quota(&held, asked(705, 1)).await?.decision.permitted);
            assert!(tx.commit_quota(&held, asked(706, 1)).await?.decision.permitted, "asked again");
            assert_eq!(tx.quota(id(1), id(10)).await?.consumed, 4);
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_build_that_shrinks_passes_over_budget_and_without_quotas_everything_does() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            castle(&tx).await?;
            assert_eq!(build(&tx, 500, 400, Transition::Start).await?, Inserted::Done);
            let held = hold(&tx, 10_500).await?;
            let free = QuotaRequest { enforced: false, ..asked(700, 5) };
            let told = tx.commit_quota(&held, free).await?;
            assert!(told.decision.permitted && told.commit.budget.is_none() && told.decision.consumed == 5);
            tx.complete_job(&held, at(1)).await?;
            for (number, cost, permitted) in [(501, 5, false), (502, 1, false)] {
                assert_eq!(build(&tx, number, 400, Transition::Stop).await?, Inserted::Done);
                let held = hold(&tx, 10_000 + number).await?;
                let told = tx.commit_quota(&held, asked(number + 200, cost)).await?;
                assert_eq!(
                    told.decision.permitted, permitted,
                    "{number}: the build before was refused, or cost as much"
                );
                tx.complete_job(&held, at(1)).await?;
            }
            assert_eq!(build(&tx, 503, 401, Transition::Start).await?, Inserted::Done);
            let held = hold(&tx, 10_503).await?;
            tx.commit_quota(&held, QuotaRequest { enforced: false, ..asked(710, 4) }).await?;
            tx.complete_job(&held, at(1)).await?;
            assert_eq!(build(&tx, 504, 401, Transition::Stop).await?, Inserted::Done);
            let held = hold(&tx, 10_504).await?;
            assert!(tx.commit_quota(&held, asked(711, 3)).await?.decision.permitted, "it shrinks");
            Ok(())
        })
        .await;
        scan(&store, |r| async move {
            let all = r.quota_ledger(id(1), &LedgerFilter::default()).await?;
            let told: Vec<_> = all
                .iter()
                .map(|one| (one.cost, one.previous_cost, one.consumed_before, one.budget, one.permitted))
                .collect();
            let free = UNLIMITED;
            assert_eq!(
                told,
                [
                    (5, 0, 0, free, true),
                    (5, 5, 0, 0, false),
                    (1, 0, 0, 0, false),
                    (4, 0, 0, free, true),
                    (3, 4, 0, 0, true)
                ]
            );
            assert_eq!(all[0].workspace_name.as_deref(), Some("w400"));
            let after = Some((all[1].at, all[1].id));
            let page = LedgerFilter { after, limit: 2, ..LedgerFilter::default() };
            assert_eq!(r.quota_ledger(id(1), &page).await?, all[2..4]);
            let span =
                LedgerFilter { from: Some(all[1].at), until: Some(all[3].at), ..LedgerFilter::default() };
            assert_eq!(r.quota_ledger(id(1), &span).await?, all[1..3]);
            let none = LedgerFilter { owner: Some(id(11)), ..LedgerFilter::default() };
            assert_eq!(r.quota_ledger(id(1), &none).await?, []);
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn nothing_costs_less_than_nothing() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            castle(&tx).await?;
            assert_eq!(build(&tx, 500, 400, Transition::Start).await?, Inserted::Done);
            let held = hold(&tx, 10_500).await?;
            let refused = tx.commit_quota(&held, asked(1, -5)).await;
            assert!(matches!(refused, Err(StoreError::Internal(_))), "{refused:?}");
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn the_ledger_is_added_up_by_owner_group_template_and_month() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            castle(&tx).await?;
            let new = new_workspace(410, 11, "bob", 200, "his");
            assert_eq!(tx.insert_workspace(&made(new)).await?, Inserted::Done);
            assert_eq!(tx.insert_group(&made(group(20, 1, "guards"))).await?, Inserted::Done);
            assert_eq!(
                tx.insert_group_member(&changing(&tx, 20).await?, id(11), now()).await?,
                Inserted::Done
            );
            for (number, workspace, cost, days) in [(500, 400, 2, 0), (501, 401, 3, 0), (502, 410, 9, 40)] {
                assert_eq!(build(&tx, number, workspace, Transition::Start).await?, Inserted::Done);
                let held = hold(&tx, 10_000 + number).await?;
                let now = now() + TimeDelta::days(days);
                let asked = QuotaRequest { entry: id(number + 200), cost, enforced: false, now };
                tx.commit_quota(&held, asked).await?;
            }
            Ok(())
        })
        .await;
        scan(&store, |r| async move {
            let sums = async |by| -> Result<Vec<(u128, u64, i64)>, StoreError> {
                let found = r.quota_sums(id(1), &LedgerFilter::default(), by).await?;
                Ok(found.iter().map(|one| (one.id.as_u128(), one.builds, one.cost)).collect())
            };
            assert_eq!(sums(LedgerBy::Owner).await?, [(11, 1, 9), (10, 2, 5)]);
            assert_eq!(sums(LedgerBy::Group).await?, [(20, 1, 9)]);
            assert_eq!(sums(LedgerBy::Template).await?, [(200, 3, 14)]);
            let months = r.quota_sums(id(1), &LedgerFilter::default(), LedgerBy::Month).await?;
            let told: Vec<_> = months.iter().map(|one| (one.month, one.builds, one.cost)).collect();
            // September and October of 2026.
            assert_eq!(
                told,
                [
                    (2026 * 12 + 8, 2, 5),
                    (2026 * 12 + 9 + i64::from(now() + TimeDelta::days(40) >= november()), 1, 9)
                ]
            );
            assert_eq!((months[0].id, &months[0].name), (Uuid::nil(), &None));
            let page = LedgerFilter { limit: 1, offset: 1, ..LedgerFilter::default() };
            let second = r.quota_sums(id(1), &page, LedgerBy::Owner).await?;
            assert_eq!((second.len(), second[0].cost), (1, 5));
            Ok(())
        })
        .await;
    })
    .await;
}

fn november() -> chrono::DateTime<chrono::Utc> {
    "2026-11-01T00:00:00Z".parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn commits_at_the_same_moment_do_not_exceed_the_budget_together() {
    for_each_engine(|store| async move {
        begin(&store).await;
        let held = write(&store, |tx| async move {
            castle(&tx).await?;
            allow(&tx, 1, 3).await?;
            let mut held = Vec::new();
            for number in 0..5 {
                assert_eq!(build(&tx, 500 + number, 400 + number, Transition::Start).await?, Inserted::Done);
                held.push(hold(&tx, 10_500 + number).await?);
            }
            Ok(held)
        })
        .await;
        let tasks = held.into_iter().zip(700..).map(|(job, entry)| {
            let store = store.clone();
            tokio::spawn(async move {
                write(&store, move |tx| {
                    let job = job.clone();
                    async move { tx.commit_quota(&job, asked(entry, 1)).await }
                })
                .await
            })
        });
        let mut permitted = 0;
        for task in tasks.collect::<Vec<_>>() {
            permitted += usize::from(task.await.unwrap().decision.permitted);
        }
        assert_eq!(permitted, 3);
        let quota = scan(&store, |r| async move { r.quota(id(1), id(10)).await }).await;
        assert_eq!(quota, Quota { budget: 3, consumed: 3 });
    })
    .await;
}
