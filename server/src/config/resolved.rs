//! The configuration, after every setting has been read.

use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use burgrave_core::sealing::KEY_LENGTH;
use burgrave_provisioner::terraform::Mirror;
use ipnet::IpNet;
use url::Url;

use super::fault::Faults;
use super::governance::Governance;
use super::layers::Layers;
use super::oidc::{self, OidcConfig};
use super::reader::Reader;
use super::shared_secrets::SharedSecrets;
use super::shown::{ShownSetting, shown};
use super::ssh::SshSettings;
use super::values::{self, Database, Secret};
use crate::logging::{Format, Level};

/// The configuration of the server.
#[derive(Debug, Clone)]
pub struct Config {
    /// The address to listen on; with port 0, the system chooses one.
    pub address: SocketAddr,
    /// The URL of the server for others, without a path; `None` = `http` and the address it listens on.
    pub access_url: Option<Url>,
    /// Certificate and key of the listener; `None` = plain HTTP.
    pub tls: Option<TlsFiles>,
    /// The folder for the server's files.
    pub data: PathBuf,
    /// The database.
    pub database: Database,
    /// How long the start waits for a PostgreSQL that doesn't answer yet.
    pub database_wait: Duration,
    /// Whether the start brings the schema up to date.
    pub migrate_at_start: bool,
    /// The same PostgreSQL past the connection pooler, if `database` leads to one.
    pub database_direct: Option<Database>,
    /// Least severe level that is logged.
    pub log_level: Level,
    /// The format of log lines.
    pub log_format: Format,
    /// Time limits and rate limits of requests.
    pub limits: Limits,
    /// The number of provisioner daemons in this process.
    pub provisioner_daemons: u16,
    /// Whether people may rename workspaces.
    pub workspace_renames: bool,
    /// Whether builds may have a debug log.
    pub debug_builds: bool,
    /// The program that runs templates; `None` = the one in `PATH`.
    pub terraform: Option<PathBuf>,
    /// The source of its providers; `None` = their registries.
    pub provider_mirror: Option<Mirror>,
    /// How often workspaces that run are checked for drift; `None` = when somebody asks.
    pub drift_check_interval: Option<Duration>,
    /// What programs of templates may read and change beside what is their job's.
    pub template_paths: Vec<PathBuf>,
    /// The file that settings were read from.
    pub file: Option<PathBuf>,
    /// Jobs of one person that may wait in one organization; `None` = no limit.
    pub max_waiting_jobs_per_user: Option<NonZeroU32>,
    /// Jobs that may wait in one organization; `None` = no limit.
    pub max_waiting_jobs_per_organization: Option<NonZeroU32>,
    /// Proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether people may log in with a password.
    pub password_login: bool,
    /// Whether use extends a session.
    pub sliding_sessions: bool,
    /// How long entries of the audit log are kept; `None` = no limit.
    pub audit_retention: Option<Duration>,
    /// The lifetimes of sessions and tokens.
    pub lifetimes: Lifetimes,
    /// An active user becomes dormant after this time without a request; `None` = never.
    pub dormant_after: Option<Duration>,
    /// The bearer token that a scrape of the metrics needs.
    pub metrics_token: Option<Secret>,
    /// Whether apps may get tokens for people.
    pub oauth2_provider: bool,
    /// How long a refresh token lasts; `None` = as long as a session.
    pub oauth2_refresh_lifetime: Option<Duration>,
    /// The version of the documented API in answers; `None` = the program's own.
    pub api_version: Option<semver::Version>,
    /// Web page about this software; `None` = the front page.
    pub external_url: Option<Url>,
    /// Where the other replicas reach this one; `None` = they don't look.
    pub relay_url: Option<Url>,
    /// The number of the region in which this replica runs.
    pub region_id: u16,
    /// How often workspace proxies are asked how they are.
    pub proxy_health_interval: Duration,
    /// Private networks that outgoing requests to URLs of users may reach.
    pub outgoing_private_networks: Vec<IpNet>,
    /// Additional certificate authorities for outgoing requests; `None` = those of the system.
    pub outgoing_certificates: Option<PathBuf>,
    /// The look of the pages.
    pub brand: BrandSettings,
    /// Whether the first user may be created without the setup token.
    pub open_setup: bool,
    /// Keys of SCIM; empty = SCIM is off.
    pub scim_keys: SharedSecrets,
    /// Secrets of the daemons of the default organization on other machines; empty = none.
    pub daemon_psk: SharedSecrets,
    /// Licences, quiet hours, links and notifications.
    pub governance: Governance,
    /// Login through an OpenID Connect provider; `None` = off.
    pub oidc: Option<OidcConfig>,
    /// Keys for secrets that must be read back, newest first; empty = one in the data folder.
    pub encryption_keys: EncryptionKeys,
    /// What clients write into SSH configurations.
    pub ssh: SshSettings,
    /// Every setting as people are shown it.
    pub shown: Vec<ShownSetting>,
}

