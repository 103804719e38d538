//! `GET`, `POST /account/notifications` and `POST /account/quiet-hours`.

use serde_json::json;

use super::super::browser::{Browser, PROBE, entries, refused};
use crate::harness::{Engine, Options, Server};

const PAGE: &str = "/account/notifications";
const QUIET: &str = "/account/quiet-hours";
const PREFERENCES: &str = "/api/v2/users/me/notifications/preferences";

/// The templates that a page has checked.
fn checked(page: &str) -> Vec<String> {
    let boxes = page.split("name=\"wanted\" value=\"").skip(1);
    let boxes = boxes.filter(|rest| rest.split('>').next().unwrap().ends_with(" checked"));
    boxes.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[apply(case)]
async fn messages_are_turned_off_and_on(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let browser = Browser::of(&server, &amira);
    let before = checked(&browser.page(PAGE).await);
    assert!(before.len() > 10, "{before:?}");
    let kept: Vec<_> = before[1..].iter().map(|id| ("wanted", id.as_str())).collect();
    let saved = browser.submit(PAGE, PAGE, &kept).await.expect(303);
    assert_eq!(saved.header("location"), Some("/account/notifications?saved=true"));
    assert_eq!(checked(&browser.page(PAGE).await), before[1..]);
    let said = amira.get(PREFERENCES).await.json_of(200);
    assert_eq!(said.as_array().unwrap().len(), 1, "only what differs is said: {said}");
    assert_eq!((&said[0]["id"], &said[0]["disabled"]), (&json!(before[0]), &json!(true)));
    let all: Vec<_> = before.iter().map(|id| ("wanted", id.as_str())).collect();
    browser.submit(PAGE, PAGE, &all).await.expect(303);
    assert_eq!(amira.get(PREFERENCES).await.json_of(200)[0]["disabled"], false);
    browser.submit(PAGE, PAGE, &all).await.expect(303);
    let left = entries(&server, "resource_type:user action:write").await;
    assert_eq!(left.len(), 2, "the third time nothing changes: {left:?}");
    assert!(left.iter().all(|(_, status, target)| (*status, target.as_str()) == (303, "amira")));
}

#[apply(case)]
async fn quiet_hours_are_chosen(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let browser = Browser::of(&server, &amira);
    assert!(browser.page(PAGE).await.contains("as the deployment says"));
    let saved = browser.submit(PAGE, QUIET, &[("time", "22:05"), ("timezone", "Europe/Berlin")]).await;
    assert_eq!(saved.expect(303).header("location"), Some("/account/notifications?saved=true"));
    let quiet = amira.get("/api/v2/users/me/quiet-hours").await.json_of(200);
    assert_eq!(quiet["raw_schedule"], "CRON_TZ=Europe/Berlin 5 22 * * *");
    let page = browser.page(PAGE).await;
    assert!(page.contains("value=\"22:05\"") && page.contains("value=\"Europe/Berlin\""), "{page}");
    for (time, zone, field) in [
        ("25:00", "UTC", "time-fault"),
        ("late", "UTC", "time-fault"),
        ("22:05", "Deans/House", "timezone-fault"),
        ("22:05", PROBE, "timezone-fault"),
        ("22:05", "UTC 1 1 * * *", "timezone-fault"),
    ] {
        let answer = browser.submit(PAGE, QUIET, &[("time", time), ("timezone", zone)]).await;
        refused(answer, 400, &format!("id=\"{field}\""));
    }
    let left = entries(&server, "resource_type:user action:write").await;
    assert_eq!(left.iter().filter(|(_, status, _)| *status == 303).count(), 1, "{left:?}");
}

#[apply(case)]
async fn quiet_hours_are_shown_only_where_they_can_be_chosen(engine: Engine) {
    let fixed = vec![("allow-custom-quiet-hours", "false".to_owned())];
    let server = Server::start_with(engine, Options { flags: fixed, ..Options::default() }).await;
    let amira = server.member("amira").await;
    let browser = Browser::of(&server, &amira);
    let page = browser.page(PAGE).await;
    assert!(page.contains("nobody chooses others") && !page.contains(QUIET), "{page}");
    let fields = [("time", "22:05"), ("timezone", "UTC")];
    refused(browser.submit(PAGE, QUIET, &fields).await, 403, "cannot set custom quiet hours");
    let server = server.restart_without("advanced_template_scheduling").await;
    let amira = crate::harness::Person { address: server.get("/").address, ..amira };
    let browser = Browser::of(&server, &amira);
    assert!(!browser.page(PAGE).await.contains("Quiet hours"));
    let off = browser.submit(PAGE, QUIET, &fields).await.expect(403);
    assert!(off.message().contains("is a Premium feature"), "{}", off.message());
}
