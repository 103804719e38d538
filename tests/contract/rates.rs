//! Rate limits: each class holds for each of its operations, and time lifts it.

use chrono::TimeDelta;

use super::proxy;
use super::sample::{self, Values};
use crate::harness::{Answer, Engine, Options, Server};
use crate::specification::{Operation, operations};

const LIMIT: usize = 2;

#[apply(case)]
async fn one_request_over_the_limit_of_the_class_is_refused_and_a_minute_later_it_isnt(engine: Engine) {
    for class in ["api", "login", "files", "scim"] {
        let limited: Vec<_> = operations()
            .iter()
            .filter(|one| one.extension("x-rate-limit").is_some_and(|name| name == class))
            // Only apps have such tokens; what they may send is counted like a session's.
            .filter(|one| !one.takes("AppToken"))
            .collect();
        if limited.is_empty() {
            continue;
        }
        let flag = match class {
            "api" => "rate-limit-api",
            "login" => "rate-limit-login",
            "scim" => "rate-limit-scim",
            _ => "rate-limit-files",
        };
        let options = Options { flags: vec![(flag, LIMIT.to_string())], ..Options::default() };
        let server = Server::start_with(engine, options).await;
        server.owner().await;
        proxy::admit(&server).await;
        for operation in limited {
            // Whatever setting up has used of the limit is over by then.
            server.clock.advance(TimeDelta::minutes(2));
            exhaust(&server, operation).await;
            server.clock.advance(TimeDelta::minutes(2));
            let later = send(&server, operation).await;
            assert_ne!(later.status, 429, "{}: two minutes later", operation.id);
        }
    }
}

async fn exhaust(server: &Server, operation: &Operation) {
    for _ in 0..LIMIT {
        let answer = send(server, operation).await;
        assert_ne!(answer.status, 429, "{}: within the limit", operation.id);
    }
    let refused = send(server, operation).await;
    assert_eq!(refused.status, 429, "{}: over the limit", operation.id);
    assert_eq!(refused.header("x-ratelimit-remaining"), Some("0"), "{}", operation.id);
    assert_eq!(refused.header("x-ratelimit-limit"), Some(LIMIT.to_string().as_str()), "{}", operation.id);
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{}: wait {wait} s", operation.id);
}

/// A call that counts and breaks nothing: ids and names of the examples lead to nothing that is there.
async fn send(server: &Server, operation: &Operation) -> Answer {
    let owner = server.owner().await;
    match operation.secured {
        // Some operations end the session that they are called with, and its tokens count as one caller.
        true if operation.id == "logout" => {
            let session = crate::harness::Person { token: owner.log_in().await, ..owner.clone() };
            sample::call(&session, operation, &Values::new()).send().await
        }
        true if operation.id == "deleteKeys" => {
            let nobody = Values::from([("user", "nobody".to_owned())]);
            sample::call(owner, operation, &nobody).send().await
        }
        true => sample::call(owner, operation, &Values::new()).send().await,
        false => {
            let call = server.call(operation.method.clone(), &sample::target(operation, &Values::new()));
            sample::with_body(call, operation, &Values::new()).send().await
        }
    }
}
