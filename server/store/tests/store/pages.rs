//! Pages of users: whatever is asked for, the store shows what a filter in memory would leave over.

use crate::engines::for_each_engine;
use crate::makers::*;
use burgrave_store::*;
use chrono::TimeDelta;

const ROLES: [&str; 3] = ["owner", "auditor", "user-admin"];
const STATUSES: [UserStatus; 3] = [UserStatus::Active, UserStatus::Dormant, UserStatus::Suspended];

/// Twenty-four users of every kind, one of whom was deleted.
async fn people(store: &Store) -> Vec<UserRecord> {
    let written: Result<(), StoreError> = store
        .write(|tx| async move {
            for number in 10..34_u128 {
                let place = number as usize;
                let roles: Vec<String> = ROLES
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| place.is_multiple_of(at + 3))
                    .map(|(_, role)| (*role).into())
                    .collect();
                let login_type = if place.is_multiple_of(2) { LoginType::Password } else { LoginType::None };
                let created = now() + TimeDelta::hours(place as i64);
                let username = format!("{}-User{number}", ["b", "A", "c"][place % 3]);
                let new = NewUser { login_type, now: created, ..user(number, &username) };
                assert_eq!(tx.create_user(&made(new), &[]).await?, Inserted::Done);
                tx.set_user_roles(&proven(SiteRoles { user_id: id(number) }), &roles, created).await?;
                tx.set_user_status(&account(&tx, number).await?, STATUSES[place / 2 % 3], created).await?;
                if !place.is_multiple_of(4) {
                    tx.touch_user(id(number), created).await?;
                }
            }
            tx.delete_user(&account(&tx, 13).await?, now()).await?;
            // Indexes follow a new name.
            let _ = tx.update_user_profile(&account(&tx, 12).await?, "zora", "Zora", "", now()).await?;
            Ok(())
        })
        .await;
    written.unwrap();
    store.scan(|r| async move { r.users(&UserFilter::default()).await }).await.unwrap()
}

fn holds(asked: &UserFilter, user: &UserRecord) -> bool {
    let within = |span: Span, at| {
        span.from.is_none_or(|from| at >= Some(from)) && span.to.is_none_or(|to| at <= Some(to))
    };
    asked.ids.as_ref().is_none_or(|ids| ids.contains(&user.id))
        && (asked.statuses.is_empty() || asked.statuses.contains(&user.status))
        && (asked.roles.is_empty() || asked.roles.iter().any(|role| user.rbac_roles.contains(role)))
        && (asked.login_types.is_empty() || asked.login_types.contains(&user.login_type))
        && within(asked.seen, user.last_seen_at)
        && within(asked.created, Some(user.created_at))
        && finds(&asked.page.words, user)
}

/// Each word stands in one of the three texts, in any letter case.
fn finds(words: &[String], user: &UserRecord) -> bool {
    let texts = [&user.username, &user.email, &user.name].map(|text| text.to_lowercase());
    words.iter().all(|word| texts.iter().any(|text| text.contains(&word.to_lowercase())))
}

fn questions() -> Vec<UserFilter> {
    let mut all = Vec::new();
    let half = Some(now() + TimeDelta::hours(20));
    let spans = [Span::default(), Span { from: half, to: None }, Span { from: None, to: half }];
    for statuses in [&STATUSES[..0], &STATUSES[1..2], &STATUSES[..2], &STATUSES[..]] {
        for roles in [&ROLES[..0], &ROLES[..1], &ROLES[..], &["nothing"]] {
            for (place, span) in spans.into_iter().enumerate() {
                let roles = roles.iter().map(|role| (*role).to_owned()).collect();
                let plain = UserFilter { statuses: statuses.to_vec(), roles, ..UserFilter::default() };
                all.push(UserFilter { created: span, ..plain.clone() });
                all.push(UserFilter { seen: span, login_types: vec![LoginType::None], ..plain.clone() });
                let words = [vec![], vec!["A-u".to_owned()], vec!["1".to_owned(), "B".to_owned()]];
                let page = Page { words: words[place].clone(), ..Page::default() };
                all.push(UserFilter {
                    page,
                    ids: (place == 2).then(|| vec![id(11), id(14), id(15)]),
                    ..plain
                });
            }
        }
    }
    all
}

#[tokio::test]
async fn a_page_is_what_a_filter_in_memory_leaves_over() {
    for_each_engine(|store| async move {
        let everyone = people(&store).await;
        assert_eq!(everyone.len(), 23);
        assert!(everyone.is_sorted_by_key(|user| user.username.to_lowercase()));
        for asked in questions() {
            let expected: Vec<_> =
                everyone.iter().filter(|user| holds(&asked, user)).map(|user| user.id).collect();
            let got: Result<_, StoreError> = store
                .scan({
                    let asked = asked.clone();
                    async move |r: Reader| Ok((r.users(&asked).await?, r.count_users(&asked).await?))
                })
                .await;
            let (rows, count) = got.unwrap();
            assert_eq!(rows.iter().map(|user| user.id).collect::<Vec<_>>(), expected, "{asked:?}");
            assert_eq!(count, expected.len() as u64, "{asked:?}");
            for (offset, limit) in [(0, 2), (1, 3), (2, 0)] {
                let after = expected.first().copied();
                let page = Page { offset, limit, after, ..asked.page.clone() };
                let part = UserFilter { page, ..asked.clone() };
                let rows = store.scan(async move |r: Reader| r.users(&part).await).await.unwrap();
                let most = if limit == 0 { usize::MAX } else { limit as usize };
                let skipped = usize::from(after.is_some()) + offset as usize;
                let expected: Vec<_> = expected.iter().copied().skip(skipped).take(most).collect();
                assert_eq!(rows.iter().map(|user| user.id).collect::<Vec<_>>(), expected, "{asked:?}");
            }
        }
    })
    .await;
}
