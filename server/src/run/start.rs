//! The start: database, foundation, application, HTTP.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use burgrave_api::Settings as HttpSettings;
use burgrave_core::Hasher;
use burgrave_store::{Store, StoreError};
use slog::{info, warn};
use url::Url;

use super::foundation::{self, Foundation};
use super::listener::Listener;
use super::{
    Parts, Running, StartError, provider, replica, sealing, sealing_agreed, settings, setup, tasks, warnings,
};
use crate::application::{App, AppParts, AppSettings};
use crate::background::{Background, Failed, Task};
use crate::config::{Config, VERSION};
use crate::federation::idpsync::old_filters;
use crate::federation::{Federation, oauth2};
use crate::governance;
use crate::identity::audit;
use crate::provisioning::daemons::BuiltIn;
use crate::service::Service;

/// Letters and digits of a setup token.
const SETUP_TOKEN_LENGTH: usize = 22;

/// Starts a server. It needs a tokio runtime, and answers when this function returns.
///
/// # Errors
/// What keeps it from starting, in words for the operator.
pub async fn start(config: Config, parts: Parts) -> Result<Running, StartError> {
    warnings::of(&config).into_iter().for_each(|warning| warn!(parts.log, "{}", warning));
    let listener = Listener::new(&config, &parts)?;
    let http = listener.http_settings(&config)?;
    let (store, foundation) = open(&config, &parts).await?;
    match on_store(config, parts, (store.clone(), foundation), listener, http).await {
        Ok(running) => Ok(running),
        Err(fault) => {
            store.close().await;
            Err(fault)
        }
    }
}

/// Starts everything that stands on the database, which the caller closes where this fails.
async fn on_store(
    config: Config,
    parts: Parts,
    (store, foundation): (Store, Foundation),
    listener: Listener,
    http: HttpSettings,
) -> Result<Running, StartError> {
    let (log, pace, https) = (parts.log.clone(), parts.pace, listener.https);
    let setup_token = (!foundation.has_users && setup::needs_token(&config))
        .then(|| parts.entropy.alphanumeric(SETUP_TOKEN_LENGTH));
    let application = settings::of_application(&config, &parts, &foundation, https, setup_token.clone());
    let access_url = application.access_url.clone();
    let load = Arc::new(OnceLock::new());
    let certificate = listener.certificate.clone();
    let federation = federation(&config, parts, store.clone(), application).await?;
    let service = Service::new(federation, listener.into_parts(&config, load.clone())?);
    let messengers = prepared(&service, &config).await?;
    let http = burgrave_api::serve(Arc::new(service.clone()), http, log.clone()).await?;
    let url = config.access_url.clone().unwrap_or_else(|| own_url(http.local_address(), https));
    load.get_or_init(|| http.load());
    access_url.get_or_init(|| url.as_str().trim_end_matches('/').to_owned());
    info!(log, "serving"; "version" => VERSION, "address" => %http.local_address(),
        "database" => store.engine(), "schema" => burgrave_store::newest_schema());
    let (daemons, mut tasks) = match accompanied(&service, &config, http.local_address()).await {
        Ok(accompanied) => accompanied,
        Err(fault) => {
            http.shutdown(Duration::ZERO).await;
            return Err(fault);
        }
    };
    tasks.extend(messengers);
    let watch = governance::watch(&service);
    let background = Background::start(&service, service.meters(), tasks, pace);
    let has_users = foundation.has_users;
    Ok(Running { http, service, background, daemons, watch, url, has_users, setup_token, certificate })
}

/// What has to be known before the first request is answered; gives the tasks that deliver notifications, and
/// entries of the audit log.
async fn prepared(service: &Service, config: &Config) -> Result<Vec<Task>, StartError> {
    let told = old_filters::tell(service).await;
    told.map_err(|cause| StartError::Store { database: config.where_the_data_is(), cause })?;
    governance::refresh(service).await.map_err(|fault| {
        let cause = Failed::from(fault);
        StartError::Other(format!("what the deployment may use can't be worked out: {cause}"))
    })?;
    let outgoing = settings::of_outgoing(config);
    let mut tasks = governance::notifications::couriers(service, &outgoing)
        .map_err(|cause| StartError::Other(format!("notifications can't be sent: {cause}")))?;
    let receivers = audit::stream::receivers(service, &outgoing)
        .map_err(|cause| StartError::Other(format!("the audit log can't be passed on: {cause}")))?;
    tasks.extend(receivers);
    Ok(tasks)
}

/// What runs beside the answers: the row of this replica, its provisioner daemons, the periodic tasks.
async fn accompanied(
    service: &Service,
    config: &Config,
    address: SocketAddr,
) -> Result<(BuiltIn, Vec<Task>), StartError> {
    let own = replica::arrive(service, config, address).await?;
    let machine = settings::of_machine(config);
    let daemons = BuiltIn::start(service, config.provisioner_daemons, machine).await.map_err(|fault| {
        StartError::Other(format!("the provisioner daemons don't start: {}", Failed::from(fault)))
    })?;
    let tasks = tasks::all(service, own, &daemons, settings::of_tasks(config));
    Ok((daemons, tasks))
}

async fn federation(
    config: &Config,
    parts: Parts,
    store: Store,
    settings: AppSettings,
) -> Result<Federation, StartError> {
    let Parts { clock, entropy, hashing, log, .. } = parts;
    let hasher = Hasher::new(hashing, &*entropy).map_err(|fault| StartError::Other(fault.to_string()))?;
    let sealing = sealing::keys(config, &*entropy)?;
    sealing_agreed::check(&store, &sealing, clock.now()).await?;
    let provider = provider::open(config.oidc.as_ref(), clock.clone(), &log).await?;
    let documents = oauth2::Documents::new(&settings::of_outgoing(config))
        .map_err(|fault| StartError::Other(format!("can't use outgoing-certificates: {fault}")))?;
    let app = App::new(AppParts { store, clock, entropy, hasher, settings, sealing, log })
        .map_err(|fault| StartError::Other(format!("the system gives no thread: {fault}")))?;
    Ok(Federation::new(app, provider, documents))
}

async fn open(config: &Config, parts: &Parts) -> Result<(Store, Foundation), StartError> {
    let at = |cause: StoreError| StartError::Store { database: config.where_the_data_is(), cause };
    let store = Store::open(settings::of_store(config), parts.log.clone()).await.map_err(at)?;
    let fresh = (parts.entropy.uuid(), parts.entropy.uuid());
    match foundation::lay(&store, fresh, parts.clock.now()).await {
        Ok(foundation) => Ok((store, foundation)),
        Err(cause) => {
            store.close().await;
            Err(at(cause))
        }
    }
}

/// Where a server without an access URL is reached from the same machine.
fn own_url(address: std::net::SocketAddr, https: bool) -> Url {
    let scheme = if https { "https" } else { "http" };
    let text = match address.ip().is_unspecified() {
        true => format!("{scheme}://127.0.0.1:{}", address.port()),
        false => format!("{scheme}://{address}"),
    };
    text.parse().expect("an address and a port make a URL")
}
