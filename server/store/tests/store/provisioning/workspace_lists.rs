//! Lists of workspaces: in their order, as far as somebody may see them, and as cheap in a long table as in a
//! short one.

use super::castle::{build, carry_out, found_template, new_workspace, template};
use super::makers::{begin, scan, write};
use crate::engines::{Scratch, for_each_engine};
use crate::makers::*;
use crate::measured::Steps;
use burgrave_core::authorization::{
    AccessList, AccessRole, Action, OrganizationRole, Resource, Subject, Update, visible,
};
use burgrave_core::ids::UserId;
use burgrave_core::provisioning::build::{BuildStatus, Transition};
use burgrave_store::*;

/// What somebody may see.
fn seen_by(subject: &Subject) -> WorkspaceFilter {
    WorkspaceFilter {
        visible: Some(visible(subject, Action::Read, Resource::Workspace)),
        visible_dormant: Some(visible(subject, Action::Read, Resource::WorkspaceDormant)),
        ..WorkspaceFilter::default()
    }
}

fn member(number: u128) -> Subject {
    subject(number, &[(1, &[OrganizationRole::WorkspaceAccess])])
}

/// Workspaces of two owners in organization 1: 400 to 405. 401 and 404 run, 402 is a favourite of user 10 and
/// 405 of user 11, 403 is dormant.
async fn village(tx: &Tx) -> Result<(), StoreError> {
    template(tx, 200, 1, "castle").await?;
    template(tx, 201, 1, "tower").await?;
    for (number, owner, owner_name, template, name) in [
        (400, 10, "ada", 200, "c"),
        (401, 10, "ada", 200, "b"),
        (402, 10, "ada", 200, "a"),
        (403, 11, "bob", 200, "d"),
        (404, 11, "bob", 201, "e"),
        (405, 11, "bob", 201, "f"),
    ] {
        let new = new_workspace(number, owner, owner_name, template, name);
        assert_eq!(tx.insert_workspace(&made(new)).await?, Inserted::Done);
        assert_eq!(build(tx, number + 100, number, Transition::Start).await?, Inserted::Done);
    }
    for number in [501, 504] {
        carry_out(tx, number, BuildEnd::Started { deadline: None, max_deadline: None }, 60_000).await?;
    }
    let held =
        async |number| Ok::<_, StoreError>(proven::<Update, _>(tx.workspace(id(number)).await?.unwrap()));
    tx.set_favorite(&held(402).await?, true).await?;
    tx.set_favorite(&held(405).await?, true).await?;
    tx.set_dormant(&held(403).await?, at(1), None).await?;
    tx.use_workspace(&held(400).await?, at(500)).await?;
    Ok(())
}

async fn list(r: &Reader, asked: &WorkspaceFilter, page: WorkspacePage) -> Result<Vec<u128>, StoreError> {
    let found = r.workspaces(asked, page).await?;
    if page.limit == 0 && page.offset == 0 && page.after.is_none() {
        assert_eq!(r.count_workspaces(asked).await?, found.len() as u64, "{asked:?}");
    }
    Ok(found.iter().map(|one| one.workspace.id.uuid().as_u128()).collect())
}

