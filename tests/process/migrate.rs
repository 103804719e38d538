//! `burgrave database migrate`, and servers on schemas that are older or newer than they are.

use http::Method;

use super::program::{Program, command, run};
use crate::cluster::{Cluster, cluster};
use crate::harness::Engine;

async fn postgres() -> Option<&'static Cluster> {
    if Engine::available().contains(&Engine::Postgres) { cluster().await } else { None }
}

fn said(arguments: &[&str]) -> (Option<i32>, String) {
    let output = run(arguments);
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

#[apply(case)]
async fn the_schema_is_expanded_by_command_where_the_start_may_not() {
    let Some(cluster) = postgres().await else { return };
    cluster.run("CREATE DATABASE by_command").await;
    let (url, folder) = (cluster.url("by_command"), tempfile::tempdir().unwrap());
    let database = ["--database", url.as_str()];
    let migrate = |what: &str| said(&[&["database", "migrate", what], &database[..]].concat());
    let (code, plan) = migrate("--plan");
    assert_eq!(code, Some(0), "{plan}");
    assert!(
        plan.contains("The database is empty.") && plan.contains("0001  expands    foundation"),
        "{plan}"
    );
    let data = folder.path().display().to_string();
    let serve = ["--data", &data, "--address", "127.0.0.1:0", "--migrate-at-start", "false"];
    let (code, refused) = said(&[&serve[..], &database[..]].concat());
    assert_eq!(code, Some(1), "{refused}");
    assert!(refused.contains("the schema is too old") && refused.contains("migrate --expand"), "{refused}");
    let (code, contract) = migrate("--contract");
    assert!(code == Some(1) && contract.contains("migrate --expand"), "{contract}");
    let (code, taken) = migrate("--expand");
    assert!(code == Some(0) && taken.contains("0001  expands    foundation"), "{taken}");
    assert!(migrate("--plan").1.contains("Nothing is pending."));
    assert!(migrate("--contract").1.contains("nothing was changed"));
    let more = [&["--migrate-at-start", "false"], &database[..]].concat();
    Program::serve(folder.path(), &more).stop();
}

#[apply(case)]
async fn a_replica_that_is_too_old_says_so_and_leaves_the_balancer() {
    let Some(cluster) = postgres().await else { return };
    let (url, folder) = (cluster.database().await, tempfile::tempdir().unwrap());
    let flags = ["--database", url.as_str()];
    let program = Program::serve(folder.path(), &flags);
    // What a newer release adds is borne, also at the start.
    cluster.run_in(&url, "INSERT INTO schema_migrations VALUES (9998, 'more', 'x', 0)").await;
    program.call(Method::GET, "/readyz").send().await.expect(200);
    let beside = tempfile::tempdir().unwrap();
    std::fs::copy(folder.path().join("encryption.key"), beside.path().join("encryption.key")).unwrap();
    Program::serve(beside.path(), &flags).stop();
    // What it takes away isn't.
    cluster.run_in(&url, "INSERT INTO schema_migrations VALUES (9999, 'less.contract', 'x', 0)").await;
    let answer = program.call(Method::GET, "/readyz").send().await.expect(503);
    assert!(answer.text().contains("too old for the schema"), "{}", answer.text());
    assert!(answer.header("retry-after").is_some());
    program.call(Method::GET, "/healthz").send().await.expect(200);
    program.stop();
    let data = folder.path().display().to_string();
    let (code, refused) = said(&["--data", &data, "--address", "127.0.0.1:0", "--database", &url]);
    assert_eq!(code, Some(1), "{refused}");
    assert!(refused.contains("the schema is too new") && refused.contains("9999"), "{refused}");
}

#[apply(case)]
async fn the_schema_is_not_contracted_while_replicas_of_another_version_run() {
    let Some(cluster) = postgres().await else { return };
    let (url, folder) = (cluster.database().await, tempfile::tempdir().unwrap());
    let program = Program::serve(folder.path(), &["--database", &url]);
    let contract = ["database", "migrate", "--contract", "--database", url.as_str()];
    assert_eq!(said(&contract).0, Some(0), "those of this version don't matter");
    program.stop();
    let seen = chrono::Utc::now().timestamp_micros();
    let older = format!(
        "INSERT INTO replicas (id, hostname, address, version, started_at, seen_at) \
         VALUES ('00000000-0000-0000-0000-000000000001', 'oslo', 'a', 'v0.0.1', 0, {seen})"
    );
    cluster.run_in(&url, &older).await;
    let (code, refused) = said(&contract);
    assert!(code == Some(1) && refused.contains("oslo (v0.0.1)"), "{refused}");
}

#[apply(case)]
async fn an_embedded_database_is_planned_for_beside_its_server_and_changed_without() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    let migrate = |what: &str| said(&["database", "migrate", what, "--data", &data]);
    assert!(migrate("--plan").1.contains("There is no database yet"));
    assert!(!folder.path().join("data").exists());
    let program = Program::serve(&folder.path().join("data"), &[]);
    assert!(migrate("--plan").1.contains("Nothing is pending."));
    let (code, refused) = migrate("--expand");
    assert!(code == Some(1) && refused.contains("in use by another Burgrave process"), "{refused}");
    program.stop();
    assert_eq!(migrate("--expand").0, Some(0));
    let output = command(&["database", "migrate", "--plan", "--expand"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "it is one of the three");
}
