//! What of this machine is the server's own, and no template's.

use std::env;
use std::path::{Path, PathBuf};

use burgrave_provisioner::Confinement;

use crate::config::{Config, ProvisionerConfig};

/// Variables that name a file or folder with secrets: those of PostgreSQL's clients, and the one by which a
/// manager of services gives credentials to the server.
const NAMES_OF_SECRETS: [&str; 6] =
    ["PGPASSFILE", "PGSERVICEFILE", "PGSYSCONFDIR", "PGSSLKEY", "PGSSLCERT", "CREDENTIALS_DIRECTORY"];

/// Variables that name a file or folder which programs of templates need: whom they trust, and who they are
/// to clouds.
const NAMES_OF_CREDENTIALS: [&str; 17] = [
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "AWS_CA_BUNDLE",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "ARM_CLIENT_CERTIFICATE_PATH",
    "ARM_OIDC_TOKEN_FILE_PATH",
    "AZURE_FEDERATED_TOKEN_FILE",
    "CURL_CA_BUNDLE",
    "DOCKER_CERT_PATH",
    "GIT_SSL_CAINFO",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "KUBECONFIG",
    "KUBE_CONFIG_PATH",
    "NODE_EXTRA_CA_CERTS",
    "REQUESTS_CA_BUNDLE",
];

/// Where PostgreSQL's clients look in a home.
const IN_A_HOME: [&str; 3] = [".pgpass", ".pg_service.conf", ".postgresql"];

/// The same for a daemon on another machine.
pub(crate) fn of_daemon(config: &Config, daemon: &ProvisionerConfig) -> Confinement {
    let mut confinement = of(config);
    confinement.hidden.push(daemon.folder.clone());
    confinement
}

/// What programs of templates can reach beside the system, and what they can't.
pub(super) fn of(config: &Config) -> Confinement {
    let named = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = named("HOME").filter(|home| home != Path::new("/"));
    let mut readable: Vec<_> = env::var_os("PATH")
        .map(|path| env::split_paths(&path).filter(|folder| folder.is_absolute()).collect())
        .unwrap_or_default();
    readable.extend(NAMES_OF_CREDENTIALS.into_iter().filter_map(named));
    readable.extend(home.clone());
    // Other jobs have their folders there.
    let mut hidden = vec![config.data.clone(), env::temp_dir()];
    hidden.extend(config.file.clone());
    hidden.extend(config.tls.iter().map(|files| files.key.clone()));
    hidden.extend(NAMES_OF_SECRETS.into_iter().filter_map(named));
    hidden.extend(home.iter().flat_map(|home| IN_A_HOME.map(|name| home.join(name))));
    Confinement { readable, shared: config.template_paths.clone(), hidden }
}
