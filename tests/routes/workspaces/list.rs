//! `GET /workspaces`

use burgrave_core::authorization::AccessRole;
use burgrave_core::ids::GroupId;
use burgrave_core::provisioning::build::Transition;
use burgrave_provisioner::Planned;
use burgrave_store::AccessChanges;
use chrono::TimeDelta;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use super::scene::{
    Asked, Made, WORKSPACES, built, change, ended, machine, running, share, template_of, workspace,
};
use crate::harness::{Engine, Person, Server};
use crate::routes::template_versions::scene::{role_here, site_role};
use crate::routes::templates::scene::{id, names, path, start, version};

/// What a search finds: the names in their order, and the count.
async fn found(who: &Person, q: &str) -> (Vec<String>, u64) {
    listed(who, &format!("q={}", utf8_percent_encode(q, NON_ALPHANUMERIC))).await
}

async fn listed(who: &Person, query: &str) -> (Vec<String>, u64) {
    let page = who.get(&format!("{WORKSPACES}?{query}")).await.json_of(200);
    let found = names(&page["workspaces"]).into_iter().map(Into::into).collect();
    (found, page["count"].as_u64().unwrap())
}

fn of(names: &[&str]) -> (Vec<String>, u64) {
    (names.iter().map(|name| (*name).to_owned()).collect(), names.len() as u64)
}

async fn favorite(server: &Server, made: &Made) {
    change(server, made, |tx, found| async move { tx.set_favorite(&found, true).await.map(drop) }).await;
}

/// TestWorkspaces/Order
#[apply(case)]
async fn favourites_come_first_then_running_workspaces_and_a_page_has_the_total_count(engine: Engine) {
    let server = start(engine).await;
    let (amira, bela) = (server.member("amira").await, server.member("bela").await);
    let owner = server.owner().await;
    let template = template_of(&server, "castle", &machine()).await;
    let stopped = running(&server, &amira, &template, "attic").await;
    built(&server, &stopped.workspace, Transition::Stop).await;
    running(&server, &amira, &template, "barn").await;
    let cellar = running(&server, &amira, &template, "cellar").await;
    built(&server, &cellar.workspace, Transition::Stop).await;
    running(&server, &bela, &template, "arbour").await;
    favorite(&server, &cellar).await;
    assert_eq!(listed(&amira, "").await, of(&["cellar", "barn", "attic"]));
    let shown = amira.get(WORKSPACES).await.json_of(200);
    let favorites: Vec<_> =
        shown["workspaces"].as_array().unwrap().iter().map(|one| &one["favorite"]).collect();
    assert_eq!(favorites, [true, false, false]);
    assert_eq!(
        listed(owner, "").await,
        of(&["barn", "arbour", "attic", "cellar"]),
        "no favourites of others"
    );
    assert_eq!(listed(owner, "limit=2").await.0, ["barn", "arbour"]);
    assert_eq!(listed(owner, "limit=2&offset=1").await, (vec!["arbour".into(), "attic".into()], 4));
    assert_eq!(listed(owner, "offset=9").await, (vec![], 4));
    assert_eq!(listed(owner, "limit=0").await.1, 4);
    for field in ["limit", "offset"] {
        for value in ["-1", "x"] {
            let wrong = owner.get(&format!("{WORKSPACES}?{field}={value}")).await.expect(400);
            assert_eq!(wrong.faulty_fields(), [field]);
        }
    }
    server.get(WORKSPACES).send().await.expect(401);
}

/// TestWorkspaces/Roles
#[apply(case)]
async fn a_list_shows_what_the_caller_may_read(engine: Engine) {
    let server = start(engine).await;
    let template = template_of(&server, "castle", &machine()).await;
    let (amira, bela) = (server.member("amira").await, server.member("bela").await);
    let mine = running(&server, &amira, &template, "mine").await;
    running(&server, &bela, &template, "other").await;
    for (role, site, expected) in [
        ("auditor", true, &[][..]),
        ("user-admin", true, &[]),
        ("template-admin", true, &["mine", "other"]),
        ("organization-template-admin", false, &["mine", "other"]),
        ("organization-admin", false, &["mine", "other"]),
    ] {
        let person = server.member(&format!("a-{role}")[..role.len().min(28) + 2]).await;
        match site {
            true => site_role(&server, &person, role).await,
            false => role_here(&server, &person, role).await,
        }
        assert_eq!(listed(&person, "").await, of(expected), "{role}");
    }
    assert_eq!(listed(&bela, "").await, of(&["other"]));
    share(&server, &mine, &bela).await;
    assert_eq!(listed(&bela, "").await, of(&["mine", "other"]));
    bela.get(&mine.path()).await.expect(200);
}

