//! What answers tell administrators beside what they asked for.

use burgrave_api::runtime::Headers;
use burgrave_core::authorization::SiteRole;
use http::{HeaderName, HeaderValue};

use crate::application::{App, Caller};

/// One warning about licences; there may be several of these headers.
const WARNING: HeaderName = HeaderName::from_static("x-coder-entitlements-warning");

/// Warnings about licences, for people with a role of the site.
pub(super) fn to(app: &App, caller: &Caller) -> Headers {
    if !caller.subject.site_roles.iter().any(|role| *role != SiteRole::Member) {
        return Vec::new();
    }
    let entitled = app.entitled().now();
    let told = entitled.warnings.iter().filter_map(|warning| HeaderValue::try_from(warning).ok());
    told.map(|warning| (WARNING, warning)).collect()
}
