//! A client registers itself.

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic};
use burgrave_core::oauth2::registration::{ClientMetadata, accept};
use burgrave_core::oauth2::{ClientType, Credential};
use burgrave_store::{AppRecord, NewApp, Redacted};

use crate::application::command::{Anonymous, Audit, Command, CommandContext, Outcome};
use crate::application::{App, ClientInfo};
use crate::fault::Fault;
use crate::federation::oauth2::apps::created;
use crate::federation::oauth2::apps::secrets::new_secret;
use crate::federation::oauth2::settings;

/// What stands before the end of a secret that nobody made by hand.
const MARK: &str = "********";

/// A new client, with what is shown only now.
pub(crate) struct Registered {
    /// The app.
    pub(crate) app: AppRecord,
    /// Its secret; a public client has none.
    pub(crate) secret: Option<String>,
    /// By which it manages its registration.
    pub(crate) token: String,
}

/// Registers a client; `metadata` is what else it says, as JSON.
///
/// # Errors
/// `Forbidden` while that is off; `Protocol` for what breaks a rule.
pub(crate) async fn register(
    app: &App,
    client: ClientInfo,
    asked: ClientMetadata,
    metadata: String,
) -> Result<Registered, Fault> {
    let (secret, token) = (Credential::generate(app.entropy()), Credential::generate(app.entropy()));
    let shown = (secret.reveal(), token.reveal());
    let command = RegisterClient { asked, metadata, secret, token };
    let app = app.execute(command, Anonymous, client).await?;
    let secret = (app.client_type == ClientType::Confidential.as_str()).then_some(shown.0);
    Ok(Registered { app, secret, token: shown.1 })
}

/// Adds a client that describes itself.
struct RegisterClient {
    asked: ClientMetadata,
    metadata: String,
    secret: Credential,
    token: Credential,
}

type Context = CommandContext<Anonymous>;

impl Command for RegisterClient {
    type Actor = Anonymous;
    type Output = AppRecord;

    fn audit(&self) -> Audit {
        operations::REGISTER_OAUTH2_CLIENT.into()
    }

    async fn run(&self, context: &Context) -> Result<Outcome<AppRecord>, Fault> {
        if !settings::read(context).await?.registration {
            let detail = "Clients can't register themselves here; ask an owner.".into();
            return Err(Fault::Forbidden { detail });
        }
        let accepted = accept(&self.asked).map_err(Fault::Protocol)?;
        let new = NewApp {
            id: context.new_id.into(),
            name: accepted.name,
            icon: String::new(),
            redirect_uris: self.asked.redirect_uris.clone(),
            scope: accepted.scope,
            client_type: accepted.client_type.as_str().into(),
            auth_method: accepted.auth_method.as_str().into(),
            grant_types: accepted.grant_types.iter().map(|grant| grant.as_str().into()).collect(),
            metadata: self.metadata.clone(),
            registration_prefix: self.token.prefix.clone(),
            registration_hash: Redacted(self.token.hash().to_vec()),
            resources: Vec::new(),
            document_url: String::new(),
            now: context.now,
        };
        let new = Authorized::automatic(Automatic::Client, new);
        context.insert_oauth2_app(&new).await?;
        if accepted.client_type == ClientType::Confidential {
            let id = context.derived_id(&["secret"]);
            let secret = new_secret(id, new.id, &self.secret, context.now, MARK);
            context.insert_oauth2_app_secret(&Authorized::automatic(Automatic::Client, secret)).await?;
        }
        let app = context.oauth2_app(new.id).await?;
        let app = app.ok_or_else(|| Fault::Internal("the new client is gone".into()))?;
        Ok(Outcome::changed(app, created(&new)))
    }
}
