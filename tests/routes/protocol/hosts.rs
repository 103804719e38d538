//! For whom a server answers that only its own machine reaches.

use crate::harness::{Call, Engine, Options, Server};

fn for_host(call: Call, host: &str) -> Call {
    Call { host: Some(host.to_owned()), ..call }
}

#[apply(case)]
async fn a_name_that_somebody_gives_our_address_opens_nothing(engine: Engine) {
    let flags = vec![("access-url", "http://burgrave.example.com".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    server.owner().await;
    let ask =
        async |path: &str, host: &str| for_host(server.get(path), host).send_past_the_contract().await.status;
    for host in
        ["localhost", "localhost:3000", "app.localhost", "127.0.0.1", "[::1]:80", "burgrave.example.com"]
    {
        assert_eq!(ask("/api/v2/buildinfo", host).await, 200, "{host}");
    }
    for host in ["rebind.example", "localhost.rebind.example", "192.0.2.7", "example.com"] {
        for path in ["/metrics", "/api/v2/buildinfo", "/healthz", "/nowhere"] {
            assert_eq!(ask(path, host).await, 400, "{host} {path}");
        }
    }
    let refused = for_host(server.get("/metrics"), "rebind.example").send_past_the_contract().await;
    assert!(refused.text().contains("access-url"), "{}", refused.text());
}

#[apply(case)]
async fn a_server_that_others_reach_answers_by_any_name(engine: Engine) {
    let flags = vec![("address", "0.0.0.0:0".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let call = server.get("/healthz");
    let call = Call { address: ([127, 0, 0, 1], call.address.port()).into(), ..call };
    for_host(call, "anything.example").send().await.expect(200);
}
