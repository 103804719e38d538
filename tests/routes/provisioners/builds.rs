//! What daemons on other machines say of a build that can't be taken.

use burgrave_wire::method;
use burgrave_wire::provisionerd::{
    CommitQuotaRequest, CommitQuotaResponse, Log, UpdateJobRequest, UpdateJobResponse,
};
use serde_json::json;

use super::calls::{import, told};
use super::peer::{KEY, SERVE, connect};
use crate::harness::{Engine, Person};
use crate::routes::provisioner_keys::scene::key;
use crate::routes::templates::scene::{id, start};
use crate::routes::workspaces::scene::{Asked, machine, template_of, workspace};

#[apply(case)]
async fn what_a_daemon_says_of_a_build_has_to_be_about_a_build(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let template = template_of(&server, "castle", &machine()).await;
    let server = server.restart_with(vec![("provisioner-daemons", "0".into())]).await;
    let amira = Person { address: server.owner().await.address, ..amira };
    let made = workspace(&server, &amira, id(&template), "dev", Asked::default()).await;
    let secret = key(&server, "fleet", json!({})).await;
    let peer = connect(&server, &format!("{SERVE}&name=builder"), &[(KEY, &secret)]).await.ok().unwrap();
    let job_id = peer.acquire().await.job_id;
    assert_eq!(job_id, made.job);

    let cost = |daily_cost| CommitQuotaRequest { job_id: job_id.clone(), daily_cost };
    let fault = told(peer.call::<CommitQuotaResponse>(method::COMMIT_QUOTA, &cost(-5)).await);
    assert!(fault.contains("0 or more, not -5"), "{fault}");
    assert!(peer.call::<CommitQuotaResponse>(method::COMMIT_QUOTA, &cost(0)).await.unwrap().ok);
    let update = UpdateJobRequest { job_id: job_id.clone(), ..UpdateJobRequest::default() };
    let parsed = UpdateJobRequest { readme: b"# Read me".to_vec(), ..update.clone() };
    let fault = told(peer.call::<UpdateJobResponse>(method::UPDATE_JOB, &parsed).await);
    assert!(fault.contains("only an import"), "{fault}");

    let line = |created_at| Log { level: 2, created_at, output: "x".into(), ..Log::default() };
    let times = [i64::MIN, -62_135_596_800_001, 1_700_000_000_000, 253_402_300_800_000, i64::MAX];
    let lines = UpdateJobRequest { logs: times.map(line).into(), ..update };
    peer.call::<UpdateJobResponse>(method::UPDATE_JOB, &lines).await.unwrap();
    let logs = amira.get(&format!("{}/logs", made.build_path())).await.json_of(200);
    let told_at: Vec<_> =
        logs.as_array().unwrap().iter().map(|line| line["created_at"].as_str().unwrap()).collect();
    let now = told_at[0];
    assert!(told_at[2].starts_with("2023-11-14T22:13:20"), "{told_at:?}");
    assert_eq!((told_at[1], told_at[3], told_at[4]), (now, now, now));

    import(&server, json!({})).await;
    let quota = CommitQuotaRequest { job_id: peer.acquire().await.job_id, daily_cost: 1 };
    let fault = told(peer.call::<CommitQuotaResponse>(method::COMMIT_QUOTA, &quota).await);
    assert!(fault.contains("only a build"), "{fault}");
    assert!(!server.log.text().contains("a call of a provisioner daemon fails"));
}
