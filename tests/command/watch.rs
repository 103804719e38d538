//! Messages as they come, and readers that go.

use std::io::{BufRead, BufReader, Read};

use burgrave_core::authorization::Authorized;
use burgrave_store::Tx;
use serde_json::Value;

use super::terminal::Terminal;
use crate::harness::{Engine, Server};
use crate::routes::templates::scene::start;
use crate::routes::workspaces::scene::{change, machine, running, template_of};

#[apply(case)]
async fn a_watch_prints_a_line_a_change_and_ends_quietly_with_its_reader(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let template = template_of(&server, "castle", &machine()).await;
    let made = running(&server, &amira, &template, "dev").await;
    let terminal = Terminal::at(&format!("http://{}", amira.address), &amira.token);
    let favorite = async |favorite: bool| {
        let done = move |tx: Tx, found: Authorized<_, _>| async move {
            tx.set_favorite(&found, favorite).await.map(drop)
        };
        change(&server, &made, done).await;
    };
    for verb in ["watch", "watch-by-web-socket"] {
        let mut child = terminal.start(&["workspaces", verb, &made.workspace]);
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut next = || {
            let mut line = String::new();
            lines.read_line(&mut line).unwrap();
            let message: Value = serde_json::from_str(&line).unwrap();
            message.get("data").unwrap_or(&message)["favorite"].clone()
        };
        assert_eq!(next(), false);
        favorite(true).await;
        assert_eq!(next(), true);
        drop(lines);
        favorite(false).await;
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""), "{verb}");
    }
}

#[apply(case)]
async fn a_reader_that_has_gone_is_no_failure(engine: Engine) {
    let server = Server::start(engine).await;
    let terminal = Terminal::of(&server, server.owner().await).await;
    for words in [
        &["commands"][..],
        &["man"],
        &["completions", "bash"],
        &["roles", "list-site"],
        &["api", "GET", "/api/v2/openapi.json"],
    ] {
        let mut child = terminal.start(words);
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""), "{words:?}");
    }
    let direct = Terminal::at(&format!("http://{}", server.owner().await.address), "nobodys");
    assert_eq!(direct.run(&["health", "check-web-sockets"]).ok(), "\"ok\"\n", "anybody may try a WebSocket");
}
