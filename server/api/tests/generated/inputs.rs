//! Parameters and bodies of every kind reach the handler.

use std::sync::Arc;

use burgrave_api::{ApiError, Cx, Running};

use crate::raw::{self, Raw, call, exchange, send};

#[deny(warnings)]
#[allow(dead_code, unreachable_pub)]
pub mod generated {
    include!(concat!(env!("OUT_DIR"), "/fixtures/inputs.rs"));
}

use generated::*;

struct Server;

impl Guard for Server {}

fn understood(what: impl std::fmt::Debug) -> Result<Understood, ApiError> {
    Ok(Understood { text: format!("{what:?}") })
}

impl Inputs for Server {
    async fn get_thing(&self, _: &Cx, params: GetThingParams) -> Result<Understood, ApiError> {
        understood(params)
    }

    async fn take_form(&self, _: &Cx, body: Form) -> Result<Understood, ApiError> {
        understood(body)
    }

    async fn take_scim(&self, _: &Cx, body: Form) -> Result<Understood, ApiError> {
        understood(body)
    }

    async fn take_both(&self, _: &Cx, body: Form) -> Result<Understood, ApiError> {
        understood(body)
    }

    async fn take_bytes(&self, _: &Cx, body: bytes::Bytes) -> Result<Understood, ApiError> {
        understood(body)
    }

    async fn take_text(&self, _: &Cx, body: String) -> Result<Understood, ApiError> {
        understood(body)
    }

    async fn take_optional(
        &self,
        _: &Cx,
        body: Option<std::collections::BTreeMap<String, String>>,
    ) -> Result<Understood, ApiError> {
        understood(body)
    }
}

async fn start() -> Running {
    serve(Arc::new(Server), raw::settings(), raw::silent()).await.unwrap()
}

#[track_caller]
fn text(answer: &Raw) -> String {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["text"].as_str().unwrap().to_owned()
}

fn faults(answer: &Raw) -> Vec<String> {
    assert_eq!(answer.status, 400, "{answer:?}");
    let list = answer.json()["validations"].as_array().cloned().unwrap_or_default();
    list.iter()
        .map(|one| format!("{}: {}", one["field"].as_str().unwrap(), one["detail"].as_str().unwrap()))
        .collect()
}

#[tokio::test]
async fn parameters_come_from_path_query_and_headers() {
    let running = start().await;
    let query = "limit=5&flag=true&since=2026-01-31T00:00:00Z&all=1&all=2&joined=apple,pear&tags=%7B%22a%22:%22b%22%7D&type=x+y";
    let target = format!("/things/red-apple/a%2Fb%20%C3%A9?{query}");
    let answer = call(
        running.local_address(),
        "GET",
        &target,
        &["X-Words: a, b", "X-Words: c", "Cookie: other=1; crumb=a=b; crumb=late"],
    )
    .await;
    assert_eq!(
        text(&answer),
        "GetThingParams { kind: RedApple, id: \"a/b é\", limit: 5, flag: Some(true), \
         since: Some(2026-01-31T00:00:00Z), all: [1, 2], joined: [Apple, Pear], tags: Some({\"a\": \"b\"}), \
         type: Some(\"x y\"), x_words: [\"a\", \"b\", \"c\"], crumb: Some(\"a=b\") }"
    );
}

#[tokio::test]
async fn absent_parameters_have_their_defaults() {
    let running = start().await;
    let answer = call(running.local_address(), "GET", "/things/apple/x?since=&joined=", &[]).await;
    assert_eq!(
        text(&answer),
        "GetThingParams { kind: Apple, id: \"x\", limit: 25, flag: None, since: None, all: [], joined: [], \
         tags: None, type: None, x_words: [], crumb: None }"
    );
}

