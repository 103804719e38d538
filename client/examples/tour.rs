//! A tour of the API on a fresh server: the first user, an organization, a group and its members.
//!
//! `cargo run -p burgrave-client --example tour -- http://127.0.0.1:3000`

use std::error::Error;

use burgrave_client::types::{
    CreateFirstUserRequest, CreateGroupRequest, CreateOrganizationRequest, CreateUserRequestWithOrgs,
    LoginWithPasswordRequest, PatchGroupRequest,
};
use burgrave_client::{Client, Failure, Field};

const EMAIL: &str = "amira@example.com";
/// What amira logs in with.
pub const PASSWORD: &str = "A-tour-through-9-halls";
/// What jonas would log in with.
pub const ANOTHER_PASSWORD: &str = "Another-door-7-keys";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tour(&std::env::args().nth(1).unwrap_or_else(|| "http://127.0.0.1:3000".into())).await
}

/// The tour, on a server that has no user yet.
pub async fn tour(url: &str) -> Result<(), Box<dyn Error>> {
    let anyone = Client::new(url)?;
    println!("{} answers at {url}", anyone.get_build_info().send().await?.version);

    let first = CreateFirstUserRequest::builder().email(EMAIL).username("amira").password(PASSWORD);
    let amira = anyone.create_first_user().body(first).send().await?.user_id;
    let login = LoginWithPasswordRequest::builder().email(EMAIL).password(PASSWORD);
    let session = anyone.login().body(login).send().await?;
    let client = Client::with_token(url, &session.session_token)?;
    println!("amira is logged in");

    let new = CreateOrganizationRequest::builder().name("engineering").display_name("Engineering".to_owned());
    let organization = client.create_organization().body(new).send().await?.id;
    let new = CreateGroupRequest::builder().name("backend").quota_allowance(20);
    let group = client.create_group().organization(organization).body(new).send().await?.into_inner();
    println!("{} has the group {}", group.organization_display_name, group.name);

    let jonas = CreateUserRequestWithOrgs::builder()
        .email("jonas@example.com")
        .username("jonas")
        .password(ANOTHER_PASSWORD.to_owned())
        .organization_ids(vec![organization]);
    let jonas = client.create_user().body(jonas).send().await?.id;
    let joining = PatchGroupRequest::builder().display_name("Back end").add_users(vec![amira, jonas]);
    let changed = client.update_group().group(group.id).body(joining).send().await?;
    expect("two members", changed.members.len() == 2)?;
    // A field that is left out stays; null and a value are two other things.
    let leaving = PatchGroupRequest { remove_users: Field::Value(vec![jonas]), ..Default::default() };
    let changed = client.update_group().group(group.id).body(leaving).send().await?;
    expect("one member and the same name", changed.members.len() == 1 && changed.display_name == "Back end")?;

    for listed in client.list_groups().organization("engineering").send().await?.iter() {
        println!(
            "- {}: {} members, {} credits each",
            listed.name, listed.total_member_count, listed.quota_allowance
        );
    }
    let members = client.list_members_paginated().organization("engineering").limit(10).send().await?;
    expect("both are members of the organization", members.count == 2)?;

    let taken = CreateOrganizationRequest::builder().name("engineering");
    let refusal = client.create_organization().body(taken).send().await.expect_err("the name is taken");
    expect("a taken name is 409", refusal.code().is_some_and(|code| code == 409))?;
    println!("a second one is refused: {}", refusal.message());

    client.remove_member().organization("engineering").user("jonas").send().await?;
    client.delete_group().group(group.id).send().await?;
    client.delete_organization().organization("engineering").send().await?;
    let gone = client.get_organization().organization(organization).send().await.expect_err("it was deleted");
    expect("what is deleted is 404", gone.code().is_some_and(|code| code == 404))?;
    client.logout().send().await?;
    println!("all of it is gone again");
    Ok(())
}

/// Ends the tour where the server surprises it.
fn expect(what: &str, holds: bool) -> Result<(), String> {
    if holds { Ok(()) } else { Err(format!("expected: {what}")) }
}
