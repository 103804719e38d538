//! Exit codes, and what the error stream says.

use burgrave_command::codes;
use serde_json::Value;

use super::terminal::Terminal;
use crate::harness::{Engine, Server};

#[apply(case)]
async fn each_end_has_its_code(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let terminal = Terminal::of(&server, owner).await;
    let refused =
        terminal.run(&["groups", "create", "default", "--name", "no spaces"]).expect(codes::FAILED.into());
    assert!(refused.out.is_empty(), "{}", refused.out);
    for part in ["burgrave: ", "(400)", "\n  name: ", "--help"] {
        assert!(refused.err.contains(part), "{part}: {}", refused.err);
    }
    let usage = codes::USAGE.into();
    terminal.run(&["groups", "create", "default"]).expect(usage);
    terminal.run(&["groups", "list", "--nonsense"]).expect(usage);
    terminal.run(&["users", "get", ".."]).expect(usage);
    terminal.run(&["users", "list", "--limit", "many"]).expect(usage);
    terminal.run(&["files", "upload", "--file", "/no/such/file"]).expect(usage);
    terminal.run(&["api", "GET", "https://elsewhere.example.com/"]).expect(usage);
    let other = terminal.run(&["users", "list", "--server", "https://elsewhere.example.com"]).expect(usage);
    assert!(other.err.contains("BURGRAVE_URL"), "{}", other.err);
    let near = terminal.run(&["group", "list"]).expect(usage);
    assert!(near.err.contains("groups"), "{}", near.err);
    let missing = terminal.run(&["users", "get", "nobody"]).expect(codes::NOT_FOUND.into());
    assert!(missing.err.contains("(404)"), "{}", missing.err);

    let url = server.recorded_url().await;
    let stranger = Terminal::at(&url, "nobody-nobodynobodynobodynobody");
    let ended = stranger.run(&["users", "get", "me"]).expect(codes::NO_SESSION.into());
    assert!(ended.err.contains("burgrave login"), "{}", ended.err);
    Terminal::new().run(&["users", "get", "me"]).expect(codes::NO_SESSION.into());
    // A session isn't sent where another token is meant.
    let metrics = Terminal::at(&url, "").run(&["general", "get-metrics"]).expect(codes::NO_SESSION.into());
    assert!(metrics.err.contains("BURGRAVE_TOKEN"), "{}", metrics.err);
    let nowhere = Terminal::at("http://127.0.0.1:1", "x").run(&["users", "get", "me"]);
    assert!(nowhere.expect(codes::UNREACHABLE.into()).err.contains("http://127.0.0.1:1"));
}

#[apply(case)]
async fn any_request_can_be_sent_and_comes_back_raw(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let terminal = Terminal::of(&server, owner).await;
    let raw = terminal.run(&["api", "get", "/api/v2/users/me"]).ok();
    assert_eq!(raw, owner.get("/api/v2/users/me").await.text(), "not a byte is another");
    let path = "/api/v2/organizations/default/groups";
    let made = terminal.run(&["api", "POST", path, "-f", "name=12", "-f", "quota_allowance:=3"]).ok();
    let made: Value = serde_json::from_str(&made).unwrap();
    assert_eq!((made["name"].as_str(), made["quota_allowance"].as_i64()), (Some("12"), Some(3)));
    let found = terminal.run(&["api", "GET", "/api/v2/users", "-f", "q=owner & co"]).ok();
    assert!(found.contains("\"count\":0"), "{found}");
    let refused = terminal.fed(&["api", "POST", path, "--body", "-"], b"{").expect(codes::FAILED.into());
    assert!(refused.out.contains("\"message\"") && refused.err.contains("(400)"), "{}", refused.err);
    terminal.run(&["api", "GET", "/api/v2/users/nobody"]).expect(codes::NOT_FOUND.into());
}
