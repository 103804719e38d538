//! Lists of any length, and texts with any character, reach both engines.

use crate::engines::for_each_engine;
use crate::makers::*;
use burgrave_core::authorization::MOST_ROLES_OF_MEMBER;
use burgrave_store::*;
use uuid::Uuid;

/// More ids than either engine takes as values of one statement.
fn many<Id: From<Uuid>>() -> Vec<Id> {
    (0..70_000).map(id).collect()
}

#[tokio::test]
async fn a_list_of_more_ids_than_a_statement_takes_is_answered() {
    for_each_engine(|store| async move {
        let done: Result<(), StoreError> = store
            .write(|tx| async move {
                found(&tx, 1, "one").await?;
                settle(&tx, 1, 10, &["ada", "bob"]).await?;
                assert_eq!(tx.insert_group(&made(group(20, 1, "builders"))).await?, Inserted::Done);
                assert_eq!(
                    tx.insert_group_member(&changing(&tx, 20).await?, id(10), now()).await?,
                    Inserted::Done
                );
                Ok(())
            })
            .await;
        done.unwrap();
        let found: Result<(), StoreError> = store
            .scan(|r| async move {
                assert_eq!(r.members_among(id(1), &many()).await?.len(), 2);
                assert_eq!(r.group_sizes(&many()).await?.len(), 2);
                assert_eq!(r.members_of_groups(&many(), None).await?.len(), 3);
                assert_eq!(r.users_ever(&many()).await?.len(), 2);
                assert_eq!(r.organization_ids_of(&many()).await?.len(), 2);
                assert!(r.scim_members(&many()).await?.is_empty());
                let asked = GroupFilter { ids: Some(many()), ..GroupFilter::default() };
                assert_eq!(r.groups(&asked).await?.len(), 2);
                let asked = UserFilter { ids: Some(many()), ..UserFilter::default() };
                assert_eq!(r.users(&asked).await?.len(), 2);
                let roles = (0..70_000).map(|number| format!("role-{number}")).collect();
                let asked = UserFilter { roles, ..UserFilter::default() };
                assert_eq!(r.count_users(&asked).await?, 0);
                Ok(())
            })
            .await;
        found.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_text_with_a_null_character_finds_nothing_and_is_stored_without_it() {
    for_each_engine(|store| async move {
        let done: Result<(), StoreError> = store
            .write(|tx| async move {
                assert_eq!(tx.create_user(&made(user(10, "ada")), &[]).await?, Inserted::Done);
                assert!(tx.user_by_username("ada\0").await?.is_none());
                assert_eq!(
                    tx.update_user_profile(&account(&tx, 10).await?, "ada", "Ada\0 Lovelace", "", now())
                        .await?,
                    Change::Done
                );
                assert_eq!(tx.user_by_id(id(10)).await?.unwrap().name, "Ada\u{fffd} Lovelace");
                Ok(())
            })
            .await;
        done.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_member_has_as_many_roles_as_the_rules_allow() {
    let roles: Vec<String> = (0..MOST_ROLES_OF_MEMBER).map(|number| format!("{number:032}")).collect();
    let roles = &roles;
    for_each_engine(|store| async move {
        let roles = roles.clone();
        let done: Result<(), StoreError> = store
            .write(move |tx| {
                let roles = roles.clone();
                async move {
                    found(&tx, 1, "one").await?;
                    settle(&tx, 1, 10, &["ada"]).await?;
                    let held = proven(MemberRoles { organization_id: id(1), user_id: id(10) });
                    assert!(tx.set_member_roles(&held, &roles, now()).await?);
                    assert_eq!(tx.memberships(id(10)).await?[0].roles, roles);
                    Ok(())
                }
            })
            .await;
        done.unwrap();
    })
    .await;
}
