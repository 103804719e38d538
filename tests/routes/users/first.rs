//! `GET` and `POST /users/first` (TestFirstUser)

use serde_json::{Value, json};

use crate::harness::{Call, Engine, Options, Server, secrets};

const FIRST: &str = "/api/v2/users/first";
const PASSWORD: &str = "owner-Likes-47-Green-Lanterns";

fn account() -> Value {
    secrets::register(PASSWORD);
    json!({"email": "owner@example.com", "username": "owner", "name": "Olu Owner", "password": PASSWORD})
}

fn create(server: &Server, body: &Value) -> Call {
    server.post(FIRST, body)
}

#[apply(case)]
async fn whether_a_first_user_exists_is_public(engine: Engine) {
    let server = Server::start(engine).await;
    let none = server.get(FIRST).send().await.expect(404);
    assert_eq!(none.message(), "The initial user has not been created!");
    assert!(none.header("x-coder-build-version").is_some(), "clients read it here");
    server.owner().await;
    let one = server.get(FIRST).send().await.expect(200);
    assert_eq!(one.message(), "The initial user has already been created!");
}

/// TestFirstUser/Create
#[apply(case)]
async fn the_first_user_is_an_active_owner_and_a_member_of_the_default_organization(engine: Engine) {
    let server = Server::start(engine).await;
    let made = create(&server, &account()).send().await.json_of(201);
    let login = json!({"email": "OWNER@example.com", "password": PASSWORD});
    let session = server.post("/api/v2/users/login", &login).send().await.json_of(201);
    let token = session["session_token"].as_str().unwrap();
    secrets::register(token);
    let me = server.get("/api/v2/users/me").token(token).send().await.json_of(200);
    assert_eq!(
        (&me["id"], &me["status"], &me["name"]),
        (&made["user_id"], &json!("active"), &json!("Olu Owner"))
    );
    assert_eq!(me["roles"], json!([{"name": "owner", "display_name": "Owner"}]));
    assert_eq!(me["organization_ids"], json!([made["organization_id"]]));
    let default = server.get("/api/v2/organizations/default").token(token).send().await.json_of(200);
    assert_eq!(default["id"], made["organization_id"]);
    let members = server.get("/api/v2/organizations/default/members").token(token).send().await.json_of(200);
    assert_eq!(members[0]["roles"], json!([]), "owners need no role in the organization");
}

/// TestFirstUser/AlreadyExists
#[apply(case)]
async fn there_is_only_one_first_user(engine: Engine) {
    let server = Server::start(engine).await;
    server.owner().await;
    let second =
        json!({"email": "second@example.com", "username": "second", "password": "second-Likes-48-Lanterns"});
    create(&server, &second).send().await.expect(409);
    let server = server.restart().await;
    create(&server, &second).send().await.expect(409);
    server.owner().await.get("/api/v2/users/second").await.expect(404);
}

#[apply(case)]
async fn of_many_first_users_exactly_one_is_created(engine: Engine) {
    let server = Server::start(engine).await;
    let calls = (0..8).map(|number| {
        let body = json!({
            "email": format!("owner{number}@example.com"), "username": format!("owner{number}"),
            "password": PASSWORD,
        });
        create(&server, &body).send()
    });
    let mut statuses: Vec<_> =
        futures::future::join_all(calls).await.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409, 409, 409]);
}

#[apply(case)]
async fn the_first_user_needs_the_setup_token_off_loopback(engine: Engine) {
    let flags = vec![("access-url", "https://burgrave.example.com".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let token = server.setup_token().expect("a server that others reach asks for the token").to_owned();
    create(&server, &account()).send().await.expect(403);
    for wrong in ["", "wrong", &token[1..], &format!("{token}x")] {
        create(&server, &account()).header("x-setup-token", wrong).send().await.expect(403);
    }
    server.get(FIRST).send().await.expect(404);
    create(&server, &account()).header("x-setup-token", &token).send().await.expect(201);
    create(&server, &account()).header("x-setup-token", &token).send().await.expect(409);
}

#[apply(case)]
async fn open_setup_needs_no_setup_token(engine: Engine) {
    let access = ("access-url", "https://burgrave.example.com".to_owned());
    let flags = vec![access, ("open-setup", "true".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    assert!(server.setup_token().is_none());
    create(&server, &account()).send().await.expect(201);
}

#[apply(case)]
async fn an_easy_password_of_the_first_user_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    for easy in ["passwort", "12345678", "aaaaaaaaaaaaaaaaaaaaaaaa"] {
        let mut body = account();
        body["password"] = easy.into();
        let refused = create(&server, &body).send().await.expect(400);
        assert_eq!(refused.faulty_fields(), ["password"], "{easy}");
        assert!(!refused.text().contains(easy), "a refused password isn't repeated");
    }
    server.get(FIRST).send().await.expect(404);
}

#[apply(case)]
async fn faults_of_the_first_user_are_named_together(engine: Engine) {
    let server = Server::start(engine).await;
    let body = json!({"email": "no address", "username": "o_o", "name": " padded ", "password": ""});
    let refused = create(&server, &body).send().await.expect(400);
    assert_eq!(refused.message(), "Validation failed.");
    assert_eq!(refused.faulty_fields(), ["email", "name", "password", "username"]);
}

#[apply(case)]
async fn what_clients_say_about_a_trial_is_accepted(engine: Engine) {
    let server = Server::start(engine).await;
    let mut body = account();
    body["trial"] = true.into();
    body["trial_info"] = json!({"first_name": "Olu", "company_name": "Example Ltd", "developers": "1 - 10"});
    create(&server, &body).send().await.expect(201);
}
