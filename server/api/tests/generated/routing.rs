//! Paths that are hard to tell apart lead where the specification says, and nowhere else.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;

use burgrave_api::runtime::StatusCode;
use burgrave_api::{ApiError, Cx, Running};

use crate::raw::{self, Raw, call};

#[deny(warnings)]
#[allow(dead_code, unreachable_pub)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/fixtures/routing.rs"));
}

use generated::*;

struct Server;

impl Guard for Server {
    async fn refused(&self, _: &Cx, _: AuditedOperation, _: StatusCode) {}
}

fn hit(cx: &Cx, values: &[&str]) -> Result<Hit, ApiError> {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    Ok(Hit { operation: cx.operation.id.into(), values })
}

/// Each handler tells its operation's name and its values.
macro_rules! routes {
    ($($name:ident $(($params:ident $given:ident: $($value:ident),+))?;)+) => {
        impl Routes for Server {
            $(async fn $name(&self, cx: &Cx $(, $given: $params)?) -> Result<Hit, ApiError> {
                hit(cx, &[$($(&$given.$value),+)?])
            })+
        }
    };
}

routes! {
    root;
    a;
    post_a;
    x(XPath params: x);
    delete_x(XPath params: x);
    ab;
    ay(YPath params: y);
    put_ay(YPath params: y);
    xb(XPath params: x);
    patch_xb(XPath params: x);
    post_xy(XYPath params: x, y);
    delete_abc;
    ayc(YPath params: y);
    xbz(XZPath params: x, z);
    put_ayz(YZPath params: y, z);
    moved(NamePath params: name);
}

async fn start() -> Running {
    serve(Arc::new(Server), raw::settings(), raw::silent()).await.unwrap()
}

fn hit_of(answer: &Raw) -> (String, Vec<String>) {
    let json = answer.json();
    let values = json["values"].as_array().into_iter().flatten();
    let values = values.map(|value| value.as_str().unwrap().to_owned()).collect();
    (json["operation"].as_str().unwrap_or_default().to_owned(), values)
}

async fn leads(at: SocketAddr, method: &str, path: &str, operation: &str, values: &[&str]) {
    let answer = call(at, method, path, &[]).await;
    assert_eq!(answer.status, 200, "{method} {path}: {answer:?}");
    assert_eq!(hit_of(&answer), (operation.into(), values.iter().map(|v| (*v).into()).collect()), "{path}");
}

#[tokio::test]
async fn literals_win_over_variables_and_variables_take_the_rest() {
    let running = start().await;
    let at = running.local_address();
    leads(at, "GET", "/", "root", &[]).await;
    leads(at, "GET", "/a", "a", &[]).await;
    leads(at, "GET", "/b", "x", &["b"]).await;
    leads(at, "GET", "/a/b", "ab", &[]).await;
    leads(at, "GET", "/a/c", "ay", &["c"]).await;
    leads(at, "PUT", "/a/c", "putAy", &["c"]).await;
    leads(at, "GET", "/c/b", "xb", &["c"]).await;
    leads(at, "PATCH", "/c/b", "patchXb", &["c"]).await;
    leads(at, "POST", "/c/d", "postXy", &["c", "d"]).await;
    leads(at, "DELETE", "/a/b/c", "deleteAbc", &[]).await;
    leads(at, "GET", "/a/d/c", "ayc", &["d"]).await;
    leads(at, "GET", "/d/b/e", "xbz", &["d", "e"]).await;
    leads(at, "PUT", "/a/d/e", "putAyz", &["d", "e"]).await;
}

#[tokio::test]
async fn a_literal_path_does_not_lend_its_methods_to_the_variable_beside_it() {
    let running = start().await;
    let at = running.local_address();
    for (method, path, allow) in [
        ("DELETE", "/a", "GET, HEAD, POST, OPTIONS"),
        ("PUT", "/a/b", "GET, HEAD, OPTIONS"),
        ("POST", "/a/c", "GET, HEAD, PUT, OPTIONS"),
        ("POST", "/c/b", "GET, HEAD, PATCH, OPTIONS"),
        ("GET", "/c/d", "POST, OPTIONS"),
        ("GET", "/a/b/c", "DELETE, OPTIONS"),
    ] {
        let answer = call(at, method, path, &[]).await;
        assert_eq!((answer.status, answer.header("allow")), (405, Some(allow)), "{method} {path}");
        assert_eq!(answer.message(), "Method not allowed.");
    }
}