/// TestWorkspaces/Search
#[apply(case)]
async fn each_term_of_the_search_narrows_the_list(engine: Engine) {
    let server = start(engine).await;
    let (amira, bela) = (server.member("amira").await, server.member("bela").await);
    let owner = server.owner().await;
    let castle = template_of(&server, "castle", &machine()).await;
    let hut = template_of(&server, "hut", &Planned::default()).await;
    let parameters = [("Size", "Large"), ("zone", "eu"), ("GRÖßE", "Été")]
        .map(|(name, value)| (name.into(), value.into()));
    let asked = Asked { parameters: parameters.into(), ..Asked::default() };
    let dev = workspace(&server, &amira, id(&castle), "dev", asked).await;
    ended(&server, &dev).await;
    let tent = running(&server, &bela, &hut, "tent").await;
    let barn = running(&server, &bela, &castle, "barn-dev").await;
    built(&server, &barn.workspace, Transition::Stop).await;
    let gone = running(&server, &bela, &hut, "gone").await;
    built(&server, &gone.workspace, Transition::Delete).await;
    let newer = version(&server, owner, json!({"template_id": hut["id"], "message": "newer"})).await;
    let promoted = format!("{}/versions", path(&hut));
    owner.patch(&promoted, &json!({"id": newer["id"]})).await.expect(200);
    let group = json!({"name": "Guards"});
    let group = owner.post("/api/v2/organizations/default/groups", &group).await.json_of(201);
    let guards: GroupId = group["id"].as_str().unwrap().parse().unwrap();
    share(&server, &dev, &bela).await;
    change(&server, &tent, move |tx, found| async move {
        let changes = AccessChanges { users: vec![], groups: vec![(guards, Some(AccessRole::Use))] };
        tx.change_workspace_access(&found, &changes).await
    })
    .await;
    let (dev_id, tent_id) = (&dev.workspace, &tent.workspace);
    let group_id = id(&group);
    let before = "last_used_before:\"2026-03-02T00:00:00Z\"";
    let after = "last_used_after:\"2026-03-02T00:00:00Z\"";
    let all = ["dev", "tent", "barn-dev"];
    for (q, expected) in [
        ("".to_owned(), &all[..]),
        ("dev".into(), &["dev", "barn-dev"]),
        ("name:DEV".into(), &["dev", "barn-dev"]),
        ("name:\"dev\"".into(), &["dev", "barn-dev"]),
        ("bela/dev".into(), &["barn-dev"]),
        ("bela/".into(), &["tent", "barn-dev"]),
        ("/dev".into(), &["dev", "barn-dev"]),
        ("search dev".into(), &[]),
        ("owner:Bela".into(), &["tent", "barn-dev"]),
        ("owner:me".into(), &[]),
        ("owner:nobody".into(), &[]),
        (format!("owner:{}", bela.id), &[]),
        ("owner:bela name:tent".into(), &["tent"]),
        ("template:Castle".into(), &["dev", "barn-dev"]),
        ("template:cast".into(), &[]),
        ("status:running".into(), &["dev", "tent"]),
        ("status:stopped".into(), &["barn-dev"]),
        ("status:pending".into(), &[]),
        ("status:deleted".into(), &[]),
        (format!("id:{dev_id}"), &["dev"]),
        (format!("id:{dev_id},{tent_id}"), &["dev", "tent"]),
        ("has-agent:connecting".into(), &["dev", "barn-dev"]),
        ("has-agent:connecting,timeout".into(), &["dev", "barn-dev"]),
        ("has-agent:timeout".into(), &[]),
        ("has-agent:connected".into(), &[]),
        ("has-agent:disconnected".into(), &[]),
        ("healthy:false".into(), &["dev"]),
        ("healthy:true".into(), &["tent", "barn-dev"]),
        ("outdated:true".into(), &["tent"]),
        ("outdated:false".into(), &["dev", "barn-dev"]),
        ("dormant:true".into(), &[]),
        ("dormant:false".into(), &all),
        (before.into(), &[]),
        (after.into(), &all),
        ("last_used_after:2026-03-01".into(), &all),
        ("last_used_before:2026-03-01".into(), &[]),
        ("has-ai-task:true".into(), &[]),
        ("has-ai-task:false".into(), &all),
        ("has_external_agent:true".into(), &[]),
        ("has_external_agent:false".into(), &all),
        ("shared:true".into(), &["dev", "tent"]),
        ("shared:false".into(), &["barn-dev"]),
        ("shared_with_user:bela".into(), &["dev"]),
        (format!("shared_with_user:{}", bela.id), &["dev"]),
        ("shared_with_user:me".into(), &[]),
        ("shared_with_user:nobody".into(), &[]),
        ("shared_with_group:guards".into(), &["tent"]),
        (format!("shared_with_group:{group_id}"), &["tent"]),
        ("shared_with_group:nobody".into(), &[]),
        ("param:size".into(), &["dev"]),
        ("param:SIZE=large".into(), &["dev"]),
        ("param:size=large param:zone=eu".into(), &["dev"]),
        ("param:size=large param:zone=us".into(), &[]),
        ("param:größe=ÉTÉ".into(), &["dev"]),
        ("param:GRÖSSE".into(), &[]),
        ("param:none".into(), &[]),
    ] {
        assert_eq!(found(owner, &q).await, of(expected), "{q}");
    }
    organization(&server, &all).await;
    server.clock.advance(TimeDelta::seconds(121));
    assert_eq!(found(owner, "has-agent:timeout").await, of(&["dev", "barn-dev"]));
    assert_eq!(found(owner, "healthy:false").await, of(&["dev"]), "what lost its agent isn't healthy either");
    change(&server, &tent, |tx, found| async move {
        tx.set_dormant(&found, found.created_at, None).await.map(drop)
    })
    .await;
    assert_eq!(found(owner, "dormant:true").await, of(&["tent"]));
}