/// Keys for secrets that must be read back, newest first.
#[derive(Clone, Default)]
pub struct EncryptionKeys(pub Vec<[u8; KEY_LENGTH]>);

impl fmt::Debug for EncryptionKeys {
    /// The number of keys, and nothing of the keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EncryptionKeys({})", self.0.len())
    }
}

/// The certificate and the private key of the listener, as PEM files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The server's certificate, followed by those that signed it.
    pub certificate: PathBuf,
    /// The private key; it may be in the same file.
    pub key: PathBuf,
}

/// How long sessions and tokens last without use.
#[derive(Debug, Clone, Copy)]
pub struct Lifetimes {
    /// A login.
    pub session: Duration,
    /// A token without a lifetime of its own.
    pub default_token: Duration,
    /// The maximum of a token.
    pub max_token: Duration,
    /// The maximum of a token of an owner.
    pub max_admin_token: Duration,
}

/// The look of the pages.
#[derive(Debug, Clone)]
pub struct BrandSettings {
    /// Name of the deployment.
    pub name: String,
    /// Red, green and blue of buttons, links and the built-in logo.
    pub color: [u8; 3],
    /// The file with the logo; `None` = the built-in one.
    pub logo: Option<PathBuf>,
}

/// Time limits and rate limits. `None` = no limit.
#[derive(Debug, Clone)]
pub struct Limits {
    /// A request body has to arrive within this time.
    pub body_time: Option<Duration>,
    /// The work on a request has to end within this time.
    pub handler_time: Option<Duration>,
    /// How long a server that is to stop takes requests while it says that it isn't ready.
    pub drain_delay: Duration,
    /// How long requests in progress may take when the server stops.
    pub drain_time: Duration,
    /// Requests a minute.
    pub rates: RateLimits,
}

/// Requests a minute that one caller may send to one operation, by class. `None` = no limit.
#[derive(Debug, Clone, Copy, Default)]
pub struct RateLimits {
    /// Ordinary operations.
    pub api: Option<NonZeroU32>,
    /// Operations that check a password.
    pub login: Option<NonZeroU32>,
    /// File uploads.
    pub files: Option<NonZeroU32>,
    /// SCIM.
    pub scim: Option<NonZeroU32>,
}

impl Config {
    /// The name of the database for the operator, without the URL, which may have a password.
    #[must_use]
    pub fn where_the_data_is(&self) -> String {
        match self.database {
            Database::Sqlite => format!("the database in {}", self.data.display()),
            Database::Postgres(_) => "the PostgreSQL database".to_owned(),
        }
    }

