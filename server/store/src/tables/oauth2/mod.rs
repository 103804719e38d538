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
