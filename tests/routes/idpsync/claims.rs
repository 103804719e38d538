//! `…/settings/idpsync/available-fields` and `…/field-values`

use burgrave_store::StoreError;
use serde_json::json;

use super::{EVERYWHERE, HERE};
use crate::harness::{Engine, Person, Server};

/// Writes the claims of two people, as their logins would have.
async fn with_claims(server: Server, people: &[(&Person, &[(&str, &str)])]) -> Server {
    let rows: Vec<(burgrave_core::ids::UserId, Vec<(String, String)>)> = people
        .iter()
        .map(|(person, claims)| {
            let own = |(field, value): &(&str, &str)| ((*field).to_owned(), (*value).to_owned());
            (person.id.parse().unwrap(), claims.iter().map(own).collect())
        })
        .collect();
    server
        .restart_after(async |store| {
            let done: Result<(), StoreError> = store
                .write(move |tx| {
                    let rows = rows.clone();
                    async move {
                        for (user, claims) in &rows {
                            tx.set_user_claims(*user, claims).await?;
                        }
                        Ok(())
                    }
                })
                .await;
            done.unwrap();
        })
        .await
}

#[apply(case)]
async fn claims_that_nobody_brought_along_are_empty_lists(engine: Engine) {
    let server = Server::start(engine).await;
    for place in [HERE, EVERYWHERE] {
        for rest in ["available-fields", "field-values?claimField=groups"] {
            let found = server.owner().await.get(&format!("{place}/{rest}")).await.json_of(200);
            assert_eq!(found, json!([]), "{place}/{rest}");
        }
    }
}

#[apply(case)]
async fn fields_and_values_are_those_of_all_users_in_order(engine: Engine) {
    let server = Server::start(engine).await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let of_amira = [("groups", "backend"), ("groups", "api"), ("email", "amira@example.com")];
    let of_jonas = [("groups", "backend"), ("sub", "7")];
    let server = with_claims(server, &[(&amira, &of_amira), (&jonas, &of_jonas)]).await;
    let owner = server.owner().await;
    for place in [HERE, EVERYWHERE] {
        let fields = owner.get(&format!("{place}/available-fields")).await.json_of(200);
        assert_eq!(fields, json!(["email", "groups", "sub"]), "{place}");
        let values = owner.get(&format!("{place}/field-values?claimField=groups")).await.json_of(200);
        assert_eq!(values, json!(["api", "backend"]), "{place}");
        let none = owner.get(&format!("{place}/field-values?claimField=Groups")).await.json_of(200);
        assert_eq!(none, json!([]), "{place}");
    }
}

#[apply(case)]
async fn an_organization_sees_the_claims_of_its_members_only(engine: Engine) {
    let server = Server::start(engine).await;
    let data =
        server.owner().await.post("/api/v2/organizations", &json!({"name": "data"})).await.json_of(201);
    let amira = server.member_of("amira", &[data["id"].as_str().unwrap()]).await;
    let jonas = server.member("jonas").await;
    let server =
        with_claims(server, &[(&amira, &[("groups", "data")]), (&jonas, &[("teams", "home")])]).await;
    let owner = server.owner().await;
    let there = "/api/v2/organizations/data/settings/idpsync";
    assert_eq!(owner.get(&format!("{there}/available-fields")).await.json_of(200), json!(["groups"]));
    let path = format!("{there}/field-values?claimField=groups");
    assert_eq!(owner.get(&path).await.json_of(200), json!(["data"]));
    assert_eq!(owner.get(&format!("{HERE}/available-fields")).await.json_of(200), json!(["teams"]));
}

#[apply(case)]
async fn values_need_the_name_of_their_claim(engine: Engine) {
    let server = Server::start(engine).await;
    for place in [HERE, EVERYWHERE] {
        for query in ["", "?claimField="] {
            let refused = server.owner().await.get(&format!("{place}/field-values{query}")).await.expect(400);
            assert_eq!(refused.faulty_fields(), ["claimField"], "{place}{query}");
        }
    }
}
