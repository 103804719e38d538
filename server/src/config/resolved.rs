//! The configuration when every setting has been read.

use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use burgrave_core::sealing::KEY_LENGTH;
use burgrave_provisioner::terraform::Mirror;
use ipnet::IpNet;
use url::Url;

use super::fault::Faults;
use super::layers::Layers;
use super::oidc::{self, OidcConfig};
use super::reader::Reader;
use super::scim_keys::ScimKeys;
use super::values::{self, Database, Secret};
use crate::logging::{Format, Level};

/// What the operator has decided.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen; port 0 lets the system choose.
    pub address: SocketAddr,
    /// Where others reach the server, without a path; `None` = at the address it listens on, by http.
    pub access_url: Option<Url>,
    /// The files that TLS of the own listener needs; `None` = plain HTTP.
    pub tls: Option<TlsFiles>,
    /// The folder that holds what the server keeps.
    pub data: PathBuf,
    /// Which engine keeps the data.
    pub database: Database,
    /// How long the start waits for a PostgreSQL that doesn't answer yet.
    pub database_wait: Duration,
    /// PostgreSQL without a proxy between, if `database` leads through one.
    pub database_direct: Option<Database>,
    /// Least severe level that is logged.
    pub log_level: Level,
    /// How log lines look.
    pub log_format: Format,
    /// Limits of time and rate for requests.
    pub limits: Limits,
    /// Daemons in this process that carry out jobs.
    pub provisioner_daemons: u16,
    /// Whether people may rename workspaces.
    pub workspace_renames: bool,
    /// Whether builds may log everything that their provisioner says.
    pub debug_builds: bool,
    /// The program that carries templates out; the one in `PATH` where none is named.
    pub terraform: Option<PathBuf>,
    /// Where its providers come from; their registries where there is nothing.
    pub provider_mirror: Option<Mirror>,
    /// Jobs of one person that may wait in one organization; `None` = any number.
    pub max_waiting_jobs_per_user: Option<NonZeroU32>,
    /// Jobs that may wait in one organization; `None` = any number.
    pub max_waiting_jobs_per_organization: Option<NonZeroU32>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// People may log in with a password.
    pub password_login: bool,
    /// A session that is in use lasts on.
    pub sliding_sessions: bool,
    /// How long entries of the audit log are kept; `None` = without limit.
    pub audit_retention: Option<Duration>,
    /// How long sessions and tokens live.
    pub lifetimes: Lifetimes,
    /// An active user becomes dormant after this time without a request; `None` = never.
    pub dormant_after: Option<Duration>,
    /// What a scrape of the metrics has to show.
    pub metrics_token: Option<Secret>,
    /// Apps may get tokens for people.
    pub oauth2_provider: bool,
    /// How long a refresh token lasts; `None` = as long as a session.
    pub oauth2_refresh_lifetime: Option<Duration>,
    /// Version of the documented API in answers; `None` = only the program's own.
    pub api_version: Option<semver::Version>,
    /// Web page about this software; `None` = the front page.
    pub external_url: Option<Url>,
    /// Private networks that requests to addresses which users name may reach.
    pub outgoing_private_networks: Vec<IpNet>,
    /// Certificates of more authorities that such requests trust; `None` = those of the system.
    pub outgoing_certificates: Option<PathBuf>,
    /// How the pages look.
    pub brand: BrandSettings,
    /// Anybody may create the first user, without the setup token.
    pub open_setup: bool,
    /// Keys of SCIM; without one it is off.
    pub scim_keys: ScimKeys,
    /// Logging in through a provider; `None` = off.
    pub oidc: Option<OidcConfig>,
    /// Keys for secrets that must be read back, newest first; none = one in the data folder.
    pub encryption_keys: EncryptionKeys,
}

/// Keys for secrets that must be read back, newest first.
#[derive(Clone, Default)]
pub struct EncryptionKeys(pub Vec<[u8; KEY_LENGTH]>);

impl fmt::Debug for EncryptionKeys {
    /// How many, and nothing of them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EncryptionKeys({})", self.0.len())
    }
}

/// The certificate and the private key of the listener, as PEM files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The server's own certificate, and after it those that signed it.
    pub certificate: PathBuf,
    /// The private key; it may stand in the same file.
    pub key: PathBuf,
}

/// How long sessions and tokens live without use.
#[derive(Debug, Clone, Copy)]
pub struct Lifetimes {
    /// A login.
    pub session: Duration,
    /// A token that doesn't say its own.
    pub default_token: Duration,
    /// The longest that a token may say.
    pub max_token: Duration,
    /// The same for tokens of owners.
    pub max_admin_token: Duration,
}

/// How the pages look.
#[derive(Debug, Clone)]
pub struct BrandSettings {
    /// Name of the deployment.
    pub name: String,
    /// Red, green and blue of what stands out.
    pub color: [u8; 3],
    /// File with a picture; `None` = the built-in one.
    pub logo: Option<PathBuf>,
}

/// Times and rates. `None` = no limit.
#[derive(Debug, Clone)]
pub struct Limits {
    /// A request body has to arrive within this time.
    pub body_time: Option<Duration>,
    /// The work on a request has to end within this time.
    pub handler_time: Option<Duration>,
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
    /// Where the data is, in words for the operator; without the URL, which may hold a password.
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
    /// All faults, each with the place of the value that won.
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
            database_direct: Some(reader.read("database-direct", values::database))
                .filter(|direct| *direct != Database::Sqlite),
            log_level: reader.read("log-level", values::level),
            log_format: reader.read("log-format", values::format),
            limits: Limits {
                body_time: off_at_zero(reader.read("body-time-limit", values::time)),
                handler_time: off_at_zero(reader.read("handler-time-limit", values::time)),
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
            outgoing_private_networks: reader.read("outgoing-private-networks", values::networks),
            outgoing_certificates: reader.read("outgoing-certificates", values::file),
            brand: BrandSettings {
                name: reader.read("brand-name", values::brand_name),
                color: reader.read("brand-color", values::color),
                logo: reader.read("brand-logo", values::file),
            },
            open_setup: reader.read("open-setup", values::yes_or_no),
            scim_keys: reader.read("scim-key", values::scim_keys),
            oidc: OidcConfig::read(&mut reader),
            encryption_keys: EncryptionKeys(reader.read("encryption-keys", oidc::keys)),
        };
        reader.finish().map(|()| config)
    }
}

/// What the settings say of lifetimes.
fn lifetimes(reader: &mut Reader<'_>) -> Lifetimes {
    let max_token = reader.read("max-token-lifetime", values::lifetime);
    Lifetimes {
        session: reader.read("session-lifetime", values::lifetime),
        default_token: reader.read("default-token-lifetime", values::lifetime),
        max_token,
        max_admin_token: reader.read("max-admin-token-lifetime", values::some_lifetime).unwrap_or(max_token),
    }
}

/// One file is of no use without the other.
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
