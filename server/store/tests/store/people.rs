//! Organizations, users, keys, members.

use crate::engines::for_each_engine;
use crate::makers::*;
use burgrave_core::authorization::{AllowList, Scope, ScopeName};
use burgrave_store::*;

fn only(numbers: &[u128]) -> OrganizationFilter {
    OrganizationFilter {
        ids: Some(numbers.iter().copied().map(id).collect()),
        ..OrganizationFilter::default()
    }
}

/// What members have in an organization that says nothing else.
fn by_default() -> Vec<String> {
    vec!["organization-workspace-access".into()]
}

#[tokio::test]
async fn what_was_written_is_read_back_and_a_deleted_name_is_free_again() {
    for_each_engine(|store| async move {
        store.write(|tx| async move { found(&tx, 1, "Acme").await }).await.unwrap();
        let read =
            store.read(|r| async move { r.organization_by_name("ACME").await }).await.unwrap().unwrap();
        assert_eq!((read.id, read.name.as_str(), read.created_at), (id(1), "Acme", now()));
        let taken = store
            .write(|tx| async move { tx.insert_organization(&made(organization(2, "acme"))).await })
            .await;
        assert_eq!(taken, Ok(Inserted::Taken));

        assert_eq!(store.write(|tx| async move { delete_organization(&tx, 1).await }).await, Ok(true));
        let gone: Result<_, StoreError> = store
            .read(|r| async move {
                Ok((r.organization_by_name("acme").await?, r.organization_by_id(id(1)).await?))
            })
            .await;
        let (by_name, by_id) = gone.unwrap();
        assert!(by_name.is_none() && by_id.unwrap().deleted_at.is_some());
        store.write(|tx| async move { found(&tx, 2, "acme").await }).await.unwrap();
        let listed = store
            .scan(|r| async move { r.organizations(&OrganizationFilter::default()).await })
            .await
            .unwrap();
        assert_eq!(listed.iter().map(|o| o.id).collect::<Vec<_>>(), [id(2)]);
        let chosen =
            store.scan(move |r| async move { r.organizations(&only(&[1, 2, 3])).await }).await.unwrap();
        assert_eq!(chosen, listed);
        assert_eq!(store.scan(move |r| async move { r.organizations(&only(&[])).await }).await, Ok(vec![]));
    })
    .await;
}

#[tokio::test]
async fn there_is_one_default_organization_and_it_stays() {
    for_each_engine(|store| async move {
        let new = NewOrganization { is_default: true, ..organization(1, "first") };
        let second = NewOrganization { is_default: true, ..organization(2, "second") };
        assert_eq!(
            store
                .write(move |tx| {
                    let new = new.clone();
                    async move { tx.insert_organization(&made(new)).await }
                })
                .await,
            Ok(Inserted::Done)
        );
        assert_eq!(
            store
                .write(move |tx| {
                    let new = second.clone();
                    async move { tx.insert_organization(&made(new)).await }
                })
                .await,
            Ok(Inserted::Taken)
        );
        assert_eq!(store.write(|tx| async move { delete_organization(&tx, 1).await }).await, Ok(false));
        let default = store.read(|r| async move { r.default_organization().await }).await.unwrap().unwrap();
        assert_eq!(default.id, id(1));
    })
    .await;
}

