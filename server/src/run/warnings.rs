//! What a configuration that can be run will not do as its operator probably thinks.

use crate::config::Config;

/// A sentence each: what follows, and what to set.
pub(crate) fn of(config: &Config) -> Vec<&'static str> {
    let https = config.access_url.as_ref().is_some_and(|url| url.scheme() == "https");
    let mut warnings = Vec::new();
    if !config.password_login && config.oidc.is_none() {
        warnings.push(
            "nobody can log in: password-login is false, and no provider is configured; set oidc-issuer-url, \
             or take password-login away",
        );
    }
    if https && config.tls.is_none() && config.trusted_proxies.is_empty() {
        warnings.push(
            "access-url is https and this server speaks HTTP, so a proxy stands before it, but \
             trusted-proxies is empty: all clients share the proxy's address in rate limits, logs and the \
             audit log; set trusted-proxies to the proxy's network",
        );
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Layers;

    fn warned(flags: &[(&'static str, &str)]) -> Vec<&'static str> {
        let flags = flags.iter().map(|(key, value)| (*key, (*value).to_owned()));
        of(&Config::resolve(&Layers::new(flags, |_| None)).unwrap())
    }

    #[test]
    fn a_configuration_without_a_way_to_log_in_is_warned_of() {
        assert!(warned(&[]).is_empty());
        let provider = ("oidc-issuer-url", "https://login.example.com");
        let both = [("password-login", "false"), provider, ("oidc-client-id", "burgrave")];
        assert!(warned(&both).is_empty());
        assert!(warned(&[("password-login", "false")])[0].contains("nobody can log in"));
    }

    #[test]
    fn a_proxy_that_is_not_trusted_is_warned_of() {
        let url = ("access-url", "https://burgrave.example.com");
        assert!(warned(&[url])[0].contains("set trusted-proxies"));
        assert!(warned(&[url, ("trusted-proxies", "127.0.0.1/32")]).is_empty());
        assert!(warned(&[url, ("tls-certificate", "a.pem"), ("tls-key", "b.pem")]).is_empty());
        assert!(warned(&[("access-url", "http://burgrave.internal")]).is_empty());
    }
}
