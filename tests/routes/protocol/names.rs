//! Names in paths that stand for something else.

use crate::harness::{Engine, Server};

#[apply(case)]
async fn me_and_default_count_in_any_letter_case(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    // The first request is the one that notes when somebody was last seen.
    owner.get("/api/v2/users/me").await.expect(200);
    for (folder, name, others) in
        [("users", "me", ["ME", "Me"]), ("organizations", "default", ["DEFAULT", "Default"])]
    {
        let meant = owner.get(&format!("/api/v2/{folder}/{name}")).await.json_of(200);
        for other in others {
            assert_eq!(owner.get(&format!("/api/v2/{folder}/{other}")).await.json_of(200), meant, "{other}");
        }
    }
}
