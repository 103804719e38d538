//! The wire of daemons on other machines, spoken by the libraries that daemons link which are written in Go:
//! `coder/websocket`, `hashicorp/yamux`, `storj.io/drpc`.

use std::process::Command;

use burgrave_provisioner::echo::EchoArchive;
use burgrave_provisioner::{Parsed, Planned};
use serde_json::json;

use super::kit::{self, Kit};
use crate::harness::{Engine, Server};
use crate::routes::files::scene::{TAR, upload};
use crate::routes::provisioner_keys::scene::key;
use crate::routes::template_versions::scene::{ask, path};

pub const KIT: Kit = Kit("wire");

cases_only_where!(KIT.is_there());

#[apply(case)]
async fn a_daemon_in_go_carries_an_import_out(engine: Engine) {
    let server = Server::start(engine).await;
    let secret = key(&server, "fleet", json!({})).await;
    let owner = server.owner().await;
    let archive = EchoArchive::simple(&Parsed::default(), &Planned::default()).into_tar();
    let file = upload(owner, TAR, archive).await;
    let version = ask(owner, &file, json!({"provisioner": "echo"})).await.json_of(201);
    let serve = "/api/v2/organizations/default/provisionerdaemons/serve";
    let query = "id=5b8e1f3a-7c29-4d06-a1f4-2e9d6c0b8a75&name=go&provisioner=echo&version=1.18&version=1.18";
    let mut command = Command::new(KIT.installed("bin/wire"));
    command.arg(format!("ws://{}{serve}?{query}", owner.address)).arg(secret);
    let ended = kit::run(command, &KIT.file("")).await;
    let told = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(ended.status.success(), "{told}");
    let done: Vec<_> = told.lines().map(|line| line.split(' ').next().unwrap_or_default()).collect();
    assert_eq!(
        done,
        ["connected", "acquired", "updated", "uploaded", "refused", "completed", "canceled"],
        "{told}"
    );
    let version = owner.get(&path(&version)).await.json_of(200);
    assert_eq!(
        (&version["job"]["status"], &version["readme"]),
        (&json!("succeeded"), &json!("# From elsewhere"))
    );
    let logs = owner.get(&format!("{}/logs", path(&version))).await.json_of(200);
    assert_eq!(logs[0]["output"], "a line of a daemon in Go");
}
