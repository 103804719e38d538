//! Every shape of answer comes out as the specification has it.

use std::sync::Arc;
use std::time::Duration;

use burgrave_api::runtime::StatusCode;
use burgrave_api::{ApiError, Cx, Running};
use tokio::sync::Notify;

use crate::raw::{self, call, send};

#[deny(warnings)]
#[allow(dead_code, unreachable_pub)]
pub(crate) mod generated {
    include!(concat!(env!("OUT_DIR"), "/fixtures/answers.rs"));
}

use generated::*;

/// Handlers that answer at once, but for the slow ones.
#[derive(Default)]
pub(crate) struct Server {
    pub(crate) begun: Notify,
    pub(crate) go_on: Notify,
    pub(crate) finished: Notify,
}

impl Guard for Server {
    async fn refused(&self, _: &Cx, _: AuditedOperation, _: StatusCode) {}
}

fn thing(name: &str) -> Thing {
    Thing { name: name.into(), count: None }
}

impl Answers for Server {
    async fn get_text(&self, _: &Cx) -> Result<String, ApiError> {
        Ok("plain ü".into())
    }

    async fn get_several(&self, _: &Cx, params: GetSeveralParams) -> Result<GetSeveralAnswer, ApiError> {
        Ok(match params.which {
            200 => GetSeveralAnswer::Ok(thing("a")),
            202 => GetSeveralAnswer::Accepted,
            204 => GetSeveralAnswer::NoContent,
            _ => GetSeveralAnswer::NotModified,
        })
    }

    async fn get_redirect(&self, _: &Cx, params: GetRedirectParams) -> Result<GetRedirectAnswer, ApiError> {
        Ok(GetRedirectAnswer::Found { location: "/elsewhere".into(), x_note: params.note })
    }

    async fn get_page(&self, _: &Cx) -> Result<String, ApiError> {
        Ok("<p>page</p>".into())
    }

    async fn get_scim(&self, _: &Cx) -> Result<Thing, ApiError> {
        Err(ApiError::not_found())
    }

    async fn get_bytes(&self, _: &Cx) -> Result<GetBytesAnswer, ApiError> {
        let body = [0, 159, 146, 150].as_slice().into();
        Ok(GetBytesAnswer::Ok { body, content_type: "application/zip".into() })
    }

    async fn get_image(&self, _: &Cx) -> Result<bytes::Bytes, ApiError> {
        Ok(b"\x89PNG".as_slice().into())
    }

    async fn post_cookies(&self, _: &Cx) -> Result<PostCookiesAnswer, ApiError> {
        let set_cookie = vec!["a=1; Path=/".into(), "b=2".into()];
        Ok(PostCookiesAnswer::Ok { body: thing("a"), set_cookie })
    }

    async fn delete_gone(&self, _: &Cx) -> Result<(), ApiError> {
        Ok(())
    }

    async fn get_list(&self, _: &Cx) -> Result<Vec<Thing>, ApiError> {
        Ok(vec![thing("a"), Thing { name: "b".into(), count: Some(2) }])
    }

    async fn post_thing(&self, _: &Cx, body: Thing) -> Result<Thing, ApiError> {
        match body.name.as_str() {
            "taken" => {
                let error = ApiError::conflict("There is such a thing.").cause("row 7");
                Err(error.validation("name", "must be unique"))
            }
            _ => Ok(body),
        }
    }

    async fn get_panic(&self, _: &Cx) -> Result<Thing, ApiError> {
        panic!("a read panics")
    }

    async fn post_panic(&self, _: &Cx) -> Result<Thing, ApiError> {
        panic!("a write panics with {}", "a secret")
    }

    async fn get_slow(&self, _: &Cx) -> Result<Thing, ApiError> {
        let dropped = Finished(&self.finished);
        self.begun.notify_one();
        tokio::time::sleep(Duration::from_secs(60)).await;
        drop(dropped);
        Ok(thing("late"))
    }

    async fn post_slow(&self, _: &Cx) -> Result<Thing, ApiError> {
        self.begun.notify_one();
        self.go_on.notified().await;
        self.finished.notify_one();
        Ok(thing("late"))
    }
}

/// Tells that a handler is over, however it ended.
struct Finished<'a>(&'a Notify);

impl Drop for Finished<'_> {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

pub(crate) async fn start() -> (Running, Arc<Server>) {
    let server = Arc::new(Server::default());
    (serve(server.clone(), raw::settings(), raw::silent()).await.unwrap(), server)
}

#[tokio::test]
async fn several_statuses_come_out_as_the_handler_chose() {
    let (running, _) = start().await;
    let at = running.local_address();
    for status in [200, 202, 204, 304] {
        let answer = call(at, "GET", &format!("/several?which={status}"), &[]).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.body, if status == 200 { "{\"name\":\"a\"}\n" } else { "" });
    }
}

