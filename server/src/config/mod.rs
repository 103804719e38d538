//! What the operator may set, and where each value came from.
//!
//! A setting is one row of [`Setting::all`]: it has a flag, a `BURGRAVE_…` variable and a key of the TOML
//! file; the first of these that is given wins over its default. [`Config`] is the result when every row has
//! been read. Faults are collected, so that one start names all of them.

mod audit;
mod fault;
mod file;
mod governance;
mod layers;
mod nearest;
mod notifications;
mod oidc;
mod provisioner;
mod reader;
mod resolved;
mod settings;
mod shared_secrets;
mod shown;
mod ssh;
mod strays;
mod values;
mod version;

pub use audit::{AuditSettings, SyslogTarget};
pub use fault::{Fault, Faults, ValueSource};
pub use governance::{Governance, SupportIcon, SupportLink};
pub use layers::Layers;
pub use notifications::{MailLogin, MailSettings, MailTls, NotificationSettings, WebhookSettings};
pub use oidc::{MoreClaims, OidcConfig, OidcSync};
pub use provisioner::{ProvisionerConfig, ProvisionerCredential};
pub use resolved::{BrandSettings, Config, EncryptionKeys, Limits, RateLimits, TlsFiles};
pub use settings::Setting;
pub use shared_secrets::SharedSecrets;
pub use shown::ShownSetting;
pub use ssh::SshSettings;
pub use strays::{Stray, strays};
pub use values::{Database, Secret};
pub use version::VERSION;
pub(crate) use version::Versions;
