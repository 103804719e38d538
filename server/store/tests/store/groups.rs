//! Groups and who is in them.

use crate::engines::for_each_engine;
use crate::makers::*;
use burgrave_core::authorization::{Action, OrganizationRole, Resource, visible};
use burgrave_store::*;

/// Two organizations; 1 has a, b, c and the groups red (a, b) and blue.
async fn prepare(store: &Store) {
    store
        .write(|tx| async move {
            found(&tx, 1, "one").await?;
            found(&tx, 2, "two").await?;
            settle(&tx, 1, 10, &["b", "a", "c"]).await?;
            assert_eq!(tx.insert_group(&made(group(20, 1, "red"))).await?, Inserted::Done);
            assert_eq!(tx.insert_group(&made(group(21, 1, "blue"))).await?, Inserted::Done);
            for user in [10, 11] {
                assert_eq!(
                    tx.insert_group_member(&changing(&tx, 20).await?, id(user), now()).await?,
                    Inserted::Done
                );
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_group_is_found_by_name_in_its_exact_case_and_counts_its_members() {
    for_each_engine(|store| async move {
        prepare(&store).await;
        let found: Result<_, StoreError> = store
            .read(|r| async move {
                let by_name = r.group_by_name(id(1), "red").await?.unwrap();
                assert_eq!(r.group_by_name(id(1), "Red").await?, None);
                assert_eq!(r.group_by_name(id(2), "red").await?, None);
                Ok((by_name, r.group_by_id(id(1)).await?.unwrap()))
            })
            .await;
        let (red, everyone) = found.unwrap();
        assert_eq!(red.organization_name, "one");
        assert!(!red.is_everyone() && everyone.is_everyone());
        let sizes = store.scan(|r| async move { r.group_sizes(&[id(20), id(1)]).await }).await;
        assert_eq!(sizes, Ok([(id(20), 2), (id(1), 3)].into()));
        let page = UserFilter { page: Page { limit: 1, ..Page::default() }, ..UserFilter::default() };
        let members =
            store.scan(move |r| async move { r.group_members(&red, None, &page).await }).await.unwrap();
        assert_eq!((members.rows[0].username.as_str(), members.count), ("a", 2));
        let next =
            UserFilter { page: Page { after: Some(id(11)), ..Page::default() }, ..UserFilter::default() };
        let rest =
            store.scan(move |r| async move { r.group_members(&everyone, None, &next).await }).await.unwrap();
        assert_eq!(rest.rows.iter().map(|u| u.username.as_str()).collect::<String>(), "bc");
    })
    .await;
}

#[tokio::test]
async fn groups_are_listed_by_filter_and_visibility_with_all_members_in_one_more_query() {
    for_each_engine(|store| async move {
        prepare(&store).await;
        let ids = |filter: GroupFilter| {
            let store = store.clone();
            async move {
                let groups = store.scan(move |r| async move { r.groups(&filter).await }).await.unwrap();
                groups.iter().map(|group| group.id.uuid().as_u128()).collect::<Vec<_>>()
            }
        };
        assert_eq!(ids(GroupFilter::default()).await, [1, 21, 20, 2]);
        assert_eq!(ids(GroupFilter { organization: Some(id(2)), ..Default::default() }).await, [2]);
        assert_eq!(
            ids(GroupFilter {
                has_member: Some(GroupsOf { user: id(10), visible: None }),
                ..Default::default()
            })
            .await,
            [1, 20]
        );
        assert_eq!(
            ids(GroupFilter { ids: Some(vec![id(20), id(2), id(9)]), ..Default::default() }).await,
            [20, 2]
        );
        assert_eq!(ids(GroupFilter { ids: Some(vec![]), ..Default::default() }).await, []);
        let seen = |subject| GroupFilter {
            visible: Some(visible(&subject, Action::Read, Resource::Group)),
            ..Default::default()
        };
        let mut member = subject(12, &[(1, &[]), (2, &[OrganizationRole::Auditor])]);
        assert_eq!(ids(seen(member.clone())).await, [1, 21, 20, 2]);
        member.memberships[0].directory = false;
        assert_eq!(ids(seen(member)).await, [1, 2]);
        assert_eq!(ids(seen(subject(12, &[]))).await, []);

        let members = store
            .scan(|r| async move { r.members_of_groups(&[id(1), id(20), id(21)], None).await })
            .await
            .unwrap();
        let shown: Vec<_> =
            members.iter().map(|(group, user)| (group.uuid().as_u128(), user.username.as_str())).collect();
        assert_eq!(shown, [(1, "a"), (1, "b"), (1, "c"), (20, "a"), (20, "b")]);
    })
    .await;
}

#[tokio::test]
async fn leaving_an_organization_leaves_its_groups() {
    for_each_engine(|store| async move {
        prepare(&store).await;
        let left: Result<_, StoreError> = store
            .write(|tx| async move {
                assert!(leave(&tx, 1, 10).await?);
                assert!(!leave(&tx, 1, 10).await?);
                tx.group_sizes(&[id(20), id(1)]).await
            })
            .await;
        assert_eq!(left, Ok([(id(20), 1), (id(1), 2)].into()));
        let among = store.scan(|r| async move { r.members_among(id(1), &[id(10), id(11)]).await }).await;
        assert_eq!(among, Ok(vec![id(11)]));
    })
    .await;
}

#[tokio::test]
async fn who_is_not_in_the_organization_cannot_be_in_its_groups() {
    for_each_engine(|store| async move {
        prepare(&store).await;
        let added =
            store.write(|tx| async move { tx.create_user(&made(user(30, "stranger")), &[]).await }).await;
        assert_eq!(added, Ok(Inserted::Done));
        for (group, user) in [(20, 30), (1, 10), (99, 10)] {
            let refused = store
                .write(move |tx| async move {
                    tx.insert_group_member(&changing(&tx, group).await?, id(user), now()).await
                })
                .await;
            assert!(matches!(refused, Err(StoreError::Conflict { .. })), "{refused:?}");
        }
        let again = store
            .write(|tx| async move { tx.insert_group_member(&changing(&tx, 20).await?, id(10), now()).await })
            .await;
        assert_eq!(again, Ok(Inserted::Taken));
    })
    .await;
}

#[tokio::test]
async fn a_group_is_changed_and_deleted_but_everyone_stays() {
    for_each_engine(|store| async move {
        prepare(&store).await;
        let update = |name: &'static str| GroupUpdate {
            id: id(20),
            organization_id: id(1),
            name: name.into(),
            display_name: "Red".into(),
            avatar_url: String::new(),
            quota_allowance: 7,
            now: now(),
        };
        let taken = store
            .write(move |tx| async move { tx.update_group(&changing(&tx, 20).await?, &update("blue")).await })
            .await;
        assert_eq!(taken, Ok(Change::Taken));
        let done = store
            .write(move |tx| async move { tx.update_group(&changing(&tx, 20).await?, &update("red")).await })
            .await;
        assert_eq!(done, Ok(Change::Done));
        let red = store.read(|r| async move { r.group_by_id(id(20)).await }).await.unwrap().unwrap();
        assert_eq!((red.display_name.as_str(), red.quota_allowance), ("Red", 7));
        assert_eq!(store.write(|tx| async move { delete_group(&tx, 20).await }).await, Ok(true));
        assert_eq!(store.write(|tx| async move { delete_group(&tx, 20).await }).await, Ok(false));
        assert_eq!(store.write(|tx| async move { delete_group(&tx, 1).await }).await, Ok(false));
        let left = store.scan(|r| async move { r.organization_holdings(id(1)).await }).await;
        assert_eq!(left, Ok(OrganizationHoldings { members: 3, groups: 2 }));
    })
    .await;
}
