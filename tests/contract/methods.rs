//! Methods that a path doesn't have, HEAD, and OPTIONS.

use http::Method;

use super::sample::{self, Values};
use crate::harness::{Engine, Server};
use crate::specification::{Operation, check, operations};

#[apply(case)]
async fn a_method_that_the_path_doesnt_have_is_refused_with_those_that_it_has(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for operation in operations() {
        let target = sample::target(operation, &Values::new());
        let allowed = check::allowed(target.split('?').next().unwrap_or_default());
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            if allowed.contains(&method) {
                continue;
            }
            // The check of the answer holds `Allow` against the specification.
            let method: Method = method.parse().unwrap();
            server.call(method.clone(), &target).send().await.expect(405);
            owner.call(method, &target).send().await.expect(405);
        }
    }
}

#[apply(case)]
async fn options_names_the_methods_of_every_path(engine: Engine) {
    let server = Server::start(engine).await;
    for operation in operations() {
        let target = sample::target(operation, &Values::new());
        let call = server.call(Method::OPTIONS, &target).header("origin", "https://elsewhere.example");
        let answer = call.header("access-control-request-method", "GET").send().await.expect(204);
        let open = Operation::at(target.split('?').next().unwrap_or_default())
            .into_iter()
            .any(|one| one.extension("x-cors").is_some());
        let allowed = answer.header("access-control-allow-origin");
        assert_eq!(allowed, open.then_some("*"), "{}: which origins may read answers", operation.id);
    }
}

#[apply(case)]
async fn head_is_get_without_the_body(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let values = Values::from([("organization", "default".to_owned()), ("groupName", "Everyone".to_owned())]);
    // Metrics change with every call, their length too.
    let steady = |operation: &&Operation| operation.method == Method::GET && operation.id != "getMetrics";
    for operation in operations().iter().filter(steady) {
        let target = sample::target(operation, &values);
        let get = owner.call(Method::GET, &target).send().await;
        let head = owner.call(Method::HEAD, &target).send().await.expect(get.status);
        assert!(head.body.is_empty(), "{}", operation.id);
        assert_eq!(head.header("content-type"), get.header("content-type"), "{}", operation.id);
        let length = get.body.len().to_string();
        assert!(head.header("content-length").is_none_or(|told| told == length), "{}", operation.id);
    }
}
