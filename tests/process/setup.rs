//! The setup token: on a network, only the operator creates the first user.

use http::Method;
use serde_json::json;

use super::program::Program;
use crate::harness::secrets;

#[apply(case)]
async fn a_server_on_the_network_wants_the_token_that_it_prints() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::serve_on("0.0.0.0:0", folder.path(), &["--log-level", "trace"]);
    let advice = program.lines_until("Ctrl+C");
    let token =
        advice.split("X-Setup-Token: ").nth(1).and_then(|rest| rest.split('\'').next()).unwrap().to_owned();
    secrets::register(&token);
    let first = || program.call(Method::POST, "/api/v2/users/first").json(&user());
    first().send().await.expect(403);
    first().header("x-setup-token", "something else").send().await.expect(403);
    first().header("x-setup-token", &token).send().await.expect(201);
    first().header("x-setup-token", &token).send().await.expect(409);
    program.stop();

    let again = Program::serve_on("0.0.0.0:0", folder.path(), &[]);
    again.signal("TERM");
    assert!(!again.greeting.contains("setup token"), "{}", again.greeting);
    assert!(again.ended().0.success());
}

#[apply(case)]
async fn open_setup_and_loopback_need_no_token() {
    for (address, more) in [("0.0.0.0:0", &["--open-setup"][..]), ("127.0.0.1:0", &[])] {
        let folder = tempfile::tempdir().unwrap();
        let program = Program::serve_on(address, folder.path(), more);
        program.call(Method::POST, "/api/v2/users/first").json(&user()).send().await.expect(201);
        program.stop();
    }
}

fn user() -> serde_json::Value {
    let password = "Seven-Otters-Juggle-Lanterns";
    secrets::register(password);
    json!({"email": "amira@example.com", "username": "amira", "password": password})
}
