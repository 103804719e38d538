//! The statements behind requests come from indexes: what SQLite plans for them visits no whole table.

use crate::engines::{Scratch, sqlite};
use crate::makers::*;
use burgrave_core::authorization::{Action, OrganizationRole, Resource, visible};
use burgrave_store::*;

/// Rows for page one must not grow with the table: measured through the point-read limit, which counts steps.
#[tokio::test]
async fn the_reads_behind_every_request_stay_short_in_a_long_table() {
    let scratch = Scratch::new();
    let store = sqlite(&scratch.0).await;
    store
        .write(|tx| async move {
            found(&tx, 1, "one").await?;
            for number in 1_000..6_000u128 {
                let name = format!("u{number}");
                settle(&tx, 1, number, &[&name]).await?;
                assert_eq!(
                    tx.insert_api_key(&made(key(&format!("key{number}"), number))).await?,
                    Inserted::Done
                );
                let asleep = if number % 3 == 0 { UserStatus::Dormant } else { UserStatus::Suspended };
                tx.set_user_status(&account(&tx, number).await?, asleep, now()).await?;
                let role = if number % 2 == 0 { "auditor" } else { "owner" };
                tx.set_user_roles(&proven(SiteRoles { user_id: id(number) }), &[role.into()], now()).await?;
                assert_eq!(tx.insert_organization(&made(organization(number, &name))).await?, Inserted::Done);
                assert_eq!(tx.insert_group(&made(group(number + 100_000, 1, &name))).await?, Inserted::Done);
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    // Each of these would be refused as too long a point read if it visited a table as a whole.
    let short: Result<(), StoreError> = store
        .read(|r| async move {
            assert!(r.authentication("key4321").await?.is_some());
            assert!(r.api_key("key4321").await?.is_some());
            assert!(r.user_by_id(id(4321)).await?.is_some());
            assert!(r.user_by_username("U4321").await?.is_some());
            assert!(r.login_by_email("u4321@example.com").await?.is_some());
            assert!(r.any_user().await?);
            assert!(r.organization_by_id(id(4321)).await?.is_some());
            assert!(r.organization_by_name("u4321").await?.is_some());
            assert!(r.default_organization().await?.is_none());
            assert!(r.group_by_id(id(104_321)).await?.is_some());
            assert!(r.group_by_name(id(1), "u4321").await?.is_some());
            assert!(r.member(id(1), id(4321)).await?.is_some());
            assert_eq!(r.memberships(id(4321)).await?.len(), 1);
            assert_eq!(r.members_among(id(1), &[id(1), id(4321)]).await?, [id(4321)]);
            let own = visible(&subject(4321, &[(1, &[])]), Action::Read, Resource::Group);
            let ids = Some(vec![id(104_321)]);
            let filter = GroupFilter { ids, visible: Some(own), ..Default::default() };
            assert_eq!(r.groups(&filter).await?.len(), 1);
            for asked in pages_of_users() {
                assert_eq!(r.users(&asked).await?.len(), 5, "{asked:?}");
            }
            for statuses in [vec![], vec![UserStatus::Dormant]] {
                let asked = UserFilter { statuses, ..UserFilter::default() };
                assert!(r.count_users(&asked).await? > 1_000);
            }
            assert_eq!(r.workspaces_owned_by(id(4321)).await?, 0);
            assert!(r.token_by_name(id(4321), "none").await?.is_none());
            assert!(r.users_away_since(now(), 500).await?.is_empty());
            assert!(r.status_changes(at(3_600)).await?.is_empty(), "all of them are earlier");
            Ok(())
        })
        .await;
    assert_eq!(short, Ok(()));
    store.close().await;
}

#[tokio::test]
async fn page_one_of_the_audit_log_stays_short_in_a_long_log() {
    let scratch = Scratch::new();
    let store = sqlite(&scratch.0).await;
    store
        .write(|tx| async move {
            for number in 0..6_000u128 {
                tx.insert_audit_entry(&audit_entry(number)).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    let auditor = subject(1, &[(1, &[OrganizationRole::Auditor])]);
    let auditor = visible(&auditor, Action::Read, Resource::AuditLog);
    let any = || AuditFilter { limit: 25, ..AuditFilter::default() };
    let place = Some((at(3_000), id(3_000)));
    let short: Result<(), StoreError> = store
        .read(move |r| async move {
            for (asked, rows) in [
                (any(), 25),
                (AuditFilter { after: place, ..any() }, 25),
                (AuditFilter { visible: Some(auditor.clone()), after: place, ..any() }, 25),
                (AuditFilter { organization: Some(id(1)), ..any() }, 25),
                (AuditFilter { users: Some(vec![id(1)]), ..any() }, 25),
                (AuditFilter { kind: Some("group".into()), ..any() }, 25),
                (AuditFilter { action: Some("write".into()), ..any() }, 25),
                (AuditFilter { kind: Some("license".into()), ..any() }, 0),
                (AuditFilter { build_reason: Some("autostart".into()), ..any() }, 0),
                (AuditFilter { resource: Some(id(4_321)), ..any() }, 1),
                (AuditFilter { request: Some(id(4_321)), ..any() }, 1),
                (AuditFilter { target: Some("Group-4321".into()), ..any() }, 1),
                (AuditFilter { from: Some(at(5_990)), ..any() }, 10),
                (AuditFilter { until: Some(at(10)), ..any() }, 10),
            ] {
                assert_eq!(r.audit_entries(&asked).await?.len(), rows, "{asked:?}");
            }
            assert!(r.ids_by_email_ever("nobody@example.com").await?.is_empty());
            assert!(r.ids_by_username_ever("nobody").await?.is_empty());
            Ok(())
        })
        .await;
    assert_eq!(short, Ok(()));
    store.close().await;
}

/// Pages of long lists: whole, by state, by role, and each of them from the middle.
fn pages_of_users() -> Vec<UserFilter> {
    let statuses = [vec![], vec![UserStatus::Dormant], vec![UserStatus::Dormant, UserStatus::Suspended]];
    let roles = [vec!["auditor".to_owned()], vec!["auditor".to_owned(), "owner".to_owned()]];
    let by_status = statuses.map(|statuses| UserFilter { statuses, ..UserFilter::default() });
    let by_role = roles.map(|roles| UserFilter { roles, ..UserFilter::default() });
    let asked = by_status.into_iter().chain(by_role);
    asked
        .flat_map(|filter| {
            [None, Some(id(3_333))].map(|after| UserFilter {
                page: Page { limit: 5, after, ..Page::default() },
                ..filter.clone()
            })
        })
        .collect()
}
