//! Between the runtime and the traits: one function an operation, and the object-safe twin of the traits.

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