#[tokio::test]
async fn however_many_organizations_and_groups_somebody_is_in_each_query_stays_short() {
    for_each_engine(|store| async move {
        store
            .write(|tx| async move {
                assert_eq!(tx.create_user(&made(user(10, "Ada")), &[]).await?, Inserted::Done);
                assert_eq!(tx.insert_api_key(&made(key("abcdefghij", 10))).await?, Inserted::Done);
                for number in 1_000..1_450u128 {
                    found(&tx, number, &format!("o{number}")).await?;
                    let roles = [format!("role-{number}")];
                    assert_eq!(tx.insert_member(&joining(number, 10, &roles)).await?, Inserted::Done);
                    assert_eq!(
                        tx.insert_group(&made(group(number + 5_000, number, "g"))).await?,
                        Inserted::Done
                    );
                    assert_eq!(
                        tx.insert_group_member(&changing(&tx, number + 5_000).await?, id(10), now()).await?,
                        Inserted::Done
                    );
                }
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
        // On SQLite a point read of too many steps is an error here.
        let found =
            store.read(|r| async move { r.authentication("abcdefghij").await }).await.unwrap().unwrap();
        let place = |number: u128| Membership {
            organization_id: id(number),
            roles: vec![format!("role-{number}")],
            defaults: by_default(),
            directory: true,
        };
        let all: Vec<_> = (1_000..1_450).map(place).collect();
        assert_eq!(found.memberships, all);
        assert_eq!(found.groups, (6_000..6_450).map(id).collect::<Vec<_>>());
        assert_eq!(store.read(|r| async move { r.memberships(id(10)).await }).await, Ok(all));
    })
    .await;
}

#[tokio::test]
async fn what_comes_with_a_key_is_what_a_read_of_its_own_gives() {
    for_each_engine(|store| async move {
        store
            .write(|tx| async move {
                assert_eq!(tx.create_user(&made(user(10, "Ada")), &[]).await?, Inserted::Done);
                assert_eq!(tx.insert_api_key(&made(key("abcdefghij", 10))).await?, Inserted::Done);
                for (number, name) in [(3, "Three"), (1, "one"), (2, "two")] {
                    found(&tx, number, name).await?;
                    let joined = now() + chrono::TimeDelta::seconds(i64::from(number == 1));
                    let new = NewMember {
                        organization_id: id(number),
                        user_id: id(10),
                        roles: vec![],
                        now: joined,
                    };
                    assert_eq!(tx.insert_member(&made(new)).await?, Inserted::Done);
                }
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
        let read: Result<(), StoreError> = store
            .read(|r| async move {
                let alone = r.authentication("abcdefghij").await?.unwrap();
                let (caller, joined) = r.authentication_with_organizations("abcdefghij").await?.unwrap();
                assert_eq!((caller, joined), (alone.clone(), vec![id(2), id(3), id(1)]));
                let own = r.organization_ids_of(&[id(10)]).await?;
                assert_eq!(
                    own.into_iter().map(|(_, place)| place).collect::<Vec<_>>(),
                    [id(2), id(3), id(1)]
                );
                for (name, there) in [
                    (OrganizationName::Id(id(2)), true),
                    (OrganizationName::Id(id(4)), false),
                    (OrganizationName::Name("THREE".into()), true),
                    (OrganizationName::Name("four".into()), false),
                    (OrganizationName::Default, false),
                ] {
                    let asked = r.authentication_with_organization("abcdefghij", &name).await?;
                    let (caller, organization) = asked.unwrap();
                    assert_eq!((&caller, organization.is_some()), (&alone, there), "{name:?}");
                    assert_eq!(organization, r.organization_named(&name).await?, "{name:?}");
                    assert_eq!(r.authentication_with_organization("none", &name).await?, None);
                }
                assert_eq!(r.authentication_with_organizations("none").await?, None);
                Ok(())
            })
            .await;
        read.unwrap();
    })
    .await;
}

#[tokio::test]
async fn one_read_authenticates_with_roles_and_memberships() {
    for_each_engine(|store| async move {
        let owner = NewUser { rbac_roles: vec!["owner".into(), "auditor".into()], ..user(10, "Ada") };
        store
            .write(move |tx| {
                let owner = owner.clone();
                async move {
                    found(&tx, 1, "one").await?;
                    found(&tx, 2, "two").await?;
                    assert_eq!(tx.create_user(&made(owner), &[]).await?, Inserted::Done);
                    assert_eq!(tx.insert_api_key(&made(key("abcdefghij", 10))).await?, Inserted::Done);
                    assert_eq!(tx.insert_api_key(&made(key("abcdefghij", 10))).await?, Inserted::Taken);
                    Ok::<_, StoreError>(())
                }
            })
            .await
            .unwrap();
        let alone =
            store.read(|r| async move { r.authentication("abcdefghij").await }).await.unwrap().unwrap();
        assert_eq!(alone.memberships, []);
        store
            .write(|tx| async move {
                let roles = ["organization-admin".to_string()];
                assert_eq!(tx.insert_member(&joining(1, 10, &roles)).await?, Inserted::Done);
                assert_eq!(tx.insert_member(&joining(2, 10, &[])).await?, Inserted::Done);
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
        let found =
            store.read(|r| async move { r.authentication("abcdefghij").await }).await.unwrap().unwrap();
        assert_eq!(found.user.rbac_roles, ["owner", "auditor"]);
        assert_eq!(found.key.hashed_secret, Redacted(vec![1, 2, 3]));
        let mut memberships = found.memberships;
        memberships.sort_by_key(|membership| membership.organization_id);
        assert_eq!(
            memberships[0],
            Membership {
                organization_id: id(1),
                roles: vec!["organization-admin".into()],
                defaults: by_default(),
                directory: true
            }
        );
        assert_eq!(
            memberships[1],
            Membership { organization_id: id(2), roles: vec![], defaults: by_default(), directory: true }
        );
        assert!(!format!("{:?}", found.key).contains("1, 2, 3"));

        let known =
            store.read(|r| async move { r.login_by_email("ADA@example.com").await }).await.unwrap().unwrap();
        assert_eq!(
            (known.user.username.as_str(), known.hashed_password),
            ("Ada", Some(Redacted("hash".into())))
        );
        assert_eq!(
            store.write(|tx| async move { tx.delete_user(&account(&tx, 10).await?, now()).await }).await,
            Ok(true)
        );
        assert_eq!(store.read(|r| async move { r.authentication("abcdefghij").await }).await, Ok(None));
        assert_eq!(store.read(|r| async move { r.memberships(id(10)).await }).await, Ok(vec![]));
        assert_eq!(store.read(|r| async move { r.any_user().await }).await, Ok(false));
    })
    .await;
}

#[tokio::test]
async fn members_are_paged_in_username_order_and_a_rename_moves_them() {
    for_each_engine(|store| async move {
        store
            .write(|tx| async move {
                found(&tx, 1, "one").await?;
                settle(&tx, 1, 10, &["dora", "Anna", "carl", "Bert"]).await
            })
            .await
            .unwrap();
        let names = |page: Page| {
            let store = store.clone();
            async move {
                let asked = UserFilter { page, ..UserFilter::default() };
                let members =
                    store.scan(move |r| async move { r.members(id(1), None, &asked).await }).await.unwrap();
                (
                    members.rows.into_iter().map(|m| m.user.username).collect::<Vec<_>>().join(" "),
                    members.count,
                )
            }
        };
        assert_eq!(names(Page::default()).await, ("Anna Bert carl dora".into(), 4));
        assert_eq!(names(Page { limit: 2, offset: 1, ..Page::default() }).await, ("Bert carl".into(), 4));
        assert_eq!(names(Page { offset: 3, ..Page::default() }).await, ("dora".into(), 4));
        assert_eq!(
            names(Page { limit: 1, after: Some(id(13)), ..Page::default() }).await,
            ("carl".into(), 4)
        );
        assert_eq!(
            names(Page { words: vec!["R".into()], ..Page::default() }).await,
            ("Bert carl dora".into(), 3)
        );
        assert_eq!(names(Page { words: vec!["_".into()], ..Page::default() }).await, (String::new(), 0));
        assert_eq!(names(Page { limit: 2, offset: 9, ..Page::default() }).await, (String::new(), 4));
        let renamed = store
            .write(|tx| async move {
                tx.update_user_profile(&account(&tx, 11).await?, "Zoe", "", "", now()).await
            })
            .await;
        assert_eq!(renamed, Ok(Change::Done));
        assert_eq!(names(Page::default()).await, ("Bert carl dora Zoe".into(), 4));
        let taken = store
            .write(|tx| async move {
                tx.update_user_profile(&account(&tx, 11).await?, "CARL", "", "", now()).await
            })
            .await;
        assert_eq!(taken, Ok(Change::Taken));
    })
    .await;
}

#[tokio::test]
async fn users_are_listed_with_their_count_and_without_the_deleted() {
    for_each_engine(|store| async move {
        store
            .write(|tx| async move {
                found(&tx, 1, "one").await?;
                settle(&tx, 1, 10, &["a", "b", "c"]).await?;
                tx.set_user_status(&account(&tx, 11).await?, UserStatus::Suspended, now()).await?;
                tx.delete_user(&account(&tx, 12).await?, now()).await
            })
            .await
            .unwrap();
        let all = store.scan(|r| async move { r.users(&UserFilter::default()).await }).await.unwrap();
        assert_eq!(all.len(), 2);
        let count = store.scan(|r| async move { r.count_users(&UserFilter::default()).await }).await;
        assert_eq!(count, Ok(2));
        let filter = UserFilter { statuses: vec![UserStatus::Suspended], ..UserFilter::default() };
        let some = store.scan(move |r| async move { r.users(&filter).await }).await.unwrap();
        assert_eq!(some.iter().map(|u| u.id).collect::<Vec<_>>(), [id(11)]);
        let pairs =
            store.scan(|r| async move { r.organization_ids_of(&[id(10), id(11), id(12)]).await }).await;
        assert_eq!(pairs, Ok(vec![(id(10), id(1)), (id(11), id(1))]));
        // Its username and email are free again.
        assert_eq!(
            store.write(|tx| async move { tx.create_user(&made(user(13, "C")), &[]).await }).await,
            Ok(Inserted::Done)
        );
        assert_eq!(
            store.write(|tx| async move { tx.create_user(&made(user(14, "c")), &[]).await }).await,
            Ok(Inserted::Taken)
        );
    })
    .await;
}

#[tokio::test]
async fn keys_are_touched_and_deleted_by_scope() {
    for_each_engine(|store| async move {
        let application = NewApiKey { scope: Scope::of(ScopeName::ApplicationConnect), ..key("b", 10) };
        store
            .write(move |tx| {
                let application = application.clone();
                async move {
                    assert_eq!(tx.create_user(&made(user(10, "a")), &[]).await?, Inserted::Done);
                    assert_eq!(tx.insert_api_key(&made(key("a", 10))).await?, Inserted::Done);
                    assert_eq!(tx.insert_api_key(&made(application)).await?, Inserted::Done);
                    tx.touch_api_key("a", now(), "::1", now()).await?;
                    tx.touch_user(id(10), now()).await?;
                    let keys = proven(UserKeys { user_id: id(10) });
                    assert_eq!(tx.delete_api_keys_of(&keys, KeyScope::ApplicationConnect).await?, 1);
                    Ok::<_, StoreError>(())
                }
            })
            .await
            .unwrap();
        let touched = store.read(|r| async move { r.authentication("a").await }).await.unwrap().unwrap();
        assert_eq!((touched.key.last_used_at, touched.key.ip_address.as_str()), (Some(now()), "::1"));
        assert_eq!(touched.user.last_seen_at, Some(now()));
        assert_eq!(store.read(|r| async move { r.api_key("b").await }).await, Ok(None));
        assert_eq!(store.write(|tx| async move { delete_key(&tx, "a").await }).await, Ok(true));
        assert_eq!(store.write(|tx| async move { delete_key(&tx, "a").await }).await, Ok(false));
    })
    .await;
}

#[tokio::test]
async fn a_key_keeps_its_scopes_and_objects() {
    for_each_engine(|store| async move {
        let objects = AllowList::parse(&["group:*"]).unwrap();
        let scopes = [
            Scope::all(),
            Scope::of(ScopeName::ApplicationConnect),
            Scope::new([ScopeName::All], objects.clone()),
            Scope::new(
                ["group:read", "coder:apikeys.manage_self"].map(|name| name.parse().unwrap()),
                objects,
            ),
            Scope::new(["user:*".parse().unwrap()], AllowList::Everything),
        ];
        let keys: Vec<_> = (scopes.iter().cloned().zip(["a", "b", "c", "d", "e"]))
            .map(|(scope, name)| NewApiKey { scope, ..key(name, 10) })
            .collect();
        let kept = keys.clone();
        store
            .write(move |tx| {
                let keys = keys.clone();
                async move {
                    assert_eq!(tx.create_user(&made(user(10, "a")), &[]).await?, Inserted::Done);
                    for key in &keys {
                        assert_eq!(tx.insert_api_key(&made(key.clone())).await?, Inserted::Done);
                    }
                    Ok::<_, StoreError>(())
                }
            })
            .await
            .unwrap();
        for key in kept {
            let id = key.id.clone();
            let found = store.read(move |r| async move { r.api_key(&id).await }).await.unwrap().unwrap();
            assert_eq!(found.scope, key.scope, "{}", key.id);
        }
    })
    .await;
}

#[tokio::test]
async fn settings_and_audit_entries_are_kept() {
    for_each_engine(|store| async move {
        let entry = NewAuditEntry {
            id: id(1),
            time: now(),
            user_id: None,
            organization_id: Some(id(2)),
            resource_type: "group".into(),
            resource_id: id(3),
            resource_target: "g".into(),
            action: "write".into(),
            diff: "{}".into(),
            status_code: 200,
            ip_address: "::1".into(),
            user_agent: String::new(),
            request_id: id(4),
            additional_fields: "{}".into(),
        };
        store
            .write(move |tx| {
                let entry = entry.clone();
                async move {
                    tx.set_setting("deployment_id", "x", now()).await?;
                    tx.set_setting("deployment_id", "y", now()).await?;
                    tx.insert_audit_entry(&entry).await
                }
            })
            .await
            .unwrap();
        let value = store.read(|r| async move { r.setting("deployment_id").await }).await;
        assert_eq!(value, Ok(Some("y".into())));
        assert_eq!(store.check().await, Ok(()));
    })
    .await;
}
