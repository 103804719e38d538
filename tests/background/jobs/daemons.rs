//! The daemons themselves.

use std::collections::BTreeSet;

use burgrave_core::provisioning::job::Provisioner;
use burgrave_core::provisioning::tags::Tags;
use burgrave_provisioner::terraform::Program;
use burgrave_store::DaemonRecord;
use chrono::TimeDelta;

use super::scene::with_daemons;
use crate::harness::{Engine, Server};

async fn daemons(server: &Server) -> Vec<DaemonRecord> {
    let found = server.look(async |store| {
        let read = store.read(|reader| async move {
            let default = reader.default_organization().await?.unwrap();
            reader.daemons_of(default.id).await
        });
        read.await.unwrap()
    });
    found.await
}

#[apply(case)]
async fn as_many_daemons_are_there_as_the_operator_says(engine: Engine) {
    // Templates of Terraform are taken where it is.
    let terraform = Program::locate(None).map(|_| Provisioner::Terraform);
    let provisioners: Vec<_> = [Provisioner::Echo].into_iter().chain(terraform).collect();
    let mut names = Vec::new();
    for _ in 0..2 {
        let server = with_daemons(engine, 3).await;
        let found = daemons(&server).await;
        assert_eq!(found.len(), 3);
        for daemon in &found {
            assert_eq!((&daemon.provisioners, &daemon.tags), (&provisioners, &Tags::default()));
            assert!(daemon.key_id.is_none() && daemon.last_seen_at.is_some() && !daemon.version.is_empty());
        }
        names.push(found.into_iter().map(|daemon| daemon.name).collect::<BTreeSet<_>>());
        server.stop().await;
    }
    assert_eq!(names[0], names[1]);
    assert!(names[0].first().is_some_and(|name| name.ends_with("-1")), "{names:?}");
}

#[apply(case)]
async fn daemons_are_seen_every_minute_and_forgotten_after_a_week(engine: Engine) {
    let server = with_daemons(engine, 2).await;
    server.tick().await;
    let before = daemons(&server).await;
    server.clock.advance(TimeDelta::seconds(60));
    server.tick().await;
    for (daemon, before) in daemons(&server).await.iter().zip(&before) {
        let later = before.last_seen_at.map(|seen| seen + TimeDelta::seconds(60));
        assert_eq!((daemon.id, daemon.last_seen_at), (before.id, later));
    }
    let server = server.restart_with(vec![("provisioner-daemons", "0".into())]).await;
    server.clock.advance(TimeDelta::days(7));
    server.tick().await;
    assert_eq!(daemons(&server).await.len(), 2);
    server.clock.advance(TimeDelta::hours(1));
    server.tick().await;
    assert!(daemons(&server).await.is_empty());
}

#[apply(case)]
async fn a_server_that_starts_again_has_the_same_daemons(engine: Engine) {
    let server = with_daemons(engine, 2).await;
    let before = daemons(&server).await;
    server.clock.advance(TimeDelta::minutes(2));
    let server = server.restart().await;
    let after = daemons(&server).await;
    let ids = |of: &[DaemonRecord]| of.iter().map(|daemon| daemon.id).collect::<Vec<_>>();
    assert_eq!(ids(&before), ids(&after));
}
