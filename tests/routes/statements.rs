//! How many statements reads send to PostgreSQL: what came with the session isn't asked for again.

use crate::harness::{Engine, Person, Server};

/// How often each read is asked for: a statement too many in some of them shows as well.
const TIMES: u64 = 4;

/// Statements that the server has sent to PostgreSQL.
pub async fn sent(server: &Server) -> u64 {
    let text = server.get("/metrics").send().await.expect(200).text();
    let line = text.lines().find_map(|line| line.strip_prefix("burgrave_database_statements_total "));
    line.expect("statements are counted").parse().unwrap()
}

/// Statements that the metrics themselves need, each time they are asked for.
pub async fn sent_to_count(server: &Server) -> u64 {
    let before = sent(server).await;
    sent(server).await - before
}

/// Statements of [`TIMES`] reads, once the use of the session has been noted.
async fn sent_for(server: &Server, who: &Person, target: &str) -> u64 {
    who.get(target).await.expect(200);
    let to_count = sent_to_count(server).await;
    let before = sent(server).await;
    for _ in 0..TIMES {
        who.get(target).await.expect(200);
    }
    sent(server).await - before - to_count
}

#[apply(case)]
async fn a_read_sends_few_statements(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let own = format!("/api/v2/users/{}", amira.id);
    for (target, statements) in [
        ("/api/v2/users/me", 1),
        ("/api/v2/users/ME", 1),
        ("/api/v2/users/me/login-type", 1),
        ("/api/v2/organizations/default", 1),
        ("/api/v2/organizations/coder", 1),
        ("/api/v2/organizations/coder/settings/workspace-sharing", 1),
        (own.as_str(), 2),
        ("/api/v2/users/amira", 2),
        ("/api/v2/users/me/roles", 2),
        ("/api/v2/users/me/organizations/coder", 2),
    ] {
        let expected = if engine == Engine::Postgres { statements * TIMES } else { 0 };
        assert_eq!(sent_for(&server, &amira, target).await, expected, "{target}");
    }
}