#[tokio::test]
async fn a_second_mount_serves_the_same_operation() {
    let running = start().await;
    let at = running.local_address();
    leads(at, "GET", "/api/v2/moved/x", "moved", &["x"]).await;
    leads(at, "GET", "/moved/here/x", "moved", &["x"]).await;
    assert_eq!(call(at, "GET", "/moved/there/x", &[]).await.status, 404);
}

#[tokio::test]
async fn a_path_has_one_meaning_however_it_is_spelled() {
    let running = start().await;
    let at = running.local_address();
    leads(at, "GET", "//a///b//", "ab", &[]).await;
    leads(at, "GET", "/%61/%62", "ab", &[]).await;
    leads(at, "GET", "/%2561", "x", &["%61"]).await;
    leads(at, "GET", "/a%2Fb", "x", &["a/b"]).await;
    leads(at, "GET", "/%C3%BC", "x", &["ü"]).await;
    leads(at, "GET", "/x%20y?a=/a/b", "x", &["x y"]).await;
    // A literal is matched in its letter case.
    leads(at, "GET", "/A", "x", &["A"]).await;
}

#[tokio::test]
async fn a_character_that_no_text_may_hold_is_refused() {
    let running = start().await;
    let answer = call(running.local_address(), "GET", "/a%00b", &[]).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json()["validations"][0]["field"], "x");
}

#[tokio::test]
async fn unknown_paths_are_not_found() {
    let running = start().await;
    let at = running.local_address();
    for path in ["/a/b/c/d", "/api/v2/moved", "/x/y/z/w/v", "/moved/here"] {
        let answer = call(at, "GET", path, &[]).await;
        if path == "/moved/here" {
            // Two variables take it, for POST only.
            assert_eq!((answer.status, answer.header("allow")), (405, Some("POST, OPTIONS")));
            continue;
        }
        assert_eq!((answer.status, answer.message().as_str()), (404, "Route not found."), "{path}");
    }
}

/// Every path with every method: what is declared is reached, HEAD and OPTIONS follow from it, all else is
/// 405.
#[tokio::test]
async fn every_path_takes_its_methods_and_no_others() {
    let running = start().await;
    let at = running.local_address();
    let paths: BTreeSet<&str> = OPERATIONS
        .iter()
        .flat_map(|operation| std::iter::once(&operation.path).chain(operation.also_at))
        .copied()
        .collect();
    for path in paths {
        let declared = |method: &str| {
            OPERATIONS.iter().find(|operation| {
                operation.method == method && (operation.path == path || operation.also_at.contains(&path))
            })
        };
        // A value that no literal has.
        let target: Vec<_> =
            path.split('/').map(|part| if part.starts_with('{') { "v-1" } else { part }).collect();
        let target = target.join("/");
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
            let answer = call(at, method, &target, &[]).await;
            let operation =
                declared(method).or_else(|| (method == "HEAD").then(|| declared("GET")).flatten());
            match (operation, method) {
                (Some(operation), "HEAD") => assert_eq!(answer.status, 200, "HEAD {target} {}", operation.id),
                (Some(operation), _) => {
                    assert_eq!(hit_of(&answer).0, operation.id, "{method} {target}");
                }
                (None, "OPTIONS") => {
                    assert_eq!((answer.status, answer.body.as_str()), (204, ""), "{target}");
                    let allow = answer.header("allow").unwrap();
                    assert!(allow.ends_with("OPTIONS"), "{target}: {allow}");
                    assert_eq!(answer.headers("access-control-allow-origin"), Vec::<&str>::new());
                }
                (None, _) => {
                    assert_eq!(answer.status, 405, "{method} {target}");
                    let allow: Vec<_> = answer.header("allow").unwrap().split(", ").collect();
                    assert!(!allow.contains(&method), "{method} {target}: {allow:?}");
                    assert!(allow.iter().all(|method| matches!(*method, "HEAD" | "OPTIONS") || declared(method).is_some()));
                }
            }
        }
    }
}
