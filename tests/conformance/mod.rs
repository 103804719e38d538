//! Third-party tools, run against real servers. Each file speaks of one; what it installs and
//! brings along is a kit, the folder of the same name beside it. `chromium`: the browser. `providers`: those
//! through which people log in.

mod chromium;
pub mod kit;
mod providers;

mod generated_clients;
mod mcp;
mod oauth2;
mod oidc;
mod oidc_browser;
mod pages;
mod schemathesis;
mod scim;
mod specification;
mod wire;
