//! Where the operator wants entries of the audit log to go as well.

use std::fmt;
use std::path::PathBuf;

use url::Url;

use super::notifications::{WebhookSettings, endpoint, secrets};
use super::reader::Reader;
use super::values::{Refusal, refuse};

/// The ports that are meant where none is written: RFC 5426 section 3.3, RFC 6587 section 3.4.1, RFC 5425
/// section 4.1.
const UDP_PORT: u16 = 514;
const TCP_PORT: u16 = 601;
const TLS_PORT: u16 = 6514;

/// Who gets entries.
#[derive(Debug, Clone)]
pub struct AuditSettings {
    /// A web address.
    pub webhook: Option<WebhookSettings>,
    /// A server of syslog.
    pub syslog: Option<SyslogTarget>,
    /// A file.
    pub file: Option<PathBuf>,
}

/// A server of syslog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyslogTarget {
    /// Datagrams to a host and port.
    Udp(String, u16),
    /// A connection to a host and port.
    Tcp(String, u16),
    /// The same under TLS.
    Tls(String, u16),
    /// A socket for datagrams in a folder.
    Unix(PathBuf),
}

impl fmt::Display for SyslogTarget {
    /// As it is written in the settings.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, host, port) = match self {
            SyslogTarget::Udp(host, port) => ("udp", host, port),
            SyslogTarget::Tcp(host, port) => ("tcp", host, port),
            SyslogTarget::Tls(host, port) => ("tls", host, port),
            SyslogTarget::Unix(path) => return write!(f, "unix://{}", path.display()),
        };
        if host.contains(':') {
            return write!(f, "{scheme}://[{host}]:{port}");
        }
        write!(f, "{scheme}://{host}:{port}")
    }
}

impl AuditSettings {
    /// The names under which receivers that are set up are known.
    #[must_use]
    pub fn receivers(&self) -> Vec<&'static str> {
        let all = [
            (self.webhook.is_some(), "webhook"),
            (self.syslog.is_some(), "syslog"),
            (self.file.is_some(), "file"),
        ];
        all.into_iter().filter_map(|(wanted, name)| wanted.then_some(name)).collect()
    }

    /// Reads the settings.
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let webhook = reader.read("audit-webhook-endpoint", endpoint);
        let secrets = reader.read("audit-webhook-secret", secrets);
        if webhook.is_none() && !secrets.is_empty() {
            let mend = "set audit-webhook-endpoint as well, or take the secret away";
            reader.fault("audit-webhook-secret", "it has no effect without an endpoint", mend);
        }
        Self {
            webhook: webhook.map(|endpoint| WebhookSettings { endpoint, secrets }),
            syslog: reader.read("audit-syslog", syslog),
            file: reader.read("audit-file", super::values::file),
        }
    }
}

fn syslog(text: &str) -> Result<Option<SyslogTarget>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    target(text).map(Some).map_or_else(
        || {
            refuse(
                format!("\"{text}\" is no server of syslog"),
                "write tls://logs.example.com:6514, tcp://…, udp://… or unix:///dev/log",
            )
        },
        Ok,
    )
}

fn target(text: &str) -> Option<SyslogTarget> {
    let url = Url::parse(text).ok()?;
    let bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if !bare {
        return None;
    }
    if url.scheme() == "unix" {
        let local = url.host_str().unwrap_or_default().is_empty() && url.path().len() > 1;
        return local.then(|| SyslogTarget::Unix(PathBuf::from(url.path())));
    }
    let host = url.host_str().filter(|host| !host.is_empty() && matches!(url.path(), "" | "/"))?;
    let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let port = |usual: u16| url.port().unwrap_or(usual);
    match url.scheme() {
        "udp" => Some(SyslogTarget::Udp(host, port(UDP_PORT))),
        "tcp" => Some(SyslogTarget::Tcp(host, port(TCP_PORT))),
        "tls" => Some(SyslogTarget::Tls(host, port(TLS_PORT))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Layers};

    fn read(flags: &[(&'static str, &str)]) -> Result<AuditSettings, String> {
        let flags = flags.iter().map(|(key, value)| (*key, (*value).to_owned()));
        let config = Config::resolve(&Layers::new(flags, |_| None));
        config.map(|config| config.governance.audit).map_err(|faults| faults.to_string())
    }

    #[test]
    fn receivers_are_those_that_are_set_up() {
        assert!(read(&[]).unwrap().receivers().is_empty());
        let all = [("audit-file", "audit.jsonl"), ("audit-webhook-endpoint", "https://logs.example.com/x")];
        assert_eq!(read(&all).unwrap().receivers(), ["webhook", "file"]);
    }

    #[test]
    fn servers_of_syslog_are_addresses() {
        for (text, expected) in [
            ("udp://logs.example.com", SyslogTarget::Udp("logs.example.com".into(), 514)),
            ("tcp://[::1]:5140", SyslogTarget::Tcp("::1".into(), 5140)),
            ("tls://logs.example.com/", SyslogTarget::Tls("logs.example.com".into(), 6514)),
            ("unix:///dev/log", SyslogTarget::Unix("/dev/log".into())),
        ] {
            for text in [text, &expected.to_string()] {
                assert_eq!(read(&[("audit-syslog", text)]).unwrap().syslog, Some(expected.clone()), "{text}");
            }
        }
        for wrong in ["logs.example.com", "http://a", "tcp://", "tcp://a/b", "tcp://a?b", "unix://dev/log"] {
            let fault = read(&[("audit-syslog", wrong)]).unwrap_err();
            assert!(fault.contains("no server of syslog"), "{wrong}: {fault}");
        }
    }

    #[test]
    fn faults_name_no_secret() {
        for (flag, words) in [
            (("audit-webhook-endpoint", "ftp://hidden.example"), "no http or https URL"),
            (("audit-webhook-secret", "whsec_hidden"), "no secret of a webhook"),
            (("audit-webhook-secret", "whsec_aGlkZGVuaGlkZGVuaGlkZGVuaGlkZGVu"), "no effect"),
        ] {
            let fault = read(&[flag]).unwrap_err();
            assert!(fault.contains(words) && !fault.contains("hidden"), "{fault}");
        }
    }
}
