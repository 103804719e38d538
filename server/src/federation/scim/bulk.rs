//! Many operations in one request, each for itself.

use std::collections::HashMap;

use burgrave_api::runtime::ApiError;
use burgrave_api::{AuditedOperation, operations};
use burgrave_core::scim::bulk::{self, Bulk, BulkOperation};
use burgrave_core::scim::{ScimFault, ScimType};
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::change::{ChangeResource, Target};
use super::create::CreateResource;
use super::delete::DeleteResource;
use super::kind::Kind;
use super::resource::{self, Resource};
use crate::application::command::{Automatic, Command};
use crate::application::{App, ClientInfo};
use crate::fault::Fault;

/// The outcomes of the operations.
#[derive(Default)]
pub(crate) struct Done {
    /// Of each, in the order of the request.
    pub(crate) answers: Vec<Map<String, Value>>,
    /// Those that were refused: each is recorded as if it had come alone.
    pub(crate) refused: Vec<RefusedPart>,
}

/// An operation that was refused.
pub(crate) struct RefusedPart {
    pub(crate) operation: AuditedOperation,
    /// Below the mount.
    pub(crate) path: String,
    pub(crate) status: StatusCode,
}

/// Executes the operations one after the other, each in its own transaction, so that other writes wait for
/// no more than one of them. `base` is the URL of the mount that was called.
///
/// # Errors
/// `Scim` for what is no bulk request, `TooMany` for too many operations.
pub(crate) async fn bulk(
    app: &App,
    client: ClientInfo,
    base: String,
    body: &Map<String, Value>,
) -> Result<Done, Fault> {
    let Bulk { fail_on_errors, operations } = bulk::read(body)?;
    if operations.len() > bulk::MAX_OPERATIONS {
        let detail = format!("A bulk request has at most {} operations.", bulk::MAX_OPERATIONS);
        return Err(Fault::TooMany { detail });
    }
    let mut run = Run {
        app,
        client,
        base,
        ids: HashMap::new(),
        answers: vec![None; operations.len()],
        refused: Vec::new(),
        errors: 0,
    };
    let mut order = bulk::order(&operations);
    // Operations that wait for each other are refused at the end.
    order.extend((0..operations.len()).filter(|place| !order.contains(place)).collect::<Vec<_>>());
    for place in order {
        if fail_on_errors.is_some_and(|most| run.errors >= most) {
            break;
        }
        run.one(place, &operations[place]).await;
    }
    Ok(Done { answers: run.answers.into_iter().flatten().collect(), refused: run.refused })
}

struct Run<'a> {
    app: &'a App,
    client: ClientInfo,
    base: String,
    /// What was made, by its bulkId.
    ids: HashMap<String, String>,
    answers: Vec<Option<Map<String, Value>>>,
    refused: Vec<RefusedPart>,
    errors: u64,
}

impl Run<'_> {
    async fn one(&mut self, place: usize, operation: &BulkOperation) {
        let ready = bulk::substitute(operation, &self.ids);
        let path = ready.as_ref().unwrap_or(operation).path.clone();
        let done = match ready {
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
                self.note_refusal(&operation.method, &path, &error);
                if operation.method != "POST" {
                    answer.insert("location".into(), format!("{}{}", self.base, operation.path).into());
                }
                answer.insert("status".into(), error.status().as_str().into());
                answer.insert("response".into(), told(&error));
            }
        }
        self.answers[place] = Some(answer);
    }

    fn note_refusal(&mut self, method: &str, path: &str, error: &ApiError) {
        let status = error.status();
        let Ok((kind, id)) = place(path) else { return };
        if let Some(audited) = audited(method, kind, id).filter(|_| status.is_client_error()) {
            // What is no id of this server could be anything, and is named nowhere.
            let id = id.and_then(|id| resource::id(id).ok()).map(|id| format!("/{id}"));
            let path = format!("/{kind:?}{}", id.unwrap_or_default());
            self.refused.push(RefusedPart { operation: audited, path, status });
        }
    }

    async fn carry_out(&self, operation: BulkOperation) -> Result<(u16, Option<Resource>), ApiError> {
        let BulkOperation { method, path, version, data, .. } = operation;
        let (kind, id) = place(&path)?;
        let base = self.base.clone();
        let body = || match data {
            Some(Value::Object(body)) => Ok(body),
            _ => Err(Fault::from(ScimFault::syntax("The operation needs an object as its data."))),
        };
        let target = |id| Target { id, if_match: version };
        match (method.as_str(), id) {
            ("POST", None) => {
                let made = self.execute(CreateResource::new(kind, base, body()?)?).await?;
                Ok((201, Some(made)))
            }
            ("PUT", Some(id)) => {
                let now = self.execute(ChangeResource::replace(kind, base, target(id), body()?)?).await?;
                Ok((200, Some(now)))
            }
            ("PATCH", Some(id)) => {
                let now = self.execute(ChangeResource::patch(kind, base, target(id), body()?)?).await?;
                Ok((200, Some(now)))
            }
            ("DELETE", Some(id)) => {
                self.execute(DeleteResource::new(kind, target(id))?).await?;
                Ok((204, None))
            }
            _ => Err(Fault::from(ScimFault::syntax(format!("{method} doesn't go to {path}."))).into()),
        }
    }

    async fn execute<C: Command<Actor = Automatic>>(&self, command: C) -> Result<C::Output, Fault> {
        self.app.execute(command, Automatic::Scim, self.client.clone()).await
    }
}

/// Which operation one of a bulk request is, if there is one.
fn audited(method: &str, kind: Kind, id: Option<&str>) -> Option<AuditedOperation> {
    Some(match (method, kind, id) {
        ("POST", Kind::Users, None) => operations::CREATE_SCIM_USER,
        ("POST", Kind::Groups, None) => operations::CREATE_SCIM_GROUP,
        ("PUT", Kind::Users, Some(_)) => operations::REPLACE_SCIM_USER,
        ("PUT", Kind::Groups, Some(_)) => operations::REPLACE_SCIM_GROUP,
        ("PATCH", Kind::Users, Some(_)) => operations::PATCH_SCIM_USER,
        ("PATCH", Kind::Groups, Some(_)) => operations::PATCH_SCIM_GROUP,
        ("DELETE", Kind::Users, Some(_)) => operations::DELETE_SCIM_USER,
        ("DELETE", Kind::Groups, Some(_)) => operations::DELETE_SCIM_GROUP,
        _ => return None,
    })
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
