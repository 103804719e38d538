//! Many operations in one request, each for itself.

use std::collections::HashMap;

use burgrave_api::runtime::ApiError;
use burgrave_core::scim::bulk::{self, Bulk, BulkOperation};
use burgrave_core::scim::{ScimFault, ScimType};
use serde_json::{Map, Value, json};

use super::change::{patch, replace};
use super::context::ScimContext;
use super::create::create;
use super::delete::delete;
use super::kind::Kind;
use super::resource::Resource;
use crate::application::App;
use crate::fault::Fault;

/// Carries the operations out; gives what became of each, in the order of the request.
///
/// # Errors
/// `Scim` for what is no bulk request, `TooMany` for too many operations.
pub(crate) async fn bulk(
    app: &App,
    context: &ScimContext,
    body: &Map<String, Value>,
) -> Result<Vec<Map<String, Value>>, Fault> {
    let Bulk { fail_on_errors, operations } = bulk::read(body)?;
    if operations.len() > bulk::MAX_OPERATIONS {
        let detail = format!("A bulk request has at most {} operations.", bulk::MAX_OPERATIONS);
        return Err(Fault::TooMany { detail });
    }
    let mut run = Run { app, context, ids: HashMap::new(), answers: vec![None; operations.len()], errors: 0 };
    let mut order = bulk::order(&operations);
    // What waits in a circle is told so at the end.
    order.extend((0..operations.len()).filter(|place| !order.contains(place)).collect::<Vec<_>>());
    for place in order {
        if fail_on_errors.is_some_and(|most| run.errors >= most) {
            break;
        }
        run.one(place, &operations[place]).await;
    }
    Ok(run.answers.into_iter().flatten().collect())
}

struct Run<'a> {
    app: &'a App,
    context: &'a ScimContext,
    /// What was made, by its bulkId.
    ids: HashMap<String, String>,
    answers: Vec<Option<Map<String, Value>>>,
    errors: u64,
}

impl Run<'_> {
    async fn one(&mut self, place: usize, operation: &BulkOperation) {
        let done = match bulk::substitute(operation, &self.ids) {
            Some(ready) => self.carry_out(ready).await,
            None => {
                let detail =
                    "The operation refers to one that failed, that isn't there, or that waits for this one.";
                Err(ApiError::conflict(detail).code(ScimType::InvalidValue.as_str()))
            }
        };
        let mut answer = Map::new();
        answer.insert("method".into(), operation.method.as_str().into());
        if let Some(bulk_id) = &operation.bulk_id {
            answer.insert("bulkId".into(), bulk_id.as_str().into());
        }
        match done {
            Ok((status, resource)) => {
                if let Some(resource) = resource {
                    if let (Some(bulk_id), Some(id)) = (&operation.bulk_id, resource.body["id"].as_str()) {
                        self.ids.insert(bulk_id.clone(), id.to_owned());
                    }
                    answer.insert("location".into(), resource.location.into());
                    answer.insert("version".into(), resource.version.into());
                }
                answer.insert("status".into(), status.to_string().into());
            }
            Err(error) => {
                self.errors += 1;
                if operation.method != "POST" {
                    answer
                        .insert("location".into(), format!("{}{}", self.context.base, operation.path).into());
                }
                answer.insert("status".into(), error.status().as_str().into());
                answer.insert("response".into(), told(&error));
            }
        }
        self.answers[place] = Some(answer);
    }

    async fn carry_out(&self, operation: BulkOperation) -> Result<(u16, Option<Resource>), ApiError> {
        let BulkOperation { method, path, version, data, .. } = operation;
        let context = self.context.again(self.app, version);
        let app = self.app;
        let (kind, id) = place(&path)?;
        let body = || match data {
            Some(Value::Object(body)) => Ok(body),
            _ => Err(Fault::from(ScimFault::syntax("The operation needs an object as its data."))),
        };
        let done = match (method.as_str(), id) {
            ("POST", None) => create(app, kind, context, body()?).await.map(|made| (201, Some(made))),
            ("PUT", Some(id)) => replace(app, kind, context, id, body()?).await.map(|now| (200, Some(now))),
            ("PATCH", Some(id)) => patch(app, kind, context, id, body()?).await.map(|now| (200, Some(now))),
            ("DELETE", Some(id)) => delete(app, kind, context, id).await.map(|()| (204, None)),
            _ => Err(ScimFault::syntax(format!("{method} doesn't go to {path}.")).into()),
        };
        Ok(done?)
    }
}

/// Where a path leads: the type, and the id behind it.
fn place(path: &str) -> Result<(Kind, Option<&str>), Fault> {
    let mut segments = path.trim_start_matches('/').split('/');
    let kind = match segments.next() {
        Some("Users") => Kind::Users,
        Some("Groups") => Kind::Groups,
        _ => return Err(Fault::Hidden),
    };
    let id = segments.next().filter(|id| !id.is_empty());
    if segments.next().is_some() { Err(Fault::Hidden) } else { Ok((kind, id)) }
}

/// An error in the shape that it has as an answer of its own.
fn told(error: &ApiError) -> Value {
    let detail = [Some(error.message()), error.detail_text()];
    let detail = detail.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let mut told = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": error.status().as_str(),
        "detail": detail,
    });
    if let Some(kind) = error.code_text() {
        told["scimType"] = kind.into();
    }
    told
}
