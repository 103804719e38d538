//! A workspace proxy whose token the cases know, so that they may go through all operations.

use burgrave_core::Clock as _;
use burgrave_core::proxies::ProxyToken;
use burgrave_store::{NewWorkspaceProxy, Redacted};

use crate::harness::{Engine, Server, secrets};
use crate::routes::stored::by_test;
use crate::routes::template_versions::scene::write;

/// The token of that proxy.
pub const TOKEN: &str = "1c7e4f08-9b3d-4a62-8e15-6d2a9c0b7f34:\
                         aProxyOfTheSuite0123456789aProxyOfTheSuite0123456789aProxyOfTheS";

/// A server with it.
pub async fn started(engine: Engine) -> Server {
    let server = Server::start(engine).await;
    admit(&server).await;
    server
}

/// Makes it.
pub async fn admit(server: &Server) {
    secrets::register(TOKEN.split_once(':').unwrap().1);
    let now = server.clock.now();
    write(server, move |tx| async move {
        let token = ProxyToken::parse(TOKEN).expect("it has the form of a token");
        let new = NewWorkspaceProxy {
            id: token.proxy,
            number: 1000,
            name: "of-the-suite".into(),
            display_name: String::new(),
            icon: String::new(),
            hashed_secret: Redacted(token.hash()),
            now,
        };
        tx.insert_workspace_proxy(&by_test(new)).await.map(|_| ())
    })
    .await;
}