/// The default organization by its name.
async fn organization(server: &Server, all: &[&str]) {
    let owner = server.owner().await;
    let here = owner.get("/api/v2/organizations/default").await.json_of(200);
    let name = here["name"].as_str().unwrap();
    assert_eq!(found(owner, &format!("organization:{name}")).await, of(all));
    assert_eq!(found(owner, &format!("organization:{}", id(&here))).await, of(all));
}

#[apply(case)]
async fn a_faulty_search_is_refused_by_its_key(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for (q, field) in [
        ("a/b/c", "q"),
        ("status:dormant", "status"),
        ("status:running,stopped", "status"),
        ("status:running status:stopped", "status"),
        ("id:abc", "id"),
        ("organization:default", "organization"),
        ("organization:nope", "organization"),
        ("has-agent:nope", "has-agent"),
        ("healthy:x", "healthy"),
        ("outdated:x", "outdated"),
        ("last_used_before:x", "last_used_before"),
        ("last_used_after:\"yesterday\"", "last_used_after"),
        ("owner:ann owner:bob", "owner"),
        ("name:w1 w2", "name"),
        ("favorite:true", "favorite"),
        ("template_id:x", "template_id"),
        ("deleted:true", "deleted"),
        ("transition:start", "transition"),
        ("is_dormant:true", "is_dormant"),
        ("foo:bar", "foo"),
        ("param:=x", "param"),
    ] {
        let q = utf8_percent_encode(q, NON_ALPHANUMERIC);
        let wrong = owner.get(&format!("{WORKSPACES}?q={q}")).await.expect(400);
        assert_eq!(wrong.faulty_fields(), [field], "{q}");
    }
    let q = utf8_percent_encode("status:x healthy:x foo:bar", NON_ALPHANUMERIC);
    let wrong = owner.get(&format!("{WORKSPACES}?q={q}")).await.expect(400);
    let mut fields = wrong.faulty_fields();
    fields.sort();
    assert_eq!(fields, ["foo", "healthy", "status"], "all at once");
}
