//! `DELETE /templates/{template}`

use serde_json::json;

use super::scene::{HERE, path, start, template, version};
use crate::harness::Engine;

/// TestDeleteTemplate/NoWorkspaces
#[apply(case)]
async fn a_deleted_template_is_gone_and_its_name_is_free(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let made = template(&server, "base").await;
    owner.delete(&path(&made)).await.expect(200);
    for gone in [path(&made), format!("{}/versions", path(&made)), format!("{HERE}/base")] {
        owner.get(&gone).await.expect(404);
    }
    owner.delete(&path(&made)).await.expect(404);
    let next = version(&server, owner, json!({})).await;
    let body = json!({"name": "base", "template_version_id": next["id"]});
    owner.post(HERE, &body).await.expect(201);
}
