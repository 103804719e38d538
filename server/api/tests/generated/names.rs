//! Nothing that a specification calls a type, a tag or an operation stands in the way of what generated code
//! names.

use std::sync::Arc;

use burgrave_api::{ApiError, Cx};
use serde_json::json;

use crate::raw::{self, send};

#[deny(warnings)]
#[allow(dead_code, unreachable_pub)]
pub mod generated {
    include!(concat!(env!("OUT_DIR"), "/fixtures/names.rs"));
}

use generated::{Classification, ClassificationTemplate, Everything, Guard, Names, OptionParams, Patch, T};

struct Server;

impl Guard for Server {}

impl Names for Server {
    async fn take_everything(&self, _: &Cx, body: Everything) -> Result<Everything, ApiError> {
        Ok(body)
    }

    async fn classify(&self, _: &Cx, body: Classification) -> Result<Classification, ApiError> {
        Ok(body)
    }

    async fn take_template(
        &self,
        _: &Cx,
        body: ClassificationTemplate,
    ) -> Result<ClassificationTemplate, ApiError> {
        Ok(body)
    }

    async fn patch(&self, _: &Cx, body: Patch) -> Result<Patch, ApiError> {
        Ok(body)
    }
}

impl generated::T2 for Server {
    async fn option(&self, _: &Cx, params: OptionParams) -> Result<generated::Result, ApiError> {
        let text = format!("{} {:?} {:?} {:?}", params.some, params.kind, params.either, params.kinds);
        Ok(generated::Result { text })
    }
}

#[tokio::test]
async fn types_may_be_called_like_those_of_the_prelude() {
    let running = generated::serve(Arc::new(Server), raw::settings(), raw::silent()).await.unwrap();
    let body = json!({
        "Option": {"text": "a"}, "String": {"text": "b"}, "Rule": {"text": "c"}, "T": {"text": "d"},
        "either": 3, "word": "None", "list": [{"text": "e"}], "by_name": {"f": {"text": "g"}}, "count": 1,
    });
    let json = ["Content-Type: application/json"];
    let answer = send(running.local_address(), "POST", "/everything", &json, &body.to_string()).await;
    assert_eq!((answer.status, answer.json()), (200, body));
    let wrong = json!({"Option": {"text": "A"}}).to_string();
    let answer = send(running.local_address(), "POST", "/everything", &json, &wrong).await;
    assert_eq!(answer.json()["validations"][0]["field"], "Option.text", "{answer:?}");
    let answer =
        send(running.local_address(), "GET", "/option/x%2Fy?kind=a&either=7&kinds=a,b", &[], "").await;
    assert_eq!(answer.json()["text"], "x/y Some(A) Some(Integer(7)) [A, B]", "{answer:?}");
    assert_eq!(generated::paths::option("x/y"), "/option/x%2Fy");
    let _: Option<T> = None;
}
