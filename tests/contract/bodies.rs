//! Malformed bodies are 400, and the answer names exactly the fields that are malformed.

use serde_json::{Map, Value, json};

use super::broken;
use super::parameters::roots;
use super::proxy;
use super::sample::{self, Values};
use crate::harness::{Answer, Engine, Person};
use crate::specification::{Body, Operation, operations, resolve};

#[apply(case)]
async fn what_is_no_json_is_refused(engine: Engine) {
    let server = proxy::started(engine).await;
    let owner = server.owner().await;
    for (operation, body) in with_json() {
        let valid = sample::example(body.schema).to_string();
        let texts: [&[u8]; 6] = [
            b"{",
            b"no json",
            b"{\"name\": \"\xff\"}",
            &[valid.as_bytes(), b" {}"].concat(),
            &[valid.as_bytes(), b"x"].concat(),
            b"{\"a\": 1,}",
        ];
        for text in texts {
            let answer = send(owner, operation, "application/json", text.to_vec()).await;
            let what = format!("{} with {}: {}", operation.id, String::from_utf8_lossy(text), answer.text());
            assert_eq!(answer.status, 400, "{what}");
            assert!(answer.message().starts_with("Request body must be valid JSON."), "{what}");
        }
        if body.required {
            send(owner, operation, "application/json", Vec::new()).await.expect(400);
        }
    }
}

#[apply(case)]
async fn a_body_of_another_shape_is_refused(engine: Engine) {
    let server = proxy::started(engine).await;
    let owner = server.owner().await;
    for (operation, _) in with_json() {
        for value in [json!([]), json!("text"), json!(1), Value::Null] {
            send(owner, operation, "application/json", value.to_string().into_bytes()).await.expect(400);
        }
    }
}

#[apply(case)]
async fn each_rule_of_each_field_holds(engine: Engine) {
    let server = proxy::started(engine).await;
    let owner = server.owner().await;
    for (operation, body) in with_json() {
        for (name, schema) in properties(body) {
            for broken in broken::json_values(schema) {
                let mut value = sample::example(body.schema);
                value[name] = broken.value.clone();
                let answer = send_json(owner, operation, &value).await;
                let what =
                    format!("{} with {} of {name} broken: {}", operation.id, broken.rule, answer.text());
                assert_eq!(answer.status, 400, "{what}");
                assert_eq!(roots(&answer.faulty_fields()), [name.as_str()], "{what}");
            }
        }
    }
}

#[apply(case)]
async fn null_is_an_empty_list_or_map_wherever_that_may_be_empty(engine: Engine) {
    let server = proxy::started(engine).await;
    let owner = server.owner().await;
    let mut tried = 0;
    for (operation, body) in with_json() {
        for (name, schema) in properties(body) {
            let empty = match broken::flat(schema)["type"].as_str() {
                _ if !broken::may_be_empty(&broken::flat(schema)) => continue,
                Some("array") => json!([]),
                _ => json!({}),
            };
            let with = async |value: Value| {
                let mut body = sample::example(body.schema);
                body[name] = value;
                send_json(owner, operation, &body).await
            };
            let (null, empty) = (with(Value::Null).await, with(empty).await);
            let fields = |answer: &Answer| if answer.status == 400 { answer.faulty_fields() } else { vec![] };
            // The first call may have created an object that conflicts with the second.
            let before: Vec<_> = fields(&null).into_iter().filter(|field| field != "name").collect();
            let after: Vec<_> = fields(&empty).into_iter().filter(|field| field != "name").collect();
            assert_eq!(before, after, "{}: {name}: {}", operation.id, null.text());
            tried += 1;
        }
    }
    assert!(tried > 10, "only {tried} lists and maps of requests may be empty");
}

#[apply(case)]
async fn a_field_in_another_letter_case_names_the_one_that_was_meant(engine: Engine) {
    let server = proxy::started(engine).await;
    let owner = server.owner().await;
    for (operation, body) in with_json() {
        if resolve(body.schema).get("additionalProperties").is_some_and(|more| more != &json!(false)) {
            continue;
        }
        for (name, _) in properties(body) {
            let mut value = sample::example(body.schema);
            let Some(sent) = value.as_object_mut().and_then(|all| all.remove(name)) else { continue };
            let odd = name.to_ascii_uppercase();
            value[&odd] = sent;
            let answer = send_json(owner, operation, &value).await.expect(400);
            assert_eq!(answer.faulty_fields(), [name.as_str()], "{}: {}", operation.id, answer.text());
            assert!(answer.text().contains(&format!("`{odd}`")), "{}", answer.text());
        }
    }
}

#[apply(case)]
async fn all_malformed_fields_of_a_body_are_named_together(engine: Engine) {
    let server = proxy::started(engine).await;
    let owner = server.owner().await;
    for (operation, body) in with_json() {
        let wrong: Map<String, Value> = properties(body)
            .filter_map(|(name, schema)| Some((name.clone(), broken::of_wrong_type(&broken::flat(schema))?)))
            .collect();
        let mut expected: Vec<&str> = wrong.keys().map(String::as_str).collect();
        expected.sort_unstable();
        let answer = send_json(owner, operation, &Value::Object(wrong.clone())).await.expect(400);
        assert!(answer.message().starts_with("Validation failed."), "{}", operation.id);
        assert_eq!(roots(&answer.faulty_fields()), expected, "{}: {}", operation.id, answer.text());
    }
}

#[apply(case)]
async fn all_missing_fields_of_a_body_are_named_together(engine: Engine) {
    let server = proxy::started(engine).await;
    let owner = server.owner().await;
    for (operation, body) in with_json() {
        let required = resolve(body.schema)["required"].as_array().into_iter().flatten();
        let mut expected: Vec<&str> = required.filter_map(Value::as_str).collect();
        if expected.is_empty() {
            continue;
        }
        expected.sort_unstable();
        let answer = send_json(owner, operation, &json!({})).await.expect(400);
        assert_eq!(answer.faulty_fields(), expected, "{}: {}", operation.id, answer.text());
    }
}

fn with_json() -> impl Iterator<Item = (&'static Operation, &'static Body)> {
    let bodies = operations().iter().filter_map(|operation| Some((operation, operation.body.as_ref()?)));
    bodies.filter(|(_, body)| body.media_type == "application/json")
}

fn properties(body: &Body) -> impl Iterator<Item = (&'static String, &'static Value)> {
    resolve(body.schema)["properties"].as_object().into_iter().flatten()
}

async fn send(person: &Person, operation: &Operation, media_type: &str, bytes: Vec<u8>) -> Answer {
    let mut call = sample::call(person, operation, &Values::new());
    call.headers.retain(|(name, _)| name != "content-type");
    call.body(media_type, bytes).send().await
}

async fn send_json(person: &Person, operation: &Operation, value: &Value) -> Answer {
    send(person, operation, "application/json", value.to_string().into_bytes()).await
}
