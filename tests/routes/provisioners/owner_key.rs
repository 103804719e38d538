//! A build gets the SSH key of the workspace's owner, and tells what it has planned.

use burgrave_provisioner::echo::EchoArchive;
use burgrave_provisioner::{Parsed, Planned};
use burgrave_wire::method;
use burgrave_wire::provisioner::{Module, ResourceReplacement};
use burgrave_wire::provisionerd::completed_job::{TemplateImport, Type, WorkspaceBuild};
use burgrave_wire::provisionerd::{AcquiredJob, CompletedJob, Empty, acquired_job};
use serde_json::json;

use super::peer::{KEY, Peer, SERVE, connect};
use crate::harness::{Engine, Server, secrets};
use crate::routes::files::scene::{TAR, upload};
use crate::routes::provisioner_keys::scene::key;
use crate::routes::template_versions::scene::ask;

async fn complete(peer: &Peer, job: &AcquiredJob, result: Type) {
    let completed = CompletedJob { job_id: job.job_id.clone(), r#type: Some(result) };
    peer.call::<Empty>(method::COMPLETE_JOB, &completed).await.unwrap();
}

#[apply(case)]
async fn a_build_gets_the_ssh_key_of_its_owner_and_tells_its_modules(engine: Engine) {
    let server = Server::start(engine).await;
    let secret = key(&server, "fleet", json!({})).await;
    let peer = connect(&server, &format!("{SERVE}&name=builder"), &[(KEY, &secret)]).await.ok().unwrap();
    let owner = server.owner().await;
    let archive = EchoArchive::simple(&Parsed::default(), &Planned::default()).into_tar();
    let file = upload(owner, TAR, archive).await;
    let version = ask(owner, &file, json!({"provisioner": "echo"})).await.json_of(201);
    let import = peer.acquire().await;
    let Some(acquired_job::Type::TemplateImport(given)) = &import.r#type else { panic!("an import") };
    let facts = given.metadata.as_ref().unwrap();
    assert!(
        facts.workspace_owner_ssh_public_key.is_empty() && facts.workspace_owner_ssh_private_key.is_empty()
    );
    complete(&peer, &import, Type::TemplateImport(TemplateImport::default())).await;

    let body = json!({"name": "base", "template_version_id": version["id"]});
    let template = owner.post("/api/v2/organizations/default/templates", &body).await.json_of(201);
    let amira = server.member("amira").await;
    let body = json!({"name": "dev", "template_id": template["id"]});
    let workspace = amira.post("/api/v2/users/me/workspaces", &body).await.json_of(201);
    let build = peer.acquire().await;
    let Some(acquired_job::Type::WorkspaceBuild(given)) = &build.r#type else { panic!("a build") };
    let facts = given.metadata.as_ref().unwrap();
    let shown = amira.get("/api/v2/users/me/gitsshkey").await.json_of(200);
    assert_eq!(shown["public_key"], facts.workspace_owner_ssh_public_key, "the build has made it");
    let private = &facts.workspace_owner_ssh_private_key;
    let lines: Vec<_> = private.lines().collect();
    assert_eq!(lines.first(), Some(&"-----BEGIN OPENSSH PRIVATE KEY-----"));
    assert_eq!(lines.last(), Some(&"-----END OPENSSH PRIVATE KEY-----"));
    // The first line of the body is the same for all keys.
    lines[2..lines.len() - 2].iter().for_each(|line| secrets::register(line));

    let network = Module { key: "net".into(), source: "example/net/aws".into(), ..Module::default() };
    let root = Module::default();
    let replaced = ResourceReplacement { resource: "vm.dev".into(), paths: vec!["image".into()] };
    let made = WorkspaceBuild {
        modules: vec![root, network],
        resource_replacements: vec![replaced],
        ..WorkspaceBuild::default()
    };
    complete(&peer, &build, Type::WorkspaceBuild(made)).await;
    let path = format!("/api/v2/workspacebuilds/{}", workspace["latest_build"]["id"].as_str().unwrap());
    let answer = amira.get(&path).await.expect(200);
    assert!(!answer.text().contains(lines[2]), "no answer has the private half");
    let shown = answer.json();
    assert_eq!(shown["modules"], json!([{"key": "net", "source": "example/net/aws", "version": ""}]));
    assert_eq!(shown["resource_replacements"], json!([{"resource": "vm.dev", "paths": ["image"]}]));
    assert_eq!(shown["job"]["status"], "succeeded");
}
