//! Whether the first user needs a token that only the operator has seen.

use std::net::IpAddr;

use url::{Host, Url};

use crate::config::Config;

/// The token is needed when other machines could create the first user before the operator: the server
/// listens beyond loopback, or an access URL says that a proxy brings others here.
pub(super) fn needs_token(config: &Config) -> bool {
    reachable(config) && !config.open_setup
}

/// Whether people and programs on other machines reach the server.
pub(super) fn reachable(config: &Config) -> bool {
    !config.address.ip().is_loopback() || config.access_url.as_ref().is_some_and(|url| !is_local(url))
}

fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Layers;

    fn needed(flags: &[(&'static str, &str)]) -> bool {
        let flags = flags.iter().map(|(key, value)| (*key, (*value).to_owned()));
        needs_token(&Config::resolve(&Layers::new(flags, |_| None)).unwrap())
    }

    #[test]
    fn only_a_server_that_others_can_reach_needs_the_token() {
        assert!(!needed(&[]));
        assert!(!needed(&[("access-url", "http://localhost:3000")]));
        assert!(!needed(&[("address", "[::1]:3000"), ("access-url", "http://127.0.0.1:3000")]));
        assert!(needed(&[("address", "0.0.0.0:3000")]));
        assert!(
            needed(&[("access-url", "https://burgrave.example.com")]),
            "a proxy brings others to loopback"
        );
        assert!(!needed(&[("address", "0.0.0.0:3000"), ("open-setup", "true")]));
    }
}
