//! Templates and their access lists.

use super::castle::{found_template, new_workspace, template};
use super::makers::{begin, scan, write};
use crate::engines::for_each_engine;
use crate::makers::*;
use burgrave_core::authorization::{AccessList, AccessRole, Action, Resource, visible};
use burgrave_store::*;

#[tokio::test]
async fn a_template_is_found_changed_and_deleted() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            template(&tx, 200, 1, "Castle").await?;
            template(&tx, 201, 1, "Tower").await?;
            let found = tx.template_by_name(id(1), "cASTLE").await?.unwrap();
            assert_eq!((found.id, found.created_by_name.as_str()), (id(200), "ada"));
            assert_eq!((found.autostart_days, found.active_version_id), (EVERY_DAY, id(300)));
            let taken = NewTemplate::named(id(202), id(1), id(10), "CASTLE", id(300), now());
            assert_eq!(tx.insert_template(&made(taken), &AccessList::default()).await?, Inserted::Taken);
            let mut update = update_of(&found);
            update.name = "TOWER".into();
            let held = proven(found_template(&tx, 200).await?);
            assert_eq!(tx.update_template(&held, &update).await?, Change::Taken);
            update.name = "Keep".into();
            update.deprecation_message = "old".into();
            assert_eq!(tx.update_template(&held, &update).await?, Change::Done);
            assert!(tx.template_by_name(id(1), "castle").await?.is_none());
            assert!(tx.set_active_version(&held, id(301), at(5)).await?);
            let found = found_template(&tx, 200).await?;
            assert_eq!((found.name.as_str(), found.active_version_id), ("Keep", id(301)));
            assert!(!tx.template_has_workspaces(id(200)).await?);
            let workspace = new_workspace(400, 10, "ada", 200, "home");
            assert_eq!(tx.insert_workspace(&made(workspace)).await?, Inserted::Done);
            assert!(tx.template_has_workspaces(id(200)).await?);
            assert!(tx.delete_template(&proven(found), at(6)).await?);
            assert!(!tx.delete_template(&proven(found_template(&tx, 200).await?), at(7)).await?);
            assert!(tx.template_by_name(id(1), "keep").await?.is_none(), "its name is free");
            assert_eq!(tx.update_template(&held, &update).await?, Change::Missing);
            Ok(())
        })
        .await;
    })
    .await;
}

fn update_of(of: &TemplateRecord) -> TemplateUpdate {
    let of = of.clone();
    TemplateUpdate {
        id: of.id,
        organization_id: of.organization_id,
        name: of.name,
        display_name: of.display_name,
        description: of.description,
        icon: of.icon,
        deprecation_message: of.deprecation_message,
        default_ttl_ms: of.default_ttl_ms,
        activity_bump_ms: of.activity_bump_ms,
        autostop_notify_ms: of.autostop_notify_ms,
        failure_ttl_ms: of.failure_ttl_ms,
        dormant_after_ms: of.dormant_after_ms,
        delete_dormant_after_ms: of.delete_dormant_after_ms,
        autostop_days: of.autostop_days,
        autostop_weeks: of.autostop_weeks,
        autostart_days: of.autostart_days,
        allow_user_autostart: of.allow_user_autostart,
        allow_user_autostop: of.allow_user_autostop,
        allow_user_cancel: of.allow_user_cancel,
        require_active_version: of.require_active_version,
        max_port_share_level: of.max_port_share_level,
        cors_behavior: of.cors_behavior,
        classic_parameters: of.classic_parameters,
        disable_module_cache: of.disable_module_cache,
        now: at(4),
    }
}

