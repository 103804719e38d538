//! What daemons on other machines do by their calls.

use burgrave_provisioner::echo::EchoArchive;
use burgrave_provisioner::{Parsed, Planned};
use burgrave_wire::drpc::CallFault;
use burgrave_wire::provisioner::file_upload::Type as Upload;
use burgrave_wire::provisioner::{
    ChunkPiece, DataUpload, FileUpload, Resource, RichParameter, TemplateVariable,
};
use burgrave_wire::provisionerd::completed_job::{TemplateDryRun, TemplateImport, Type};
use burgrave_wire::provisionerd::{
    AcquiredJob, CancelAcquire, CommitQuotaRequest, CommitQuotaResponse, CompletedJob, Empty, FailedJob, Log,
    UpdateJobRequest, UpdateJobResponse, acquired_job,
};
use burgrave_wire::{MESSAGE, drpc, method};
use chrono::TimeDelta;
use futures::SinkExt;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio_tungstenite::tungstenite::Message;

use super::peer::{KEY, Peer, SERVE, connect, socket};
use super::scene::{DAEMONS, JOBS};
use crate::harness::{Engine, Server};
use crate::routes::files::scene::{TAR, tar, upload};
use crate::routes::provisioner_keys::scene::{KEYS, key};
use crate::routes::template_versions::scene::{ask, path};

async fn daemon(server: &Server) -> (Peer, String) {
    let secret = key(server, "fleet", json!({})).await;
    let peer = again(server, &secret).await;
    (peer, secret)
}

/// The same daemon once more.
async fn again(server: &Server, secret: &str) -> Peer {
    connect(server, &format!("{SERVE}&name=builder"), &[(KEY, secret)]).await.ok().unwrap()
}

/// An import that waits.
pub async fn import(server: &Server, fields: Value) -> Value {
    let owner = server.owner().await;
    let archive = EchoArchive::simple(&Parsed::default(), &Planned::default()).into_tar();
    let file = upload(owner, TAR, archive).await;
    let mut body = json!({"provisioner": "echo"});
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    ask(owner, &file, body).await.json_of(201)
}

pub async fn job(server: &Server, id: &str) -> Value {
    server.owner().await.get(&format!("{JOBS}/{id}")).await.json_of(200)
}

fn id(version: &Value) -> String {
    version["job"]["id"].as_str().unwrap().to_owned()
}

fn update(job: &AcquiredJob) -> UpdateJobRequest {
    UpdateJobRequest { job_id: job.job_id.clone(), ..UpdateJobRequest::default() }
}

