//! The OAuth2 provider: one file a table.

mod apps;
mod codes;
mod device_codes;
mod grants;
mod rotation;
mod secrets;
mod signing_keys;
mod tokens_of_apps;

pub use apps::{AppFilter, AppRecord, AppUpdate, NewApp};
pub use codes::{CodeRecord, NewCode};
pub use device_codes::{DeviceCodeRecord, NewDeviceCode};
pub use grants::{GrantRecord, NewGrant};
pub use rotation::{Reissue, Rotation};
pub use secrets::{AppSecretRecord, NewAppSecret};
pub use signing_keys::{NewSigningKey, SigningKeyRecord};
pub use tokens_of_apps::GrantedScopes;

use crate::table::DeclaredTable;

/// Every declaration of the provider's tables.
pub(super) fn declared_tables() -> Vec<DeclaredTable> {
    vec![
        apps::OAUTH2_APPS,
        codes::OAUTH2_CODES,
        device_codes::OAUTH2_DEVICE_CODES,
        grants::OAUTH2_GRANTS,
        rotation::ACCESS_TOKENS,
        rotation::OAUTH2_GRANTS,
        rotation::OAUTH2_USED_REFRESH_TOKENS,
        secrets::OAUTH2_APP_SECRETS,
        signing_keys::OAUTH2_SIGNING_KEYS,
    ]
}
