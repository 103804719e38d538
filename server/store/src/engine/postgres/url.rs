//! The database URL: what libpq's users know, with the TLS words that tokio-postgres leaves out.

use crate::StoreError;
use std::path::PathBuf;
use std::time::Duration;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

/// How long opening one connection may take.
const CONNECT_TIME: Duration = Duration::from_secs(5);

/// How the way to the server is protected, in libpq's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protection {
    /// `disable`: not at all.
    Disable,
    /// `prefer` (the default): encrypted if the server can.
    Prefer,
    /// `require`: encrypted, the server's certificate not checked.
    Require,
    /// `verify-ca`: the certificate comes from a trusted authority.
    VerifyCa,
    /// `verify-full`: and names this host.
    VerifyFull,
}

/// A URL in parts.
pub(super) struct Target {
    pub(super) config: Config,
    pub(super) protection: Protection,
    /// `sslrootcert`: authorities in PEM; absent = those of the system.
    pub(super) authorities: Option<PathBuf>,
}

/// Reads a URL. The errors don't repeat it: it may hold a password.
pub(super) fn parse(url: &str) -> Result<Target, StoreError> {
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(refused("it must begin with postgres:// or postgresql://"));
    }
    if let Some(slip) = slip(url) {
        return Err(refused(slip));
    }
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let (mut protection, mut authorities) = (Protection::Prefer, None);
    let mut rest = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslmode", word)) => protection = protection_of(word)?,
            Some(("sslrootcert", "system")) => authorities = None,
            Some(("sslrootcert", path)) => authorities = Some(PathBuf::from(decode(path)?)),
            _ => rest.push(pair),
        }
    }
    if authorities.is_some() && protection == Protection::Require {
        // As libpq does: who names an authority wants it asked.
        protection = Protection::VerifyCa;
    }
    let url = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
    let mut config: Config = url.parse().map_err(|_| refused("a part of it can't be read"))?;
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        return Err(refused("it names no host; write one, or host=/var/run/postgresql for a Unix socket"));
    }
    let local = config.get_hosts().iter().all(|host| matches!(host, Host::Unix(_)));
    config.ssl_mode(match protection {
        // As libpq does: PostgreSQL encrypts nothing on a Unix socket, whatever the mode says.
        _ if local && config.get_hostaddrs().is_empty() => SslMode::Disable,
        Protection::Disable => SslMode::Disable,
        Protection::Prefer => SslMode::Prefer,
        _ => SslMode::Require,
    });
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIME);
    }
    if config.get_application_name().is_none() {
        config.application_name("burgrave");
    }
    config.keepalives_idle(Duration::from_secs(30));
    Ok(Target { config, protection, authorities })
}

/// A sign of the password, or of another part, that means something else in a URL unless it is encoded.
fn slip(url: &str) -> Option<&'static str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let has_password = authority.contains(':') && !authority.contains('@');
    let mut escapes = rest.split('%').skip(1).map(|escape| escape.as_bytes());
    let escaped = |bytes: &[u8]| bytes.get(..2).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
    match () {
        () if rest.contains('#') => Some("it has a #; in a password, write it as %23"),
        () if path.matches('@').count() > 1 => Some("it has more than one @; in a password, write it as %40"),
        () if has_password && path.contains('@') => {
            Some("a / stands before the @; in a password, write it as %2F")
        }
        () if has_password && !path.contains('/') && query.contains('@') => {
            Some("a ? stands before the @; in a password, write it as %3F")
        }
        () if !escapes.all(escaped) => {
            Some("it has a % that encodes nothing; in a password, write it as %25")
        }
        () => None,
    }
}

/// Why a text is no URL of a PostgreSQL server, in words that don't repeat it.
#[must_use]
pub fn unfit_url(url: &str) -> Option<String> {
    parse(url).err().map(|error| error.to_string())
}

fn protection_of(word: &str) -> Result<Protection, StoreError> {
    Ok(match word {
        "disable" => Protection::Disable,
        "allow" | "prefer" => Protection::Prefer,
        "require" => Protection::Require,
        "verify-ca" => Protection::VerifyCa,
        "verify-full" => Protection::VerifyFull,
        _ => return Err(refused("sslmode is one of disable, prefer, require, verify-ca, verify-full")),
    })
}

fn decode(text: &str) -> Result<String, StoreError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits =
            [rest.next(), rest.next()].map(|digit| digit.and_then(|digit| char::from(digit).to_digit(16)));
        let [Some(high), Some(low)] = digits else { return Err(refused("sslrootcert isn't encoded right")) };
        bytes.push((high * 16 + low) as u8);
    }
    String::from_utf8(bytes).map_err(|_| refused("sslrootcert isn't UTF-8"))
}

fn refused(why: &str) -> StoreError {
    StoreError::Refused(format!("the database URL can't be used: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_for_tls_are_libpqs() {
        let protection = |query: &str| parse(&format!("postgres://u:p@h/d{query}")).map(|t| t.protection);
        assert_eq!(protection(""), Ok(Protection::Prefer));
        assert_eq!(protection("?sslmode=verify-full"), Ok(Protection::VerifyFull));
        assert_eq!(protection("?sslmode=require&sslrootcert=/a%20b.pem"), Ok(Protection::VerifyCa));
        assert!(protection("?sslmode=perhaps").is_err());
        let target = parse("postgres://u@h/d?sslrootcert=/a%20b.pem&application_name=x")
            .unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(target.authorities, Some(PathBuf::from("/a b.pem")));
        assert_eq!(target.config.get_application_name(), Some("x"));
    }

    #[test]
    fn a_password_with_signs_that_must_be_encoded_is_told_which() {
        for (url, told) in [
            ("postgres://u:hunter#2@h/d", "%23"),
            ("postgres://u:hunter@2@h/d", "%40"),
            ("postgres://u:hunter/2@h/d", "%2F"),
            ("postgres://u:12/34@h/d", "%2F"),
            ("postgres://u:hunter?2@h/d", "%3F"),
            ("postgres://u:hunter%2@h/d", "%25"),
            ("postgres://u:hunter%zz@h/d", "%25"),
        ] {
            let said = unfit_url(url).unwrap_or_default();
            assert!(said.contains(told) && !said.contains("hunter"), "{url}: {said}");
        }
        let fine = "postgres://u:a%23%40%2F%3F%25@h:5432/d?application_name=a@b";
        assert_eq!(unfit_url(fine), None);
    }

    #[test]
    fn a_unix_socket_is_a_host_that_needs_no_tls() {
        for url in [
            "postgres://u@%2Fvar%2Frun%2Fpostgresql/d",
            "postgres:///d?host=/var/run/postgresql&user=u",
            "postgres://u@/d?host=/tmp&sslmode=verify-full",
        ] {
            let target = parse(url).unwrap_or_else(|error| panic!("{url}: {error}"));
            assert_eq!(target.config.get_ssl_mode(), SslMode::Disable, "{url}");
        }
        assert!(unfit_url("postgres:///d").is_some_and(|said| said.contains("names no host")));
    }

    #[test]
    fn a_bad_url_is_refused_without_its_password() {
        for url in ["mysql://u:hunter2@h", "postgres://u:hunter2@h:port/d", "postgres://u@h/d?hunter2=1"] {
            let error = parse(url).map(|_| ()).unwrap_err().to_string();
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