#[tokio::test]
async fn all_faults_of_the_parameters_come_at_once() {
    let running = start().await;
    let target = "/things/plum/x?limit=0&flag=maybe&since=today&all=1&all=b&joined=apple,plum&tags=%7B%22a%22:%22long%22%7D&no=1&type=%FF";
    let answer = call(running.local_address(), "GET", target, &[]).await;
    let mut found = faults(&answer);
    found.sort();
    assert_eq!(
        found,
        [
            "all[1]: must be a whole number",
            "flag: must be true or false",
            "joined[1]: must be one of `apple`, `red-apple`, `pear`",
            "kind: must be one of `apple`, `red-apple`, `pear`",
            "limit: must be at least 1",
            "no: isn't known here; leave it out, or use one of limit, flag, since, all, joined, tags, type",
            "since: must be a date and time with an offset (RFC 3339) such as 2026-01-31T14:30:00Z",
            "tags.a: must be at most 3 characters long; it has 4",
            "type: must be percent-encoded UTF-8",
        ]
    );
    let only_query = call(running.local_address(), "GET", "/things/pear/x?limit=1&limit=2&no=1", &[]).await;
    assert_eq!(only_query.message(), "Query parameters have invalid values.");
    assert_eq!(faults(&only_query).len(), 2);
    let only_cookie = call(running.local_address(), "GET", "/things/pear/x", &["Cookie: crumb=12345"]).await;
    assert_eq!(only_cookie.message(), "Cookies have invalid values.");
    assert_eq!(faults(&only_cookie), ["crumb: must be at most 4 characters long; it has 5"]);
    let only_path = call(running.local_address(), "GET", "/things/plum/x", &[]).await;
    assert_eq!(only_path.message(), "Path parameters have invalid values.");
    assert_eq!(call(running.local_address(), "GET", "/things/pear/%FF", &[]).await.status, 400);
    assert_eq!(
        faults(&call(running.local_address(), "GET", "/things/pear/%00", &[]).await),
        ["id: must not contain the character U+0000"]
    );
}

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

#[tokio::test]
async fn forms_are_read_like_json() {
    let running = start().await;
    let at = running.local_address();
    let good =
        send(at, "POST", "/form", &[FORM], "name=a+b%21&count=2&kinds=apple&kinds=pear&flag=false&more=1")
            .await;
    let expected = "Form { name: \"a b!\", count: 2, kinds: Some([Apple, Pear]), flag: Some(false) }";
    assert_eq!(text(&good), expected);
    let one = send(at, "POST", "/form", &[FORM], "name=a&kinds=pear").await;
    assert_eq!(text(&one), "Form { name: \"a\", count: 1, kinds: Some([Pear]), flag: None }");
    let bad = send(at, "POST", "/form", &[FORM], "name=&count=x&kinds=plum&flag=1&flag=2").await;
    assert_eq!(bad.message(), "Validation failed.");
    assert_eq!(
        faults(&bad),
        [
            "name: must not be empty",
            "count: must be a whole number",
            "kinds[0]: must be one of `apple`, `red-apple`, `pear`",
            "flag: must be given once"
        ]
    );
    let both = send(at, "POST", "/both", &[FORM], "name=a&count=2&kinds=apple&kinds=pear").await;
    let json = send(
        at,
        "POST",
        "/both",
        &["Content-Type: application/json; charset=utf-8"],
        r#"{"name":"a","count":2,"kinds":["apple","pear"]}"#,
    )
    .await;
    assert_eq!(text(&both), text(&json));
}

#[tokio::test]
async fn suffixed_json_bytes_and_text_are_taken_as_they_are() {
    let running = start().await;
    let at = running.local_address();
    let scim = send(at, "POST", "/scim", &["Content-Type: application/scim+json"], r#"{"name":"a"}"#).await;
    assert_eq!(text(&scim), "Form { name: \"a\", count: 1, kinds: None, flag: None }");
    assert_eq!(send(at, "POST", "/scim", &["Content-Type: application/xml"], "<a/>").await.status, 415);
    let mut request = format!(
        "POST /bytes HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\
         Content-Type: application/octet-stream\r\nContent-Length: 3\r\n\r\n"
    )
    .into_bytes();
    request.extend([0, 255, 10]);
    assert_eq!(text(&exchange(at, &request).await), "b\"\\0\\xff\\n\"");
    assert_eq!(
        text(&send(at, "POST", "/text", &["Content-Type: text/plain"], "a \u{e9}").await),
        "\"a \u{e9}\""
    );
    let long = send(at, "POST", "/text", &["Content-Type: text/plain"], "123456").await;
    assert_eq!(faults(&long), ["body: must be at most 5 characters long; it has 6"]);
}

#[tokio::test]
async fn a_body_may_be_absent_only_where_it_is_optional() {
    let running = start().await;
    let at = running.local_address();
    assert_eq!(text(&call(at, "POST", "/optional", &[]).await), "None");
    assert_eq!(text(&send(at, "POST", "/optional", &[], "{\"a\":\"b\"}").await), "Some({\"a\": \"b\"})");
    assert_eq!(call(at, "POST", "/scim", &[]).await.status, 400);
}
