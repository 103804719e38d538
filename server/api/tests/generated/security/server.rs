//! A server whose guard knows a few tokens, and writes down what it is told.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use burgrave_api::runtime::StatusCode;
use burgrave_api::{ApiError, Credential, Cx, RateStatus, Running};

use crate::raw::{self, Raw};

#[deny(warnings)]
#[allow(dead_code, unreachable_pub)]
pub(super) mod generated {
    include!(concat!(env!("OUT_DIR"), "/fixtures/security.rs"));
}

use generated::*;

/// The tokens `owner`, `guest` and `client:pass` are right; what happens is written down.
#[derive(Default)]
pub(super) struct Server {
    calls: AtomicU64,
    pub(super) events: Mutex<Vec<String>>,
}

impl Server {
    fn note(&self, event: String) {
        self.events.lock().unwrap().push(event);
    }

    fn check(&self, credential: Option<Credential>, right: &[&str]) -> Result<String, ApiError> {
        match credential {
            None => Err(ApiError::unauthorized("No token.")),
            Some(credential) if right.contains(&credential.value.as_str()) => {
                Ok(format!("{} by {:?}", credential.value, credential.carrier))
            }
            Some(_) => Err(ApiError::unauthorized("Wrong token.")),
        }
    }

    fn count(&self, class: RateClass) -> Result<RateStatus, ApiError> {
        let used = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let limit = if class == RateClass::Api { 2 } else { 3 };
        let status =
            RateStatus { limit, remaining: limit.saturating_sub(used), reset: 1_700_000_000, window: "1m0s" };
        if used > limit { Err(ApiError::too_many_requests(&status, 7)) } else { Ok(status) }
    }
}

impl Guard for Server {
    type Session = String;
    type Provisioner = u32;
    type Client = String;

    async fn authenticate_session(&self, _: &Cx, credential: Option<Credential>) -> Result<String, ApiError> {
        self.check(credential, &["owner", "guest"])
    }

    fn csrf_token_session(&self, credential: &str) -> String {
        format!("csrf-{credential}")
    }

    fn limit_session(&self, _: &Cx, _: &String, class: RateClass) -> Result<RateStatus, ApiError> {
        self.count(class)
    }

    async fn permit_session(
        &self,
        _: &Cx,
        caller: &String,
        permission: Permission,
    ) -> Result<bool, ApiError> {
        assert_eq!(permission.resource(), "thing");
        Ok(caller.starts_with("owner"))
    }

    async fn authenticate_provisioner(
        &self,
        _: &Cx,
        credential: Option<Credential>,
    ) -> Result<u32, ApiError> {
        self.check(credential, &["key"]).map(|_| 42)
    }

    fn limit_provisioner(&self, _: &Cx, _: &u32, class: RateClass) -> Result<RateStatus, ApiError> {
        self.count(class)
    }

    async fn permit_provisioner(&self, _: &Cx, _: &u32, _: Permission) -> Result<bool, ApiError> {
        Ok(false)
    }

    async fn authenticate_client(&self, _: &Cx, credential: Option<Credential>) -> Result<String, ApiError> {
        self.check(credential, &["client:pass"])
    }

    fn limit_client(&self, _: &Cx, _: &String, class: RateClass) -> Result<RateStatus, ApiError> {
        self.count(class)
    }

    async fn permit_client(&self, _: &Cx, _: &String, _: Permission) -> Result<bool, ApiError> {
        Ok(false)
    }

    fn limit_address(&self, _: &Cx, class: RateClass) -> Result<RateStatus, ApiError> {
        self.count(class)
    }

    fn feature(&self, feature: Feature) -> Result<(), ApiError> {
        Err(ApiError::new(StatusCode::FORBIDDEN, format!("{} is off.", feature.as_str())))
    }

    async fn refused(
        &self,
        cx: &Cx,
        caller: Option<Caller<'_, Self>>,
        audit: AuditedOperation,
        status: StatusCode,
    ) {
        let who = match caller {
            Some(Caller::Session(name)) => name.clone(),
            Some(Caller::Provisioner(number)) => number.to_string(),
            Some(Caller::Client(name)) => name.clone(),
            None => "nobody".into(),
        };
        let (action, resource, from) = (audit.action.as_str(), audit.kind.as_str(), cx.client_address);
        self.note(format!("refused {who} {action} {resource} {} from {from}", status.as_u16()));
    }
}

fn who(caller: impl ToString) -> Result<Who, ApiError> {
    Ok(Who { caller: caller.to_string() })
}

fn either(caller: SessionOrProvisioner<Server>) -> String {
    match caller {
        SessionOrProvisioner::Session(name) => name,
        SessionOrProvisioner::Provisioner(number) => format!("provisioner {number}"),
    }
}

impl Security for Server {
    async fn open(&self, _: &Cx) -> Result<Who, ApiError> {
        who("anyone")
    }

    async fn session(&self, _: &Cx, caller: String) -> Result<Who, ApiError> {
        who(caller)
    }

    async fn post_session(&self, _: &Cx, caller: String) -> Result<Who, ApiError> {
        who(caller)
    }

    async fn both(&self, _: &Cx, caller: SessionOrProvisioner<Self>) -> Result<Who, ApiError> {
        who(either(caller))
    }

    async fn post_both(&self, _: &Cx, caller: SessionOrProvisioner<Self>) -> Result<Who, ApiError> {
        who(either(caller))
    }

    async fn optional(&self, _: &Cx, caller: Option<String>) -> Result<Who, ApiError> {
        who(caller.unwrap_or_else(|| "anyone".into()))
    }

    async fn strict(&self, _: &Cx, caller: String, _: StrictParams) -> Result<Who, ApiError> {
        who(caller)
    }

    async fn strict_bare(&self, _: &Cx, caller: String) -> Result<Who, ApiError> {
        who(caller)
    }

    async fn permitted(&self, _: &Cx, caller: String) -> Result<Who, ApiError> {
        who(caller)
    }

    async fn put_hidden(&self, _: &Cx, caller: SessionOrProvisioner<Self>) -> Result<Who, ApiError> {
        who(either(caller))
    }

    async fn gated(&self, _: &Cx, caller: String) -> Result<Who, ApiError> {
        who(caller)
    }

    async fn limited(&self, _: &Cx, caller: String) -> Result<Who, ApiError> {
        who(caller)
    }

    async fn login(&self, _: &Cx, body: Secret) -> Result<Who, ApiError> {
        if body.secret == "right" { who("owner") } else { Err(ApiError::unauthorized("Wrong password.")) }
    }

    async fn audited(&self, _: &Cx, _: SessionOrProvisioner<Self>) -> Result<Who, ApiError> {
        Err(ApiError::conflict("In use."))
    }

    async fn token(&self, _: &Cx, caller: String, body: Secret) -> Result<Who, ApiError> {
        assert_eq!(body.secret, "a b");
        who(caller)
    }

    async fn scim_users(&self, _: &Cx, caller: String) -> Result<Who, ApiError> {
        who(caller)
    }

    async fn consent(&self, _: &Cx, caller: String) -> Result<String, ApiError> {
        Ok(format!("<p>{caller}</p>"))
    }
}

pub(super) async fn start() -> (Running, Arc<Server>) {
    let server = Arc::new(Server::default());
    (serve(server.clone(), raw::settings(), raw::silent()).await.unwrap(), server)
}

pub(super) fn caller(answer: &Raw) -> String {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["caller"].as_str().unwrap().to_owned()
}
