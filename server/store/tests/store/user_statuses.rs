//! When users came into a status and left it.

use crate::engines::for_each_engine;
use crate::makers::*;
use UserStatus::{Active, Dormant, Suspended};
use burgrave_store::*;
use chrono::{DateTime, Utc};

/// The beginning of the quarter of an hour in which [`now`] is, or of one so many later.
pub fn quarter(later: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_789_999_200 + 900 * later, 0).unwrap()
}

pub fn changed(
    later: i64,
    old: impl Into<Option<UserStatus>>,
    new: impl Into<Option<UserStatus>>,
    users: i64,
) -> StatusChanges {
    StatusChanges { from: quarter(later), old: old.into(), new: new.into(), users }
}

/// What has changed since then.
pub async fn since(store: &Store, time: DateTime<Utc>) -> Vec<StatusChanges> {
    let found: Result<_, StoreError> = store.scan(move |r| async move { r.status_changes(time).await }).await;
    found.unwrap()
}

#[tokio::test]
async fn changes_are_counted_by_quarters_of_an_hour() {
    for_each_engine(|store| async move {
        let done: Result<_, StoreError> = store
            .write(|tx| async move {
                found(&tx, 1, "one").await?;
                settle(&tx, 1, 10, &["amira", "jonas", "mina"]).await?;
                for (user, time) in [(10, at(900)), (11, at(901)), (11, at(902))] {
                    tx.set_user_status(&account(&tx, user).await?, Suspended, time).await?;
                }
                tx.delete_user(&account(&tx, 12).await?, at(1_800)).await
            })
            .await;
        assert_eq!(done, Ok(true));
        let all =
            [changed(0, None, Active, 3), changed(1, Active, Suspended, 2), changed(2, Active, None, 1)];
        assert_eq!(since(&store, quarter(0)).await, all);
        assert_eq!(since(&store, at(901)).await, [changed(1, Active, Suspended, 1), all[2]]);
        let gained = |status| all.iter().map(|change| change.gained(status)).sum::<i64>();
        assert_eq!([Active, Dormant, Suspended].map(gained), [0, 0, 2]);
        let counts = store.scan(|r| async move { r.user_counts().await }).await;
        let counts: Vec<(UserStatus, i64)> = counts.map_err(|error: StoreError| error).unwrap();
        for status in [Active, Dormant, Suspended] {
            let users = counts.iter().filter(|(of, _)| *of == status).map(|(_, users)| users).sum::<i64>();
            assert_eq!(users, gained(status), "{status:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn several_changes_at_one_time_are_one() {
    for_each_engine(|store| async move {
        let done: Result<_, StoreError> = store
            .write(|tx| async move {
                let new = NewUser { status: Dormant, ..user(10, "amira") };
                assert_eq!(tx.create_user(&made(new), &[]).await?, Inserted::Done);
                tx.set_user_status(&account(&tx, 10).await?, Active, now()).await?;
                for status in [Suspended, Active, Suspended] {
                    tx.set_user_status(&account(&tx, 10).await?, status, at(900)).await?;
                }
                assert_eq!(tx.create_user(&made(user(11, "jonas")), &[]).await?, Inserted::Done);
                tx.delete_user(&account(&tx, 11).await?, now()).await
            })
            .await;
        assert_eq!(done, Ok(true));
        let mut found = since(&store, quarter(0)).await;
        found.retain(|change| change.old != change.new);
        assert_eq!(found, [changed(0, None, Active, 1), changed(1, Active, Suspended, 1)]);
    })
    .await;
}
