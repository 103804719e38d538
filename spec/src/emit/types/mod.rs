//! Types: items with their documentation, and how they are decoded.

mod bounds;
mod debug;
mod decode;
mod items;
mod params;
mod rules;

pub use params::known_query;
pub use rules::Rules;

use super::Code;
use crate::model::Api;

/// Writes all named types, the parameters of all operations, and the patterns that they use.
pub(super) fn emit(code: &mut Code, api: &Api, rules: &Rules) {
    for named in &api.types {
        items::item(code, named);
        if named.input {
            decode::implementation(code, named, rules);
        }
    }
    params::emit(code, api, rules);
    rules.statics(code);
}