#[tokio::test]
async fn access_lists_are_merged_and_hide_those_who_are_gone() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            template(&tx, 200, 1, "castle").await?;
            assert_eq!(tx.insert_group(&made(group(20, 1, "guards"))).await?, Inserted::Done);
            let held = proven(found_template(&tx, 200).await?);
            let (usage, admin) = (Some(AccessRole::Use), Some(AccessRole::Admin));
            let first = AccessChanges {
                users: vec![(id(10), usage), (id(11), admin)],
                groups: vec![(id(20), usage), (id(1), usage)],
            };
            tx.change_template_access(&held, &first).await?;
            let second =
                AccessChanges { users: vec![(id(10), admin), (id(11), None)], groups: vec![(id(1), None)] };
            tx.change_template_access(&held, &second).await?;
            let access = found_template(&tx, 200).await?.access.clone();
            assert_eq!(access.users, [(id(10), AccessRole::Admin)]);
            assert_eq!(access.groups, [(id(20), AccessRole::Use)]);
            let users = tx.template_users(id(200)).await?;
            assert_eq!((users.len(), users[0].user.username.as_str()), (1, "ada"));
            let groups = tx.template_groups(id(200)).await?;
            assert_eq!((groups.len(), groups[0].group.name.as_str()), (1, "guards"));
            tx.set_user_status(&account(&tx, 10).await?, UserStatus::Suspended, at(2)).await?;
            assert!(tx.template_users(id(200)).await?.is_empty());
            assert!(delete_group(&tx, 20).await?);
            assert!(tx.template_groups(id(200)).await?.is_empty());
            Ok(())
        })
        .await;
        let unknown: Result<(), StoreError> = store
            .write(|tx| async move {
                let held = proven(found_template(&tx, 200).await?);
                let users = vec![(id(999), Some(AccessRole::Use))];
                tx.change_template_access(&held, &AccessChanges { users, groups: vec![] }).await
            })
            .await;
        assert!(matches!(unknown, Err(StoreError::Conflict { .. })), "{unknown:?}");
    })
    .await;
}

#[tokio::test]
async fn lists_of_templates_are_filtered_and_ordered_in_their_query() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            for (number, name) in [(200, "Castle"), (201, "Tower"), (202, "Moat"), (203, "Gone")] {
                template(&tx, number, 1, name).await?;
            }
            tx.set_template_usage(id(202), 3, "{}").await?;
            let update = TemplateUpdate {
                display_name: "The Tower".into(),
                deprecation_message: "old".into(),
                ..update_of(&found_template(&tx, 201).await?.record)
            };
            let _ = tx.update_template(&proven(found_template(&tx, 201).await?), &update).await?;
            tx.delete_template(&proven(found_template(&tx, 203).await?), at(3)).await?;
            let held = proven(found_template(&tx, 200).await?);
            let users = vec![(id(11), Some(AccessRole::Use))];
            tx.change_template_access(&held, &AccessChanges { users, groups: vec![] }).await
        })
        .await;
        scan(&store, |r| async move {
            let list = async |asked: TemplateFilter| -> Result<Vec<u128>, StoreError> {
                Ok(r.templates(&asked).await?.iter().map(|one| one.id.uuid().as_u128()).collect())
            };
            let any = TemplateFilter::default;
            assert_eq!(list(any()).await?, [202, 200, 201], "what most people use comes first");
            assert_eq!(list(TemplateFilter { name: Some("T".into()), ..any() }).await?, [202, 200, 201]);
            assert_eq!(list(TemplateFilter { name: Some("oW".into()), ..any() }).await?, [201]);
            assert_eq!(list(TemplateFilter { exact_name: Some("CASTLE".into()), ..any() }).await?, [200]);
            assert_eq!(list(TemplateFilter { exact_name: Some("cast".into()), ..any() }).await?, [0; 0]);
            assert_eq!(list(TemplateFilter { display_name: Some("the".into()), ..any() }).await?, [201]);
            let exact_display_name = Some("the tower".into());
            assert_eq!(list(TemplateFilter { exact_display_name, ..any() }).await?, [201]);
            assert_eq!(list(TemplateFilter { deprecated: Some(true), ..any() }).await?, [201]);
            assert_eq!(list(TemplateFilter { deprecated: Some(false), ..any() }).await?, [202, 200]);
            assert_eq!(list(TemplateFilter { deleted: true, ..any() }).await?, [203]);
            assert_eq!(list(TemplateFilter { ids: Some(vec![id(200)]), ..any() }).await?, [200]);
            assert_eq!(list(TemplateFilter { author: Some(id(11)), ..any() }).await?, [0; 0]);
            assert_eq!(list(TemplateFilter { organization: Some(id(2)), ..any() }).await?, [0; 0]);
            assert_eq!(list(TemplateFilter { external_agent: Some(true), ..any() }).await?, [0; 0]);
            assert_eq!(list(TemplateFilter { external_agent: Some(false), ..any() }).await?.len(), 3);
            for (number, expected) in [(11, vec![200]), (10, vec![])] {
                let sees = visible(&subject(number, &[(1, &[])]), Action::Read, Resource::Template);
                assert_eq!(list(TemplateFilter { visible: Some(sees), ..any() }).await?, expected);
            }
            Ok(())
        })
        .await;
    })
    .await;
}