#[tokio::test]
async fn favourites_stand_first_then_what_runs_then_the_rest_by_owner_and_name() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move { village(&tx).await }).await;
        scan(&store, |r| async move {
            let any = WorkspaceFilter::default();
            let of = |caller: Option<u128>| WorkspacePage {
                caller: caller.map(id::<UserId>),
                ..WorkspacePage::default()
            };
            assert_eq!(list(&r, &any, of(None)).await?, [401, 404, 402, 400, 403, 405]);
            let ada = [402, 401, 404, 400, 403, 405];
            assert_eq!(list(&r, &any, of(Some(10))).await?, ada);
            assert_eq!(list(&r, &any, of(Some(11))).await?, [405, 401, 404, 402, 400, 403]);
            for offset in 0..7_u32 {
                for limit in 1..4_u32 {
                    let page = WorkspacePage { offset, limit, ..of(Some(10)) };
                    let expected: Vec<_> =
                        ada.into_iter().skip(offset as usize).take(limit as usize).collect();
                    assert_eq!(list(&r, &any, page).await?, expected, "{page:?}");
                }
            }
            for (place, after) in ada.into_iter().enumerate() {
                let page = WorkspacePage { after: Some(id(after)), limit: 2, ..of(Some(10)) };
                let expected: Vec<_> = ada.into_iter().skip(place + 1).take(2).collect();
                assert_eq!(list(&r, &any, page).await?, expected, "{page:?}");
            }
            let found = r.workspaces(&any, of(None)).await?;
            assert_eq!(found[0].build.status(), BuildStatus::Running);
            assert_eq!(found[0].build.workspace_id, found[0].workspace.id);
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn every_filter_of_the_list_is_in_its_query() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            village(&tx).await?;
            let held = proven(tx.workspace(id(400)).await?.unwrap());
            let users = vec![(id(11), Some(AccessRole::Use))];
            tx.change_workspace_access(&held, &AccessChanges { users, groups: vec![] }).await?;
            let held = proven(found_template(&tx, 201).await?);
            tx.set_active_version(&held, id(300), at(9)).await.map(|_| ())
        })
        .await;
        scan(&store, |r| async move {
            let any = WorkspaceFilter::default;
            let parameter = |name: &str, value: Option<&str>| WorkspaceFilter {
                parameters: vec![(name.into(), value.map(Into::into))],
                ..any()
            };
            for (asked, expected) in [
                (WorkspaceFilter { ids: Some(vec![id(403), id(400)]), ..any() }, vec![400, 403]),
                (WorkspaceFilter { names: vec!["E".into()], ..any() }, vec![404]),
                (WorkspaceFilter { names: vec!["e".into(), "x".into()], ..any() }, vec![]),
                (WorkspaceFilter { owner: Some(id(11)), ..any() }, vec![404, 403, 405]),
                (WorkspaceFilter { organization: Some(id(2)), ..any() }, vec![]),
                (WorkspaceFilter { organization: Some(id(1)), ..any() }, vec![401, 404, 402, 400, 403, 405]),
                (WorkspaceFilter { template: Some("TOWER".into()), ..any() }, vec![404, 405]),
                (WorkspaceFilter { statuses: vec![BuildStatus::Running], ..any() }, vec![401, 404]),
                (WorkspaceFilter { statuses: vec![BuildStatus::Stopped], ..any() }, vec![]),
                (WorkspaceFilter { dormant: true, ..any() }, vec![403]),
                (WorkspaceFilter { used_after: Some(at(499)), ..any() }, vec![400]),
                (WorkspaceFilter { used_before: Some(at(1)), dormant: true, ..any() }, vec![403]),
                (WorkspaceFilter { outdated: Some(true), ..any() }, vec![404, 405]),
                (
                    WorkspaceFilter { outdated: Some(false), owner: Some(id(10)), ..any() },
                    vec![401, 402, 400],
                ),
                (WorkspaceFilter { shared: Some(true), ..any() }, vec![400]),
                (WorkspaceFilter { shared: Some(false), owner: Some(id(10)), ..any() }, vec![401, 402]),
                (WorkspaceFilter { shared_with_user: Some(id(11)), ..any() }, vec![400]),
                (WorkspaceFilter { shared_with_groups: Some(vec![id(1)]), ..any() }, vec![]),
                (WorkspaceFilter { external_agent: Some(true), ..any() }, vec![]),
                (
                    WorkspaceFilter { external_agent: Some(false), owner: Some(id(10)), ..any() },
                    vec![401, 402, 400],
                ),
                (WorkspaceFilter { owner: Some(id(10)), ..parameter("size", None) }, vec![401, 402, 400]),
                (
                    WorkspaceFilter { owner: Some(id(10)), ..parameter("size", Some("large")) },
                    vec![401, 402, 400],
                ),
                (parameter("size", Some("small")), vec![]),
                (parameter("none", None), vec![]),
            ] {
                assert_eq!(list(&r, &asked, WorkspacePage::default()).await?, expected, "{asked:?}");
            }
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_list_shows_what_roles_ownership_and_access_lists_give() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            village(&tx).await?;
            settle(&tx, 1, 12, &["cid"]).await?;
            settle(&tx, 2, 13, &["dan"]).await?;
            assert_eq!(tx.insert_group(&made(group(20, 1, "guards"))).await?, Inserted::Done);
            let held = proven(tx.workspace(id(404)).await?.unwrap());
            let groups = vec![(id(20), Some(AccessRole::Use)), (id(2), Some(AccessRole::Use))];
            tx.change_workspace_access(&held, &AccessChanges { users: vec![], groups }).await?;
            let held = proven(tx.workspace(id(400)).await?.unwrap());
            let changes = AccessChanges {
                users: vec![(id(13), Some(AccessRole::Use))],
                groups: vec![(id(1), Some(AccessRole::Use))],
            };
            tx.change_workspace_access(&held, &changes).await
        })
        .await;
        scan(&store, |r| async move {
            let page = |caller: u128| WorkspacePage { caller: Some(id(caller)), ..WorkspacePage::default() };
            let admin = subject(12, &[(1, &[OrganizationRole::Admin])]);
            assert_eq!(list(&r, &seen_by(&admin), page(12)).await?, [401, 404, 402, 400, 403, 405]);
            assert_eq!(list(&r, &seen_by(&member(10)), page(10)).await?, [402, 401, 400]);
            assert_eq!(
                list(&r, &seen_by(&member(11)), page(11)).await?,
                [405, 404, 400, 403],
                "400 by Everyone"
            );
            let mut guard = member(12);
            assert_eq!(list(&r, &seen_by(&guard), page(12)).await?, [400]);
            guard.groups = vec![id(20)];
            assert_eq!(list(&r, &seen_by(&guard), page(12)).await?, [404, 400]);
            // Everyone of another organization is no group of this one; an entry of one's own counts
            // everywhere.
            let stranger = subject(13, &[(2, &[])]);
            assert_eq!(list(&r, &seen_by(&stranger), page(13)).await?, [400]);
            let both = subject(14, &[(1, &[]), (2, &[])]);
            assert_eq!(list(&r, &seen_by(&both), page(14)).await?, [400]);
            Ok(())
        })
        .await;
    })
    .await;
}

