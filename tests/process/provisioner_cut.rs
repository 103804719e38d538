//! The cable between a daemon and its server is pulled in the middle of a job.

use chrono::TimeDelta;
use serde_json::json;

use super::elsewhere::{Scene, cancel};
use super::provisioner::{endless, import, job_of};
use crate::harness::Engine;
use crate::routes::workspace_changes::scene::Declared;

/// Pulls the cable in the middle of an endless job for so long by the server's clock.
async fn cut(engine: Engine, time: TimeDelta) {
    let scene = Scene::new(engine, json!({})).await;
    let daemon = scene.daemon(&[]).await;
    let version = import(&scene, endless()).await;
    let id = job_of(&version);
    daemon.waits(id).await;
    scene.cable.pull();
    daemon.says(1, "the connection to the server has ended").await;
    scene.server.clock.advance(time);
    scene.server.tick().await;
    let given_up = time >= TimeDelta::minutes(5);
    let meanwhile = scene.job(id).await;
    assert_eq!(meanwhile["status"], if given_up { "failed" } else { "running" }, "{meanwhile}");
    scene.cable.plug(scene.server.get("/").address);
    daemon.says(2, "connected to the server").await;
    if given_up {
        // The daemon hears of it, and changes nothing any more.
        daemon.says(1, "job was no longer the daemon's").await;
        assert_eq!(scene.job(id).await, meanwhile);
    } else {
        cancel(&scene.server, &version).await;
        assert_eq!(scene.ended(id).await["status"], "canceled");
    }
    let log = scene.log_of(&version).await;
    assert_eq!(log.iter().filter(|line| *line == "waiting").count(), 1, "{log:?}");
    let next = import(&scene, Declared::default().archive("next")).await;
    assert_eq!(scene.ended(job_of(&next)).await["status"], "succeeded");
    daemon.leaves().await;
}

#[apply(case)]
async fn a_job_goes_on_after_a_cut_of_a_second(engine: Engine) {
    cut(engine, TimeDelta::seconds(1)).await;
}

#[apply(case)]
async fn a_job_goes_on_after_a_cut_of_half_a_minute(engine: Engine) {
    cut(engine, TimeDelta::seconds(30)).await;
}

#[apply(case)]
async fn a_job_ends_once_in_a_cut_of_more_than_five_minutes(engine: Engine) {
    cut(engine, TimeDelta::minutes(5) + TimeDelta::seconds(1)).await;
}
