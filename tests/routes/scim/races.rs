//! Many clients at once.

use futures::future::join_all;
use serde_json::{Value, json};

use super::scene::{
    account, column, get, group, list, made, made_group, operation, patch, post, start, user,
};
use crate::harness::Engine;

const RACERS: usize = 24;

#[apply(case)]
async fn one_user_comes_of_many_requests_for_one_user_name(engine: Engine) {
    let server = start(engine).await;
    let names = ["amira", "Amira", "AMIRA"];
    let race = (0..RACERS).map(|number| {
        let mut sent = user(names[number % names.len()]);
        // Half of them bring another address, so that only the userName is the same.
        if number % 2 == 0 {
            sent["emails"] = json!([{"value": format!("a{number}@example.com")}]);
        }
        let server = &server;
        async move { post(server, "/Users", &sent).await.status }
    });
    let mut statuses = join_all(race).await;
    statuses.sort_unstable();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| [201, 409].contains(status)), "{statuses:?}");
    assert_eq!(list(&server, "/Users", &[]).await.json_of(200)["totalResults"], 1);
}

#[apply(case)]
async fn one_account_is_taken_on_once(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let race = (0..RACERS).map(|number| {
        let mut sent = user(&format!("racer{number}"));
        sent["emails"] = json!([{ "value": amira.email }]);
        let server = &server;
        async move { post(server, "/Users", &sent).await.status }
    });
    let statuses = join_all(race).await;
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    let all = list(&server, "/Users", &[]).await.json_of(200);
    assert_eq!(column(&all, "id"), [amira.id.as_str()]);
}

#[apply(case)]
async fn people_of_the_same_name_at_different_addresses_all_get_in(engine: Engine) {
    let server = start(engine).await;
    let race = (0..8).map(|number| {
        let sent = user(&format!("amira@company{number}.example"));
        let mut sent = sent;
        sent["emails"] = json!([{"value": format!("amira@company{number}.example")}]);
        let server = &server;
        async move { super::scene::id(&post(server, "/Users", &sent).await.json_of(201)) }
    });
    let ids = join_all(race).await;
    let mut usernames = Vec::new();
    for id in &ids {
        usernames.push(account(&server, id).await["username"].as_str().unwrap().to_owned());
    }
    usernames.sort();
    usernames.dedup();
    assert_eq!(usernames.len(), 8, "{usernames:?}");
}

#[apply(case)]
async fn one_group_comes_of_many_requests_and_no_member_is_lost(engine: Engine) {
    let server = start(engine).await;
    let race = (0..RACERS).map(|_| post(&server, "/Groups", &KITCHEN));
    let statuses: Vec<u16> = join_all(race).await.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    let mut people = Vec::new();
    for number in 0..8 {
        people.push(made(&server, &format!("person{number}")).await);
    }
    let cellar = made_group(&server, "cellar", &[]).await;
    let path = format!("/Groups/{cellar}");
    let joining = people.iter().map(|person| {
        let (server, path, body) =
            (&server, &path, operation("add", "members", json!([{ "value": person }])));
        async move { patch(server, path, &body).await.status }
    });
    assert_eq!(join_all(joining).await, [200; 8]);
    let members = get(&server, &path).await.json_of(200)["members"].clone();
    assert_eq!(members.as_array().unwrap().len(), 8, "{members}");
}

static KITCHEN: std::sync::LazyLock<Value> = std::sync::LazyLock::new(|| group("kitchen", &[]));