/// Copies of workspace 400, of another owner, until there are so many.
fn copies(count: u32) -> String {
    let columns = "owner_id, owner_key, organization_id, template_id, created_at, updated_at, \
                   latest_build_id, list_rank, \
                   favorite, automatic_updates, last_used_at";
    format!(
        "INSERT INTO workspaces (id, name, name_key, {columns}) WITH RECURSIVE n(n) AS \
         (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {count}) \
         SELECT randomblob(16), 'x' || n, 'x' || n, {columns} FROM workspaces CROSS JOIN n WHERE id = \
         x'{:032x}';",
        400
    )
}

#[tokio::test]
async fn a_page_looks_at_no_more_in_a_long_table_than_in_a_short_one() {
    let long =
        std::env::var("BURGRAVE_TESTS_WORKSPACES").ok().and_then(|text| text.parse().ok()).unwrap_or(50_000);
    let mut costs = Vec::new();
    for count in [1_000, long] {
        let (scratch, steps) = (Scratch::new(), Steps::default());
        let store = steps.open(&scratch.0).await;
        begin(&store).await;
        write(&store, |tx| async move {
            village(&tx).await?;
            settle(&tx, 1, 12, &["cid"]).await?;
            let held = proven(tx.workspace(id(404)).await?.unwrap());
            let users = vec![(id(12), Some(AccessRole::Use))];
            tx.change_workspace_access(&held, &AccessChanges { users, groups: vec![] }).await?;
            assert_eq!(AccessList::default(), tx.workspace(id(400)).await?.unwrap().access);
            Ok(())
        })
        .await;
        store.close().await;
        let raw = rusqlite::Connection::open(scratch.join("burgrave.db")).unwrap();
        raw.execute_batch(&copies(count)).unwrap();
        drop(raw);
        let store = steps.open(&scratch.0).await;
        scan(&store, |r| async move { r.workspaces_owned_by(id(12)).await }).await;
        let mut of_count = Vec::new();
        let admin = subject(11, &[(1, &[OrganizationRole::Admin])]);
        let middle = Some(id(401));
        for (asked, caller, after, rows) in [
            (WorkspaceFilter::default(), 11, None, 10),
            (WorkspaceFilter::default(), 11, middle, 10),
            (seen_by(&admin), 11, None, 10),
            (seen_by(&admin), 11, middle, 10),
            (WorkspaceFilter { template: Some("castle".into()), ..seen_by(&admin) }, 11, None, 10),
            (WorkspaceFilter { owner: Some(id(11)), ..seen_by(&admin) }, 11, None, 3),
            (WorkspaceFilter { statuses: vec![BuildStatus::Running], ..seen_by(&admin) }, 11, None, 2),
            (seen_by(&member(11)), 11, None, 3),
            (seen_by(&member(12)), 12, None, 1),
        ] {
            steps.take();
            let page =
                WorkspacePage { caller: Some(id(caller)), after, limit: 10, ..WorkspacePage::default() };
            let plain = asked.template.is_none();
            let found = scan(&store, move |r| async move {
                let found = r.workspaces(&asked, page).await?;
                if plain {
                    r.count_workspaces(&asked).await?;
                }
                Ok(found.len())
            })
            .await;
            assert_eq!(found, rows);
            of_count.push(steps.take());
        }
        store.close().await;
        costs.push(of_count);
    }
    eprintln!("steps of pages among 1,000 and {long}: {costs:?}");
    for (short, long) in costs[0].iter().zip(&costs[1]) {
        assert!(long * 10 <= short * 11, "{costs:?}");
    }
}
