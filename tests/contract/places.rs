//! The routes are the specification's: every path, its literal siblings, and near misses.

use http::Method;

use super::sample::{self, Values};
use crate::harness::{Engine, Server};
use crate::specification::{Operation, check, operations};

#[apply(case)]
async fn every_path_leads_to_its_own_operation(engine: Engine) {
    let mut server = None;
    for (at, operation) in operations().iter().enumerate() {
        let server = fresh(engine, &mut server, at).await;
        for path in operation.paths() {
            let target = fill(path, "7f3b5c1e-2d4a-4e6f-8a9b-0c1d2e3f4a5b");
            assert_eq!(
                ran(server, &operation.method, &target).await.as_deref(),
                Some(operation.id),
                "{target}"
            );
            let doubled = target.replacen('/', "//", 2);
            assert_eq!(
                ran(server, &operation.method, &doubled).await.as_deref(),
                Some(operation.id),
                "{doubled}"
            );
        }
    }
}

#[apply(case)]
async fn every_combination_of_literals_and_values_leads_where_the_specification_says(engine: Engine) {
    let mut server = None;
    for (at, target) in probes().into_iter().enumerate() {
        let server = fresh(engine, &mut server, at).await;
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let expected = Operation::find(&method, &target).map(|operation| operation.id);
            assert_eq!(ran(server, &method, &target).await.as_deref(), expected, "{method} {target}");
        }
    }
}

#[apply(case)]
async fn near_misses_lead_nowhere(engine: Engine) {
    let server = Server::start(engine).await;
    for operation in operations() {
        let target = sample::target(operation, &Values::new());
        let path = target.split('?').next().unwrap();
        for miss in
            [format!("{path}/no-such-thing"), format!("{path}x"), format!("/x{path}"), path.to_uppercase()]
        {
            if check::allowed(&miss).is_empty() {
                let answer = server.get(&miss).send().await.expect(404);
                assert!(answer.message().starts_with("Route not found."), "{miss}");
            }
        }
    }
    for miss in ["/api", "/api/v3", "/api/v2/nowhere", "/api/v2/%2e%2e%2fhealthz"] {
        server.get(miss).send().await.expect(404);
    }
}

#[apply(case)]
async fn paths_that_no_router_should_read_are_refused_by_the_http_engine(engine: Engine) {
    let server = Server::start(engine).await;
    for target in ["/api/v2/users/../healthz", "/api/v2/users/%ff"] {
        let answer = server.get(target).send_past_the_contract().await.expect(400);
        assert!(
            !answer.message().is_empty(),
            "{target}: it speaks the engine's own words, but it has a message"
        );
    }
}

/// The server, another one after some targets: refused calls have so many lines a minute in the log.
async fn fresh(engine: Engine, server: &mut Option<Server>, at: usize) -> &Server {
    if at.is_multiple_of(40) {
        *server = Some(Server::start(engine).await);
    }
    server.as_ref().expect("the first target starts one")
}

/// The operation that the server ran, as its log says; none when it answered 404 or 405 by itself.
async fn ran(server: &Server, method: &Method, target: &str) -> Option<String> {
    let answer = server.call(method.clone(), target).send().await;
    let request = answer.header("x-coder-request-id").unwrap().to_owned();
    let lines = server.log.lines_with("request", &request);
    let named = lines.iter().find_map(|line| line["operation"].as_str().map(str::to_owned));
    named.filter(|operation| !operation.is_empty())
}

/// The path with each variable replaced.
fn fill(path: &str, value: &str) -> String {
    let filled = path.split('/').map(|segment| if segment.starts_with('{') { value } else { segment });
    filled.collect::<Vec<_>>().join("/")
}

/// Every path with a value in its variables, and with every literal at the same place of another
/// path.
fn probes() -> Vec<String> {
    let paths: Vec<Vec<&str>> =
        operations().iter().flat_map(Operation::paths).map(|path| path.split('/').collect()).collect();
    let mut probes: Vec<String> = Vec::new();
    for path in &paths {
        for (place, segment) in path.iter().enumerate() {
            if !segment.starts_with('{') {
                continue;
            }
            let siblings =
                paths.iter().filter(|other| other.len() > place && other[..place] == path[..place]);
            for literal in siblings.map(|other| other[place]).filter(|literal| !literal.starts_with('{')) {
                let mut mixed = path.clone();
                mixed[place] = literal;
                probes.push(fill(&mixed.join("/"), "some-value"));
            }
        }
        probes.push(fill(&path.join("/"), "some-value"));
    }
    probes.sort();
    probes.dedup();
    probes
}
