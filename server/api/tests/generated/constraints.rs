//! Every bound of a schema holds on input, and all that is broken is told at once.

use std::sync::Arc;

use burgrave_api::field::Field;
use burgrave_api::{ApiError, Cx, Running};
use serde_json::{Value, json};

use crate::raw::{self, Raw, send};

#[deny(warnings)]
#[allow(dead_code, unreachable_pub)]
pub mod generated {
    include!(concat!(env!("OUT_DIR"), "/fixtures/constraints.rs"));
}

use generated::*;

struct Server;

impl Guard for Server {}

impl Constraints for Server {
    async fn take_everything(&self, _: &Cx, body: Everything) -> Result<Everything, ApiError> {
        assert!(!format!("{body:?}").contains("correct horse"), "debug output shows a password");
        let nickname = match body.nickname {
            Field::Absent => Field::Value("none".to_owned()),
            other => other,
        };
        Ok(Everything { nickname, ..body })
    }
}

async fn start() -> Running {
    serve(Arc::new(Server), raw::settings(), raw::silent()).await.unwrap()
}

async fn put(running: &Running, body: &str) -> Raw {
    send(running.local_address(), "POST", "/everything", &["Content-Type: application/json"], body).await
}

const ID: &str = "5f0c8a6e-3d1b-4b6f-9c57-2a3e8f1d7b42";

/// `field: detail` of each fault that these changes to a good body give.
async fn faults(running: &Running, changes: Value) -> Vec<String> {
    let mut body = json!({"id": ID, "name": "a"});
    for (key, value) in changes.as_object().unwrap() {
        body[key] = value.clone();
    }
    let answer = put(running, &body.to_string()).await;
    if answer.status == 200 {
        return vec![];
    }
    assert_eq!((answer.status, answer.message().as_str()), (400, "Validation failed."));
    let list = answer.json()["validations"].as_array().unwrap().clone();
    list.iter()
        .map(|one| format!("{}: {}", one["field"].as_str().unwrap(), one["detail"].as_str().unwrap()))
        .collect()
}

#[tokio::test]
async fn a_body_within_all_bounds_comes_back() {
    let running = start().await;
    let body = json!({
        "id": ID.to_uppercase(), "name": "日本語", "nickname": null, "small": -10, "even": 4.0, "choice": 4,
        "share": 1,
        "tags": ["a", "b"], "limits": {"x": 0}, "colour": "", "at": "2026-01-31T14:30:00+02:00",
        "day": "2026-01-31",
        "email": "a@example.com", "home": "https://example.com", "picture": "YQ==", "four": "192.0.2.1",
        "six": "::1",
        "password": "correct horse", "trial_info": {"country": "SE", "more": true},
    });
    let answer = put(&running, &body.to_string()).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let mut expected = body.clone();
    expected["id"] = json!(ID);
    expected["even"] = json!(4);
    expected["share"] = json!(1.0);
    expected["at"] = json!("2026-01-31T12:30:00Z");
    expected["page"] = json!(1);
    expected["trial_info"] = json!({"country": "SE"});
    expected.as_object_mut().unwrap().remove("password");
    assert_eq!(answer.json(), expected);
}

#[tokio::test]
async fn each_bound_is_told_in_plain_words() {
    let running = start().await;
    let cases = [
        (json!({"id": "x"}), "id: must be a UUID such as 5f0c8a6e-3d1b-4b6f-9c57-2a3e8f1d7b42"),
        (json!({"name": ""}), "name: must not be empty"),
        (json!({"name": "123456789"}), "name: must be at most 8 characters long; it has 9"),
        (json!({"name": "a b"}), "name: must hold no spaces"),
        (json!({"small": -11}), "small: must be at least -10"),
        (json!({"small": 10}), "small: must be at most 9"),
        (json!({"small": null}), "small: must be a whole number; null isn't allowed"),
        (json!({"even": 3}), "even: must be a multiple of 2"),
        (json!({"choice": 3}), "choice: must be one of 1, 2, 4"),
        (json!({"share": 0}), "share: must be more than 0"),
        (json!({"share": 1.5}), "share: must be at most 1"),
        (json!({"tags": []}), "tags: must hold at least 1 item; it has 0"),
        (json!({"tags": ["a", "b", "c", "d"]}), "tags: must hold at most 3 items; it has 4"),
        (json!({"tags": ["a", "b", "a"]}), "tags[2]: must differ from all others; item 0 is the same"),
        (json!({"tags": ["123456"]}), "tags[0]: must be at most 5 characters long; it has 6"),
        (json!({"limits": {}}), "limits: must have at least 1 property; it has 0"),
        (json!({"limits": {"a": 1, "b": -1}}), "limits.b: must be at least 0"),
        (json!({"colour": "blue"}), "colour: must be one of `red`, `green`, ``"),
        (json!({"password": "1234567"}), "password: must be at least 8 characters long"),
        (
            json!({"trial_info": {"country": "SWE"}}),
            "trial_info.country: must be at most 2 characters long; it has 3",
        ),
        (json!({"trial_info": {}}), "trial_info.country: is required"),
        (json!({"page": 0}), "page: must be at least 1"),
    ];
    for (changes, fault) in cases {
        assert_eq!(faults(&running, changes).await, [fault]);
    }
    for (key, good) in [
        ("at", "2026-01-31"),
        ("day", "2026-13-01"),
        ("email", "a"),
        ("home", "/a"),
        ("picture", "?"),
        ("four", "::1"),
        ("six", "x"),
    ] {
        let found = faults(&running, json!({key: good})).await;
        assert!(found.len() == 1 && found[0].starts_with(&format!("{key}: must be ")), "{found:?}");
    }
}

#[tokio::test]
async fn all_faults_of_a_body_come_at_once() {
    let running = start().await;
    let answer =
        put(&running, r#"{"nickname": "12345", "small": "1", "tags": [5, ""], "trial_info": []}"#).await;
    let validations = answer.json()["validations"].as_array().unwrap().clone();
    let fields: Vec<_> = validations.iter().map(|one| one["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["id", "name", "nickname", "small", "tags[0]", "trial_info"]);
}

#[tokio::test]
async fn absent_null_and_value_reach_the_handler_apart() {
    let running = start().await;
    for (sent, back) in
        [("", json!("none")), (r#", "nickname": null"#, Value::Null), (r#", "nickname": "x""#, json!("x"))]
    {
        let answer = put(&running, &format!(r#"{{"id": "{ID}", "name": "a"{sent}}}"#)).await;
        assert_eq!((answer.status, &answer.json()["nickname"]), (200, &back));
    }
}

#[tokio::test]
async fn what_is_no_json_is_told_apart_from_what_is_wrong() {
    let running = start().await;
    for body in ["{", "{} x", "\u{feff}{}", &format!("{}{}", "[".repeat(200), "]".repeat(200))] {
        let answer = put(&running, body).await;
        assert_eq!(
            (answer.status, answer.message().as_str()),
            (400, "Request body must be valid JSON."),
            "{body:.9}"
        );
        assert!(answer.json()["detail"].is_string());
    }
    assert_eq!(faults(&running, json!({"more\u{0}": 1})).await.len(), 1);
    assert_eq!(
        faults(&running, json!({"more": ["a", "b\u{0}"]})).await,
        ["more[1]: must not contain the character U+0000"]
    );
}