#[tokio::test]
async fn redirects_carry_their_headers() {
    let (running, _) = start().await;
    let answer = call(running.local_address(), "GET", "/redirect?note=x%20y", &[]).await;
    assert_eq!((answer.status, answer.header("location")), (302, Some("/elsewhere")));
    assert_eq!(answer.header("x-note"), Some("x y"));
    let bare = call(running.local_address(), "GET", "/redirect", &[]).await;
    assert_eq!(bare.header("x-note"), None);
}

#[tokio::test]
async fn a_header_with_a_line_break_is_a_fault_of_the_server() {
    let (running, _) = start().await;
    let answer = call(running.local_address(), "GET", "/redirect?note=a%0D%0ASet-Cookie:b=c", &[]).await;
    assert_eq!((answer.status, answer.headers("set-cookie")), (500, vec![]));
    assert_eq!(answer.message(), "An internal server error occurred.");
}

#[tokio::test]
async fn contents_have_their_types() {
    let (running, _) = start().await;
    let at = running.local_address();
    for (path, content_type, body) in [
        ("/text", "text/plain; charset=utf-8", "plain ü".as_bytes()),
        ("/page", "text/html; charset=utf-8", b"<p>page</p>"),
        ("/bytes", "application/zip", &[0, 159, 146, 150]),
        ("/image", "image/png", b"\x89PNG"),
        ("/list", "application/json; charset=utf-8", b"[{\"name\":\"a\"},{\"name\":\"b\",\"count\":2}]\n"),
    ] {
        let answer = call(at, "GET", path, &[]).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(content_type)), "{path}");
        assert_eq!(answer.bytes, body, "{path}");
    }
}

#[tokio::test]
async fn each_cookie_has_its_own_line() {
    let (running, _) = start().await;
    let answer = call(running.local_address(), "POST", "/cookies", &[]).await;
    assert_eq!(answer.headers("set-cookie"), ["a=1; Path=/", "b=2"]);
    assert_eq!(answer.body, "{\"name\":\"a\"}\n");
}

#[tokio::test]
async fn an_empty_answer_is_empty() {
    let (running, _) = start().await;
    let answer = call(running.local_address(), "DELETE", "/gone", &[]).await;
    assert_eq!((answer.status, answer.body.as_str(), answer.header("content-type")), (204, "", None));
}

#[tokio::test]
async fn every_answer_carries_the_common_headers() {
    let (running, _) = start().await;
    let at = running.local_address();
    let mut ids = vec![];
    for (method, path) in [("GET", "/text"), ("GET", "/nowhere"), ("PUT", "/text"), ("OPTIONS", "/text")] {
        let answer = call(at, method, path, &[]).await;
        assert_eq!(answer.header("x-coder-build-version"), Some("v1.2.3-test"), "{method} {path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{method} {path}");
        assert_eq!(answer.header("strict-transport-security"), None);
        ids.push(answer.header("x-coder-request-id").unwrap().parse::<uuid::Uuid>().unwrap());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4, "each call has its own id");
}

#[tokio::test]
async fn hsts_is_sent_when_it_is_asked_for() {
    let settings = burgrave_api::Settings { hsts: true, ..raw::settings() };
    let running = serve(Arc::new(Server::default()), settings, raw::silent()).await.unwrap();
    let answer = call(running.local_address(), "GET", "/text", &[]).await;
    assert_eq!(answer.header("strict-transport-security"), Some("max-age=31536000"));
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let (running, _) = start().await;
    let at = running.local_address();
    for path in ["/text", "/list", "/several?which=200", "/nowhere", "/several?which=x"] {
        let get = call(at, "GET", path, &[]).await;
        let head = call(at, "HEAD", path, &[]).await;
        assert_eq!((head.status, head.body.as_str()), (get.status, ""), "{path}");
        for name in ["content-length", "content-type"] {
            assert_eq!(head.header(name), get.header(name), "{path} {name}");
        }
    }
}

#[tokio::test]
async fn a_handlers_error_shows_what_is_meant_for_the_caller() {
    let (running, _) = start().await;
    let answer = send(running.local_address(), "POST", "/things", &[], "{\"name\":\"taken\"}").await;
    assert_eq!(answer.status, 409);
    assert_eq!(
        answer.body,
        "{\"message\":\"There is such a thing.\",\
         \"validations\":[{\"field\":\"name\",\"detail\":\"must be unique\"}]}\n"
    );
}

#[tokio::test]
async fn an_error_has_the_shape_that_the_operation_declares() {
    let (running, _) = start().await;
    let answer = call(running.local_address(), "GET", "/scim", &[]).await;
    assert_eq!((answer.status, answer.header("content-type")), (404, Some("application/scim+json")));
    assert_eq!(answer.json()["status"], "404");
    assert_eq!(answer.json()["schemas"][0], "urn:ietf:params:scim:api:messages:2.0:Error");
}
