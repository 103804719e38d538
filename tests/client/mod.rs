//! The generated client against a real server. Its requests go through a relay, so that its answers are
//! checked as well.

#[allow(dead_code, reason = "its main reads a command line")]
#[path = "../../client/examples/groups.rs"]
mod groups;
#[allow(dead_code, reason = "its main reads a command line")]
#[path = "../../client/examples/tour.rs"]
mod tour;

use burgrave_client::{Client, Failure};

use crate::harness::{Engine, Server, secrets};

#[apply(case)]
async fn the_tour_of_the_examples_goes_through(engine: Engine) {
    for password in [tour::PASSWORD, tour::ANOTHER_PASSWORD] {
        secrets::register(password);
    }
    let server = Server::start(engine).await;
    tour::tour(&server.recorded_url().await).await.unwrap();
}

#[apply(case)]
async fn the_program_that_the_readme_shows_is_the_one_that_runs(engine: Engine) {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let read = |path: &str| std::fs::read_to_string(format!("{root}/{path}")).unwrap();
    assert!(
        read("README.md").contains(&read("client/examples/groups.rs")),
        "the README shows another program"
    );
    let server = Server::start(engine).await;
    let token = &server.owner().await.token;
    let names = groups::names(&server.recorded_url().await, token).await;
    assert_eq!(names, Ok(vec!["coder/Everyone".to_owned()]));
}

#[apply(case)]
async fn a_refusal_names_the_fault(engine: Engine) {
    let server = Server::start(engine).await;
    let url = server.recorded_url().await;
    let nobody = Client::new(&url).unwrap();
    let refusal = nobody.list_organizations().send().await.unwrap_err();
    assert_eq!(refusal.code(), Some(401.try_into().unwrap()));
    assert!(refusal.message().contains("session has expired"), "{}", refusal.message());
}
