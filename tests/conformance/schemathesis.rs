//! schemathesis: requests made from the specification, right and wrong ones, alone and one after another as
//! their answers link them. No answer may be a fault of the server, and none may be outside of the contract.

use super::kit::{self, Kit};
use crate::harness::{Engine, Person, Server, entropy};

pub const KIT: Kit = Kit("schemathesis");

cases_only_where!(KIT.is_there());

/// Requests tried for each operation and for each way through the links; twenty times as many with
/// `BURGRAVE_TESTS_LONG`.
const EXAMPLES: u32 = 5;

#[apply(case)]
async fn an_owner_gets_no_answer_outside_of_the_contract(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await.clone();
    hold(&server, &owner, engine).await;
}

#[apply(case)]
async fn a_member_gets_no_answer_outside_of_the_contract(engine: Engine) {
    let server = Server::start(engine).await;
    let member = server.member("amira").await;
    hold(&server, &member, engine).await;
}

async fn hold(server: &Server, person: &Person, engine: Engine) {
    let url = format!("http://{}", person.address);
    let examples = if std::env::var_os("BURGRAVE_TESTS_LONG").is_some() { 20 * EXAMPLES } else { EXAMPLES };
    let seed = entropy::seed().to_string();
    let mut command = KIT.python("schemathesis");
    command
        .env("BURGRAVE_URL", &url)
        .env("BURGRAVE_EMAIL", &person.email)
        .env("BURGRAVE_PASSWORD", &person.password)
        .env("PYTHONPATH", KIT.file(""))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg("--config-file")
        .arg(KIT.file("schemathesis.toml"))
        .args(["run", "--no-color", "--url", &url, "--seed", &seed, "--max-examples", &examples.to_string()])
        .arg(kit::root().join("spec/openapi.json"));
    let folder = tempfile::tempdir().unwrap();
    let output = kit::run(command, folder.path()).await;
    let said = String::from_utf8_lossy(&output.stdout);
    let who = format!("schemathesis as {} on {}, seed {seed}", person.username, engine.name());
    assert!(output.status.success(), "{who}:\n{said}\n{}", String::from_utf8_lossy(&output.stderr));
    let cases = said.lines().find(|line| line.contains("generated")).unwrap_or_default();
    println!("{who}: {}", cases.trim());
    assert!(!server.log.text().contains("panic"), "{who}: a panic is in the log");
}