    /// Reads every setting from the layers.
    ///
    /// # Errors
    /// All faults, each with the source of its value.
    pub fn resolve(layers: &Layers) -> Result<Config, Faults> {
        let mut reader = Reader::new(layers);
        let off_at_zero = |time: Duration| (!time.is_zero()).then_some(time);
        let config = Config {
            address: reader.read("address", values::address),
            access_url: reader.read("access-url", values::access_url),
            tls: tls_files(&mut reader),
            data: reader.read("data", values::folder),
            database: reader.read("database", values::database),
            database_wait: reader.read("database-wait", values::time),
            migrate_at_start: reader.read("migrate-at-start", values::yes_or_no),
            database_direct: Some(reader.read("database-direct", values::database))
                .filter(|direct| *direct != Database::Sqlite),
            log_level: reader.read("log-level", values::level),
            log_format: reader.read("log-format", values::format),
            limits: Limits {
                body_time: off_at_zero(reader.read("body-time-limit", values::time)),
                handler_time: off_at_zero(reader.read("handler-time-limit", values::time)),
                drain_delay: reader.read("drain-delay", values::time),
                drain_time: reader.read("drain-time", values::time),
                rates: RateLimits {
                    api: reader.read("rate-limit-api", values::rate),
                    login: reader.read("rate-limit-login", values::rate),
                    files: reader.read("rate-limit-files", values::rate),
                    scim: reader.read("rate-limit-scim", values::rate),
                },
            },
            provisioner_daemons: reader.read("provisioner-daemons", values::daemons),
            workspace_renames: reader.read("workspace-renames", values::yes_or_no),
            debug_builds: reader.read("debug-builds", values::yes_or_no),
            terraform: reader.read("terraform", values::file),
            provider_mirror: reader.read("provider-mirror", values::mirror),
            drift_check_interval: off_at_zero(reader.read("drift-check-interval", values::time)),
            template_paths: reader.read("template-paths", values::paths),
            file: layers.file().map(Path::to_owned),
            max_waiting_jobs_per_user: reader.read("max-waiting-jobs-per-user", values::jobs),
            max_waiting_jobs_per_organization: reader.read("max-waiting-jobs-per-organization", values::jobs),
            trusted_proxies: reader.read("trusted-proxies", values::networks),
            password_login: reader.read("password-login", values::yes_or_no),
            sliding_sessions: reader.read("sliding-sessions", values::yes_or_no),
            audit_retention: off_at_zero(reader.read("audit-retention", values::time)),
            lifetimes: lifetimes(&mut reader),
            dormant_after: off_at_zero(reader.read("dormant-after", values::time)),
            metrics_token: reader.read("metrics-token", values::token),
            oauth2_provider: reader.read("oauth2-provider", values::yes_or_no),
            oauth2_refresh_lifetime: off_at_zero(reader.read("oauth2-refresh-lifetime", values::time)),
            api_version: reader.read("api-version", values::version),
            external_url: reader.read("external-url", values::web_page),
            relay_url: reader.read("relay-url", values::access_url),
            region_id: reader.read("region-id", values::region),
            proxy_health_interval: reader.read("proxy-health-interval", values::lifetime),
            outgoing_private_networks: reader.read("outgoing-private-networks", values::networks),
            outgoing_certificates: reader.read("outgoing-certificates", values::file),
            brand: BrandSettings {
                name: reader.read("brand-name", values::brand_name),
                color: reader.read("brand-color", values::color),
                logo: reader.read("brand-logo", values::file),
            },
            open_setup: reader.read("open-setup", values::yes_or_no),
            scim_keys: reader.read("scim-key", values::shared_secrets),
            daemon_psk: reader.read("provisioner-daemon-psk", values::shared_secrets),
            governance: Governance::read(&mut reader),
            oidc: OidcConfig::read(&mut reader),
            encryption_keys: EncryptionKeys(reader.read("encryption-keys", oidc::keys)),
            ssh: SshSettings::read(&mut reader),
            shown: shown(layers),
        };
        reader.finish().map(|()| config)
    }
}

/// The settings of lifetimes.
fn lifetimes(reader: &mut Reader<'_>) -> Lifetimes {
    let max_token = reader.read("max-token-lifetime", values::lifetime);
    Lifetimes {
        session: reader.read("session-lifetime", values::lifetime),
        default_token: reader.read("default-token-lifetime", values::lifetime),
        max_token,
        max_admin_token: reader.read("max-admin-token-lifetime", values::some_lifetime).unwrap_or(max_token),
    }
}

/// Certificate and key: both or neither.
fn tls_files(reader: &mut Reader<'_>) -> Option<TlsFiles> {
    let certificate = reader.read("tls-certificate", values::file);
    let key = reader.read("tls-key", values::file);
    let (given, missing) = match (certificate, key) {
        (Some(certificate), Some(key)) => return Some(TlsFiles { certificate, key }),
        (None, None) => return None,
        (Some(_), None) => ("tls-certificate", "tls-key"),
        (None, Some(_)) => ("tls-key", "tls-certificate"),
    };
    reader.fault(given, &format!("{missing} is missing beside it"), &format!("give {missing} as well"));
    None
}

