//! The code between the runtime and the traits: a function for each operation, and the traits' object-safe
//! twin.

mod encode;
mod service;
mod shim;
mod twin;

use super::{Code, Rules};
use crate::model::Api;

/// Writes the twin, the shims, and the way to start a server.
pub(super) fn write(api: &Api, rules: &Rules, code: &mut Code) {
    twin::write(api, code);
    shim::write(api, rules, code);
    service::write(api, code);
}
