//! What those may not who can only use a template.

use serde_json::json;

use super::scene::{HERE, path, start, template, version};
use crate::harness::Engine;

/// TestTemplateAccess: a member reads what Everyone may use, and governs nothing
#[apply(case)]
async fn a_member_governs_no_template(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    let made = template(&server, "base").await;
    let loose = version(&server, owner, json!({})).await;
    let at = path(&made);
    amira.get(&at).await.expect(200);
    let body = json!({"name": "mine", "template_version_id": loose["id"]});
    amira.post(HERE, &body).await.expect(403);
    amira.patch(&at, &json!({"description": "x"})).await.expect(403);
    amira.patch(&format!("{at}/versions"), &json!({"id": made["active_version_id"]})).await.expect(403);
    amira.post(&format!("{at}/versions/archive"), &json!({})).await.expect(403);
    amira.delete(&at).await.expect(403);
    owner.patch(&at, &json!({"disable_everyone_group_access": true})).await.expect(200);
    for hidden in [at.clone(), format!("{at}/versions"), format!("{at}/acl"), format!("{at}/acl/available")] {
        amira.get(&hidden).await.expect(404);
    }
    amira.patch(&at, &json!({"description": "x"})).await.expect(404);
    amira.delete(&at).await.expect(404);
    amira.post(&format!("{at}/versions/archive"), &json!({})).await.expect(404);
    amira.patch(&format!("{at}/acl"), &json!({})).await.expect(404);
}