#[cfg(test)]
mod tests {
    use super::super::fault::ValueSource;
    use super::*;

    fn flags(given: &[(&'static str, &str)]) -> Layers {
        let given: Vec<_> = given.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
        Layers::new(given, |_| None)
    }

    #[test]
    fn every_default_can_be_read() {
        let config = Config::resolve(&flags(&[])).unwrap();
        assert_eq!(config.address.to_string(), "127.0.0.1:3000");
        assert_eq!(config.limits.drain_time, Duration::from_secs(30));
        assert_eq!(config.limits.rates.api, NonZeroU32::new(512));
        assert_eq!(config.provisioner_daemons, 3);
        assert!(config.trusted_proxies.is_empty() && config.access_url.is_none() && !config.open_setup);
    }

    #[test]
    fn flags_win_over_variables_and_variables_over_the_file() {
        let folder = std::env::temp_dir().join(format!("burgrave-config-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("burgrave.toml");
        std::fs::write(&path, "address = \"127.0.0.1:1\"\ndata = \"from-file\"\nlog-level = \"debug\"\n")
            .unwrap();
        let variable = |name: &str| match name {
            "BURGRAVE_ADDRESS" => Some("127.0.0.1:2".to_owned()),
            "BURGRAVE_DATA" => Some("from-variable".to_owned()),
            "BURGRAVE_LOG_LEVEL" => Some(String::new()),
            _ => None,
        };
        let layers = Layers::new([("address", "127.0.0.1:3".to_owned())], variable);
        let config = Config::resolve(&layers.with_file(&path, ValueSource::Flag("config"))).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(config.address.port(), 3);
        assert_eq!(config.data, PathBuf::from("from-variable"));
        assert_eq!(config.log_level, Level::named("debug").unwrap(), "an empty variable counts as absent");
    }

    #[test]
    fn a_certificate_and_its_key_come_together() {
        let text = Config::resolve(&flags(&[("tls-certificate", "a.pem")])).unwrap_err().to_string();
        assert!(
            text.contains("--tls-certificate: tls-key is missing beside it; give tls-key as well"),
            "{text}"
        );
        let both = Config::resolve(&flags(&[("tls-certificate", "a.pem"), ("tls-key", "b.pem")])).unwrap();
        assert_eq!(both.tls, Some(TlsFiles { certificate: "a.pem".into(), key: "b.pem".into() }));
        assert_eq!(Config::resolve(&flags(&[])).unwrap().tls, None);
    }

    #[test]
    fn settings_of_a_provider_need_the_provider() {
        let given = [("oidc-client-id", "burgrave"), ("oidc-logout", "true"), ("oidc-email-domain", "")];
        let faults = Config::resolve(&flags(&given)).unwrap_err();
        let said = faults.to_string();
        assert_eq!(faults.0.len(), 2, "{said}");
        assert!(
            said.contains("--oidc-client-id: oidc-client-id has no effect without oidc-issuer-url"),
            "{said}"
        );
        let wrong = [("oidc-client-id", "burgrave"), ("oidc-issuer-url", "nowhere")];
        assert_eq!(Config::resolve(&flags(&wrong)).unwrap_err().0.len(), 1, "it is there, and wrong");
    }

    #[test]
    fn all_faults_come_at_once_with_their_places() {
        let layers = Layers::new([("address", "here".to_owned())], |name| {
            (name == "BURGRAVE_DRAIN_TIME").then(|| "soon".to_owned())
        });
        let text = Config::resolve(&layers).unwrap_err().to_string();
        assert!(text.starts_with("The configuration has 2 faults:\n"), "{text}");
        assert!(text.contains("  --address: \"here\" is not an address to listen on; write"), "{text}");
        assert!(text.contains("  variable BURGRAVE_DRAIN_TIME: \"soon\" is not a time; write"), "{text}");
    }
}
