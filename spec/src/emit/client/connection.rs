//! The constructors of the client, and the hooks around its requests.

use super::answers::Plan;
use super::operation::Operation;
use crate::emit::code::{Code, literal};
use crate::model::{Api, CarrierKind};

/// The same for every specification, except for the place of the token.
const CLIENT: &str = r"impl Client {
    /// A client of the server at `url`, without a session.
    ///
    /// # Errors
    /// `url` isn't an http or https address.
    pub fn new(url: &str) -> Result<Self, burgrave_client::SetupError> {
        let (url, http) = burgrave_client::runtime::connect(url)?;
        Ok(Self::new_with_client(&url, http, burgrave_client::runtime::Session::none()))
    }

    /// A client of the server at `url` that sends `token` with every request.
    ///
    /// # Errors
    /// `url` isn't an http or https address, or `token` can't stand in a header.
    pub fn with_token(url: &str, token: &str) -> Result<Self, burgrave_client::SetupError> {
        let (url, http) = burgrave_client::runtime::connect(url)?;
        let session = burgrave_client::runtime::Session::CARRIER?;
        Ok(Self::new_with_client(&url, http, session))
    }
}

impl ClientHooks<burgrave_client::runtime::Session> for Client {
    async fn pre<E>(&self, request: &mut reqwest::Request, info: &OperationInfo) -> Result<(), Error<E>> {
        burgrave_client::runtime::prepare(&self.inner, request, &wire(info.operation_id));
        Ok(())
    }

    async fn exec(&self, request: reqwest::Request, _: &OperationInfo) -> reqwest::Result<reqwest::Response> {
        burgrave_client::runtime::execute(&self.client, request).await
    }

    async fn post<E>(&self, result: &reqwest::Result<reqwest::Response>, _: &OperationInfo) -> Result<(), Error<E>> {
        burgrave_client::runtime::check(result).map_err(Error::Custom)
    }
}
";

/// Writes constructors and hooks.
pub(super) fn write(code: &mut Code, api: &Api, operations: &[Operation<'_>]) {
    code.line(CLIENT.replace("CARRIER", &carrier(api)));
    code.line("/// What goes over the wire otherwise than the builders would send it.");
    code.block("fn wire(operation: &str) -> burgrave_client::runtime::Wire", |code| {
        code.block("match operation", |code| {
            for Operation { id, plan, content_type, accept } in operations {
                let upgrade = matches!(plan, Plan::Upgrade);
                if upgrade || content_type.is_some() || accept.is_some() {
                    let fields =
                        format!("content_type: {content_type:?}, accept: {accept:?}, upgrade: {upgrade}");
                    code.line(format!("{id:?} => burgrave_client::runtime::Wire {{ {fields} }},"));
                }
            }
            code.line("_ => burgrave_client::runtime::Wire::default(),");
        });
    });
    code.blank();
}

/// The place of the token: the first header that is a scheme of its own, otherwise `Authorization: Bearer`.
fn carrier(api: &Api) -> String {
    let mut carriers = api.callers.iter().flat_map(|caller| &caller.carriers);
    let header = carriers.find_map(|carrier| match &carrier.kind {
        CarrierKind::Header(name) => Some(literal(&name.to_ascii_lowercase())),
        _ => None,
    });
    header.map_or_else(|| "bearer(token)".to_owned(), |name| format!("header({name}, token)"))
}