fn completed(job: &AcquiredJob) -> CompletedJob {
    let import = TemplateImport {
        start_resources: vec![Resource {
            name: "disk".into(),
            r#type: "volume".into(),
            ..Resource::default()
        }],
        rich_parameters: vec![RichParameter {
            name: "size".into(),
            r#type: "number".into(),
            default_value: "3".into(),
            mutable: true,
            ..RichParameter::default()
        }],
        ..TemplateImport::default()
    };
    CompletedJob { job_id: job.job_id.clone(), r#type: Some(Type::TemplateImport(import)) }
}

pub fn told(fault: Result<impl Sized, CallFault>) -> String {
    match fault.err().expect("it fails") {
        CallFault::Failed { code: 0, text } => text,
        other => panic!("{other}"),
    }
}

#[apply(case)]
async fn an_import_is_carried_out_elsewhere(engine: Engine) {
    let server = Server::start(engine).await;
    let (peer, _) = daemon(&server).await;
    // It waits before there is anything to do.
    let waiting = tokio::spawn(async move {
        let job = peer.acquire().await;
        (peer, job)
    });
    let values = json!([{"name": "zone", "value": "north"}]);
    let version = import(&server, json!({"user_variable_values": values})).await;
    let (peer, acquired) = waiting.await.unwrap();
    assert_eq!((&*acquired.job_id, &*acquired.provisioner), (&*id(&version), "echo"));
    assert_eq!(acquired.user_name, "owner");
    assert!(!acquired.template_source_archive.is_empty());
    let Some(acquired_job::Type::TemplateImport(given)) = &acquired.r#type else { panic!("an import") };
    assert_eq!(
        (&*given.user_variable_values[0].name, &*given.user_variable_values[0].value),
        ("zone", "north")
    );
    assert_eq!(given.metadata.as_ref().unwrap().workspace_owner_groups, ["Everyone"]);
    let running = job(&server, &acquired.job_id).await;
    assert_eq!((&running["status"], &running["worker_name"]), (&json!("running"), &json!("builder")));
    let daemons = server.owner().await.get(DAEMONS).await.json_of(200);
    assert_eq!(daemons[0]["current_job"]["id"], running["id"]);

    let line = |level, output: &str| Log {
        source: 1,
        level,
        created_at: 1_700_000_000_000,
        stage: "Parsing template parameters".into(),
        output: output.into(),
    };
    let variable = TemplateVariable {
        name: "zone".into(),
        r#type: "string".into(),
        required: true,
        ..TemplateVariable::default()
    };
    let parsed = UpdateJobRequest {
        logs: vec![line(2, "one"), line(4, "two\0")],
        template_variables: vec![variable],
        readme: b"# Read me".to_vec(),
        ..update(&acquired)
    };
    let answer: UpdateJobResponse = peer.call(method::UPDATE_JOB, &parsed).await.unwrap();
    assert!(!answer.canceled);
    assert_eq!(answer.variable_values[0].value, "north");
    let wrong = UpdateJobRequest { logs: vec![line(9, "x")], ..update(&acquired) };
    let fault = told(peer.call::<UpdateJobResponse>(method::UPDATE_JOB, &wrong).await);
    assert!(fault.contains("unknown level"), "{fault}");

    for _ in 0..2 {
        // A daemon that hasn't heard the answer says it again.
        peer.call::<Empty>(method::COMPLETE_JOB, &completed(&acquired)).await.unwrap();
    }
    let owner = server.owner().await;
    assert_eq!(job(&server, &acquired.job_id).await["status"], "succeeded");
    let parameters = owner.get(&format!("{}/rich-parameters", path(&version))).await.json_of(200);
    assert_eq!(parameters[0]["name"], "size");
    let resources = owner.get(&format!("{}/resources", path(&version))).await.json_of(200);
    assert_eq!(resources[0]["type"], "volume");
    let logs = owner.get(&format!("{}/logs", path(&version))).await.json_of(200);
    let outputs: Vec<_> =
        logs.as_array().unwrap().iter().map(|line| line["output"].as_str().unwrap()).collect();
    assert_eq!(outputs, ["one", "two\u{fffd}"]);
    assert_eq!(owner.get(&path(&version)).await.json_of(200)["readme"], "# Read me");
}

#[apply(case)]
async fn a_daemon_goes_on_with_its_job_after_it_was_cut_off(engine: Engine) {
    let server = Server::start(engine).await;
    let (peer, secret) = daemon(&server).await;
    let version = import(&server, json!({})).await;
    let acquired = peer.acquire().await;
    peer.call::<UpdateJobResponse>(method::UPDATE_JOB, &update(&acquired)).await.unwrap();
    drop(peer);
    let server = server.restart().await;
    let peer = again(&server, &secret).await;
    peer.call::<UpdateJobResponse>(method::UPDATE_JOB, &update(&acquired)).await.unwrap();
    peer.call::<Empty>(method::COMPLETE_JOB, &completed(&acquired)).await.unwrap();
    assert_eq!(job(&server, &id(&version)).await["status"], "succeeded");
}

#[apply(case)]
async fn a_daemon_hears_that_its_job_was_canceled(engine: Engine) {
    let server = Server::start(engine).await;
    let (peer, _) = daemon(&server).await;
    let version = import(&server, json!({})).await;
    let acquired = peer.acquire().await;
    let owner = server.owner().await;
    owner.patch(&format!("{}/cancel", path(&version)), &json!({})).await.expect(200);
    let answer: UpdateJobResponse = peer.call(method::UPDATE_JOB, &update(&acquired)).await.unwrap();
    assert!(answer.canceled);
    let failed =
        FailedJob { job_id: acquired.job_id.clone(), error: "stopped".into(), ..FailedJob::default() };
    peer.call::<Empty>(method::FAIL_JOB, &failed).await.unwrap();
    assert_eq!(job(&server, &acquired.job_id).await["status"], "canceled");
    assert_eq!(told(peer.call::<Empty>(method::FAIL_JOB, &failed).await), "job already completed");
}

#[apply(case)]
async fn calls_about_what_isn_t_theirs_are_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let (peer, secret) = daemon(&server).await;
    let version = import(&server, json!({})).await;
    let waits = UpdateJobRequest { job_id: id(&version), ..UpdateJobRequest::default() };
    let refused = |told: Result<UpdateJobResponse, CallFault>| self::told(told);
    assert_eq!(refused(peer.call(method::UPDATE_JOB, &waits).await), "job isn't running yet");
    let acquired = peer.acquire().await;
    let other = connect(&server, &format!("{SERVE}&name=other"), &[(KEY, &secret)]).await.ok().unwrap();
    assert_eq!(refused(other.call(method::UPDATE_JOB, &update(&acquired)).await), "you don't own this job");
    let quota = CommitQuotaRequest { job_id: acquired.job_id.clone(), daily_cost: 1 };
    let fault = told(other.call::<CommitQuotaResponse>(method::COMMIT_QUOTA, &quota).await);
    assert_eq!(fault, "you don't own this job");
    let unreadable = UpdateJobRequest { job_id: "x".into(), ..UpdateJobRequest::default() };
    assert!(refused(peer.call(method::UPDATE_JOB, &unreadable).await).starts_with("parse job id:"));
    let nobody = UpdateJobRequest { job_id: uuid::Uuid::nil().to_string(), ..UpdateJobRequest::default() };
    assert_eq!(refused(peer.call(method::UPDATE_JOB, &nobody).await), "there is no such job");
    let empty = CompletedJob { job_id: acquired.job_id.clone(), r#type: None };
    assert_eq!(told(peer.call::<Empty>(method::COMPLETE_JOB, &empty).await), "type payload must be provided");
    let dry_run = Some(Type::TemplateDryRun(TemplateDryRun::default()));
    let other_type = CompletedJob { job_id: acquired.job_id.clone(), r#type: dry_run };
    let fault = told(peer.call::<Empty>(method::COMPLETE_JOB, &other_type).await);
    assert!(fault.contains("another type"), "{fault}");
    let fault = told(peer.call::<Empty>("/provisionerd.ProvisionerDaemon/Nothing", &Empty {}).await);
    assert!(fault.contains("unknown rpc"), "{fault}");
    let malformed = CommitQuotaRequest { job_id: "\u{1}".repeat(3), daily_cost: -1 };
    told(peer.call::<Empty>(method::FAIL_JOB, &malformed).await);
}

#[apply(case)]
async fn a_daemon_that_wants_no_job_any_more_gets_none(engine: Engine) {
    let server = Server::start(engine).await;
    let (peer, _) = daemon(&server).await;
    let (mut answers, mut messages) = peer.ask().await;
    answers.message(&CancelAcquire {}).await.unwrap();
    assert_eq!(messages.only::<AcquiredJob>().await.unwrap().job_id, "");
    assert_eq!(messages.bytes().await.unwrap(), None);
    // Whoever only goes away leaves no job behind either.
    drop(peer.ask().await);
    let version = import(&server, json!({})).await;
    let acquired = peer.acquire().await;
    assert_eq!(acquired.job_id, id(&version));
    assert_eq!(peer.acquire_soon().await.job_id, "", "nothing else waits");
}

#[apply(case)]
async fn a_key_that_is_deleted_ends_the_sessions_of_its_daemons(engine: Engine) {
    let server = Server::start(engine).await;
    let (peer, secret) = daemon(&server).await;
    let _asked = peer.ask().await;
    server.owner().await.delete(&format!("{KEYS}/FLEET")).await.expect(204);
    assert_eq!(peer.ended().await, (1001, "provisioner key deleted".to_owned()));
    assert_eq!(socket(&server, SERVE, &[(KEY, &secret)]).await.err().unwrap().status, 401);
    let gone = server.owner().await.get(&format!("{DAEMONS}?offline=true")).await.json_of(200);
    assert_eq!(gone, json!([]));
}

#[apply(case)]
async fn a_key_that_is_deleted_on_a_replica_ends_them_too() {
    if !Engine::available().contains(&Engine::Postgres) {
        return;
    }
    let server = Server::start(Engine::Postgres).await;
    let (peer, _) = daemon(&server).await;
    let beside = server.beside().await;
    beside.owner().await.delete(&format!("{KEYS}/fleet")).await.expect(204);
    assert_eq!(peer.ended().await.0, 1001);
}

#[apply(case)]
async fn a_server_that_stops_says_so_and_leaves_no_job_behind(engine: Engine) {
    let server = Server::start(engine).await;
    let (peer, _) = daemon(&server).await;
    let _asked = peer.ask().await;
    let ended = tokio::spawn(peer.ended());
    let server = server.restart().await;
    assert_eq!(ended.await.unwrap().0, 1001);
    let version = import(&server, json!({})).await;
    assert_eq!(job(&server, &id(&version)).await["status"], "pending");
}

#[apply(case)]
async fn the_server_says_for_a_daemon_that_it_is_there(engine: Engine) {
    let server = Server::start(engine).await;
    let (peer, _) = daemon(&server).await;
    for _ in 0..3 {
        server.clock.advance(TimeDelta::seconds(61));
        server.tick().await;
    }
    let list = server.owner().await.get(DAEMONS).await.json_of(200);
    assert_eq!(list[0]["status"], "idle");
    drop(peer);
    server.clock.advance(TimeDelta::seconds(91));
    let list = server.owner().await.get(&format!("{DAEMONS}?offline=true")).await.json_of(200);
    assert_eq!(list[0]["status"], "offline");
}

#[apply(case)]
async fn files_of_modules_are_held_against_their_hash(engine: Engine) {
    let server = Server::start(engine).await;
    let (peer, _) = daemon(&server).await;
    let data = vec![7_u8; 100_000];
    let hash = Sha256::digest(&data).to_vec();
    let said =
        |kind, size| DataUpload { upload_type: kind, data_hash: hash.clone(), file_size: size, chunks: 2 };
    for (said, index, ok) in [
        (said(1, 100_000), 1, true),
        (said(1, 99_999), 1, false),
        (said(1, 100_000), 2, false),
        (said(0, 100_000), 1, false),
        (said(1, i64::MAX), 1, false),
    ] {
        let (mut answers, mut messages) =
            drpc::call(&peer.session, method::UPLOAD_FILE, MESSAGE).await.unwrap();
        let piece = |index: i32, data: &[u8]| {
            Upload::ChunkPiece(ChunkPiece {
                data: data.to_vec(),
                full_data_hash: hash.clone(),
                piece_index: index,
            })
        };
        let all = [Upload::DataUpload(said), piece(0, &data[..60_000]), piece(index, &data[60_000..])];
        for one in all {
            // Whoever is refused in the middle isn't read any more.
            let _ = answers.message(&FileUpload { r#type: Some(one) }).await;
        }
        let _ = answers.close_send().await;
        assert_eq!(messages.only::<Empty>().await.is_ok(), ok);
    }
    let asked = burgrave_wire::provisionerd::FileRequest { file_id: "x".into(), upload_type: 1 };
    let file: FileUpload = peer.call(method::DOWNLOAD_FILE, &asked).await.unwrap();
    assert!(matches!(file.r#type, Some(Upload::Error(_))));
}

/// A template whose module is fetched, the list of modules, and the module.
const MAIN: &str = "data \"coder_parameter\" \"size\" {\n  name = \"size\"\n  default = \"small\"\n}\n\
    module \"net\" {\n  source = \"example/net/aws\"\n  large = data.coder_parameter.size.value == \"large\"\n}\n";
const LIST: &[u8] =
    br#"{"Modules": [{"Key": "net", "Source": "example/net/aws", "Dir": ".terraform/modules/net"}]}"#;
const NET: &[u8] = b"variable \"large\" {\n  type = bool\n}\ndata \"coder_parameter\" \"zone\" {\n\
    count = var.large ? 1 : 0\n  name = \"zone\"\n  default = \"eu\"\n}\n";

#[apply(case)]
async fn files_of_modules_from_elsewhere_follow_what_is_chosen(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let (peer, _) = daemon(&server).await;
    let net = (".terraform/modules/net/main.tf", NET);
    let archive = tar(&[net, (".terraform/modules/modules.json", LIST)]);
    let hash = Sha256::digest(&archive).to_vec();
    let template = EchoArchive::simple(&Parsed::default(), &Planned::default()).file("main.tf", MAIN);
    let file = upload(owner, TAR, template.into_tar()).await;
    let upload = async || {
        let (mut answers, mut messages) =
            drpc::call(&peer.session, method::UPLOAD_FILE, MESSAGE).await.unwrap();
        let size = i64::try_from(archive.len()).unwrap();
        let said = DataUpload { upload_type: 1, data_hash: hash.clone(), file_size: size, chunks: 2 };
        let half = archive.len() / 2;
        let piece = |index: i32, data: &[u8]| {
            let (data, full_data_hash) = (data.to_vec(), hash.clone());
            Upload::ChunkPiece(ChunkPiece { data, full_data_hash, piece_index: index })
        };
        for one in [Upload::DataUpload(said), piece(0, &archive[..half]), piece(1, &archive[half..])] {
            answers.message(&FileUpload { r#type: Some(one) }).await.unwrap();
        }
        answers.close_send().await.unwrap();
        messages.only::<Empty>().await.unwrap();
    };
    // With the result, before it, under another hash, and never.
    let other = vec![7; 32];
    for (inline, before, hash, expected) in [
        (true, false, &hash, &["size", "zone"][..]),
        (false, true, &hash, &["size", "zone"]),
        (true, false, &other, &["size"]),
        (false, false, &other, &["size"]),
    ] {
        let version = ask(owner, &file, json!({"provisioner": "echo"})).await.json_of(201);
        let job = peer.acquire().await;
        if before {
            upload().await;
        }
        let import = TemplateImport {
            module_files: if inline { archive.clone() } else { Vec::new() },
            module_files_hash: hash.clone(),
            ..TemplateImport::default()
        };
        let told = CompletedJob { job_id: job.job_id, r#type: Some(Type::TemplateImport(import)) };
        for _ in 0..2 {
            peer.call::<Empty>(method::COMPLETE_JOB, &told).await.unwrap();
        }
        let at = format!("{}/dynamic-parameters/evaluate", path(&version));
        let chosen = json!({"owner_id": owner.id, "inputs": {"size": "large"}});
        let told = owner.post(&at, &chosen).await.json_of(200);
        let names: Vec<_> = told["parameters"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
        assert_eq!(names, expected, "{inline} {before} {told}");
    }
}

/// TestProvisionerDaemonServe: what isn't the protocol
#[apply(case)]
async fn what_isn_t_the_protocol_ends_the_session(engine: Engine) {
    let server = Server::start(engine).await;
    let secret = key(&server, "fleet", json!({})).await;
    for message in [
        Message::binary(vec![9_u8; 64]),
        Message::text("hello"),
        Message::binary(b"\0\x01\0\x01\0\0\0\x02\0\0\0\0".to_vec()),
        Message::binary(vec![0_u8; 300 * 1024]),
    ] {
        let mut socket = socket(&server, SERVE, &[(KEY, &secret)]).await.ok().unwrap();
        socket.send(message).await.unwrap();
        let ended = async {
            loop {
                match futures::StreamExt::next(&mut socket).await {
                    Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                    Some(Ok(_)) => {}
                }
            }
        };
        tokio::time::timeout(super::peer::PATIENCE, ended).await.expect("it ends");
    }
    // Others go on.
    let peer = again(&server, &secret).await;
    assert_eq!(peer.acquire_soon().await.job_id, "");
}
