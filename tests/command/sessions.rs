//! Logging in and out, and several servers.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::terminal::{Ran, Terminal};
use crate::harness::{Engine, Person, Server, secrets};

/// The tokens in the file of servers, which no output may have.
fn tokens(terminal: &Terminal) -> Vec<String> {
    let file = fs::read_to_string(terminal.servers()).unwrap();
    let file: toml::Value = toml::from_str(&file).unwrap();
    let servers = file.get("server").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let tokens: Vec<_> = servers.iter().map(|server| server["token"].as_str().unwrap().to_owned()).collect();
    tokens.iter().for_each(|token| secrets::register(token));
    tokens
}

fn says_no_secret(ran: &Ran, terminal: &Terminal, person: &Person) {
    for secret in tokens(terminal).iter().chain([&person.password, &person.token]) {
        assert!(
            !ran.out.contains(secret.as_str()) && !ran.err.contains(secret.as_str()),
            "{}{}",
            ran.out,
            ran.err
        );
    }
}

#[apply(case)]
async fn a_login_is_kept_for_its_owner_and_ends_at_the_server(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let url = server.recorded_url().await;
    let terminal = Terminal::new();
    let words = ["login", &url, "--email", &owner.email, "--password-stdin"];
    let refused = terminal.fed(&words, b"not-the-password\n").expect(3);
    assert!(!terminal.servers().exists(), "{}", refused.err);
    let ran = terminal.fed(&words, format!("{}\n", owner.password).as_bytes()).expect(0);
    assert!(ran.out.contains("as owner"), "{}", ran.out);
    says_no_secret(&ran, &terminal, owner);
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&terminal.servers()), 0o600);
    assert_eq!(mode(terminal.servers().parent().unwrap()), 0o700);

    assert_eq!(terminal.json(&["users", "get", "me"])["username"], "owner");
    let listed = terminal.run(&["servers", "-o", "csv"]).expect(0);
    assert!(listed.out.contains(&format!(",{url},owner,true")), "{}", listed.out);
    says_no_secret(&listed, &terminal, owner);
    let token = tokens(&terminal).remove(0);
    terminal.run(&["logout"]).ok();
    assert_eq!(tokens(&terminal), Vec::<String>::new());
    Terminal::at(&url, &token).run(&["users", "get", "me"]).expect(3);
    terminal.run(&["users", "get", "me"]).expect(3);
    owner.get("/api/v2/users/me").await.expect(200);
}

#[apply(case)]
async fn several_servers_are_kept_and_each_gets_its_own_token(engine: Engine) {
    let (one, two) = (Server::start(engine).await, Server::start(engine).await);
    let amira = one.member("amira").await;
    let terminal = Terminal::new();
    let (first, second) = (one.recorded_url().await, two.recorded_url().await);
    let login = |url: &str, name: &str, token: &str| {
        terminal.fed(&["login", url, "--name", name, "--token-stdin"], token.as_bytes()).ok();
    };
    login(&first, "one", &amira.token);
    login(&second, "two", &two.owner().await.token);
    let me = |more: &[&str]| {
        let user = terminal.json(&[&["users", "get", "me"], more].concat());
        user["username"].as_str().unwrap().to_owned()
    };
    assert_eq!((me(&[]), me(&["--server", "one"])), ("owner".to_owned(), "amira".to_owned()));
    assert_eq!(me(&["--server", &first]), "amira");
    terminal.run(&["servers", "use", "one"]).ok();
    assert_eq!(me(&[]), "amira");
    terminal.run(&["servers", "use", "three"]).expect(2);
    // A token that is kept is for its server alone.
    let third = Server::start(engine).await.recorded_url().await;
    let alone = terminal.run(&["users", "get", "me", "--server", &third]).expect(3);
    assert!(alone.err.contains(&format!("burgrave login {third}")), "{}", alone.err);
    let given = terminal.command(&["users", "get", "me"]).env("BURGRAVE_URL", &second).output().unwrap();
    assert!(
        String::from_utf8(given.stdout).unwrap().contains("\"owner\""),
        "the variable wins over the file"
    );
    terminal.run(&["logout", "--server", "one", "--local"]).ok();
    assert_eq!(me(&[]), "owner", "the other one is the current one now");
    amira.get("/api/v2/users/me").await.expect(200);
    fs::set_permissions(terminal.servers(), PermissionsExt::from_mode(0o644)).unwrap();
    assert!(terminal.run(&["users", "get", "me"]).expect(1).err.contains("chmod 600"));
}

#[apply(case)]
async fn without_a_terminal_a_login_says_what_to_do() {
    let terminal = Terminal::new();
    let ran = terminal.run(&["login", "http://127.0.0.1:1"]).expect(2);
    assert!(ran.err.contains("--token-stdin"), "{}", ran.err);
    assert!(terminal.run(&["login"]).expect(2).err.contains("burgrave login URL"));
    terminal.fed(&["login", "http://127.0.0.1:1", "--token-stdin"], b"").expect(2);
    terminal.fed(&["login", "http://127.0.0.1:1", "--token-stdin"], b"token-of-nobody").expect(5);
    assert!(!terminal.servers().exists());
}
