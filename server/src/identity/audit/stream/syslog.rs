//! Entries to a server of syslog (RFC 5424): datagrams (RFC 5426), or connections, plain (RFC 6587) or under
//! TLS (RFC 5425).
//!
//! Syslog answers nothing. So a connection is made for each part, and only when the other end has closed it
//! after all was sent has the part arrived.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket, UnixDatagram};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::Receiver;
use crate::config::SyslogTarget;
use crate::identity::audit::chain::ChainLine;

/// How long a part may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// How long a reset takes to arrive.
const RESET_WITHIN: Duration = Duration::from_millis(50);

/// What messages begin with: facility 13 (log audit), severity 6 (informational), version 1.
const PRIORITY: &str = "<110>1";

/// Bytes of a datagram at most.
const LONGEST_DATAGRAM: usize = 65_000;

/// Sends to a server of syslog.
pub(super) struct Syslog {
    target: SyslogTarget,
    tls: Option<TlsConnector>,
    host: String,
}

/// A way to it that is open.
enum Way {
    Udp(UdpSocket),
    Tcp(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
    Unix(UnixDatagram),
}

/// Whether a server of syslog lets this one in, as far as can be known; it is sent nothing.
///
/// # Errors
/// Why not, or what of the settings can't be used.
pub(crate) async fn syslog_is_reached(
    target: &SyslogTarget,
    certificates: Option<&Path>,
) -> Result<(), String> {
    Syslog::new(target.clone(), certificates)?.connect().await.map(drop)
}

impl Syslog {
    /// # Errors
    /// The certificates can't be read.
    pub(super) fn new(target: SyslogTarget, certificates: Option<&Path>) -> Result<Self, String> {
        let tls = match &target {
            SyslogTarget::Tls(..) => Some(connector(certificates)?),
            _ => None,
        };
        let host = hostname::get().unwrap_or_default().to_string_lossy().into_owned();
        let host: String = host.chars().filter(char::is_ascii_graphic).take(255).collect();
        Ok(Self { target, tls, host: if host.is_empty() { "-".into() } else { host } })
    }

    /// The entry's own time isn't the message's where it is gone; the place and the hash stand in the text.
    fn message(&self, text: &str, time: &str) -> String {
        format!("{PRIORITY} {time} {} burgrave {} audit - {text}", self.host, std::process::id())
    }

    async fn connect(&self) -> Result<Way, String> {
        Ok(match &self.target {
            SyslogTarget::Udp(host, port) => {
                let any = "no address";
                let found = tokio::net::lookup_host((host.as_str(), *port)).await.map_err(said)?.next();
                let to = found.ok_or_else(|| any.to_owned())?;
                let from = if to.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
                let socket = UdpSocket::bind(from).await.map_err(said)?;
                socket.connect(to).await.map_err(said)?;
                Way::Udp(socket)
            }
            SyslogTarget::Unix(path) => {
                let socket = UnixDatagram::unbound().map_err(said)?;
                socket.connect(path).map_err(said)?;
                Way::Unix(socket)
            }
            SyslogTarget::Tcp(host, port) => {
                Way::Tcp(TcpStream::connect((host.as_str(), *port)).await.map_err(said)?)
            }
            SyslogTarget::Tls(host, port) => {
                let stream = TcpStream::connect((host.as_str(), *port)).await.map_err(said)?;
                let name = ServerName::try_from(host.clone()).map_err(|_| "it has no name".to_owned())?;
                let tls = self.tls.as_ref().ok_or_else(|| "there is no TLS".to_owned())?;
                Way::Tls(tls.connect(name, stream).await.map_err(said)?.into())
            }
        })
    }

    async fn send_to_target(&self, lines: &[ChainLine]) -> Result<(), String> {
        let messages = lines.iter().map(|line| self.message(&line.text, &time_of(line)));
        match self.connect().await? {
            Way::Udp(socket) => {
                for line in lines {
                    socket.send(self.datagram(line).as_bytes()).await.map_err(said)?;
                }
                Ok(())
            }
            Way::Unix(socket) => {
                for line in lines {
                    socket.send(self.datagram(line).as_bytes()).await.map_err(said)?;
                }
                Ok(())
            }
            Way::Tcp(stream) => whole(stream, |stream| stream, messages).await,
            Way::Tls(stream) => whole(*stream, |stream| stream.get_ref().0, messages).await,
        }
    }

    /// A message that fits into a datagram: of an entry that doesn't, only its place and its hash are told.
    fn datagram(&self, line: &ChainLine) -> String {
        let time = time_of(line);
        if line.text.len() <= LONGEST_DATAGRAM {
            return self.message(&line.text, &time);
        }
        let ChainLine { sequence, hash, .. } = line;
        let short =
            format!("{{\"sequence\":{sequence},\"hash\":\"{hash}\",\"entry\":null,\"too_long\":true}}");
        self.message(&short, &time)
    }
}

impl Receiver for Syslog {
    const NAME: &'static str = "syslog";
    const TASK: &'static str = "audit_to_syslog";
    const MOST_BYTES: usize = 1024 * 1024;

    async fn send(&self, lines: &[ChainLine]) -> Result<(), String> {
        let sent = tokio::time::timeout(TIMEOUT, self.send_to_target(lines)).await;
        sent.unwrap_or_else(|_| Err("it took too long".into()))
            .map_err(|reason| format!("the server of audit-syslog: {reason}"))
    }
}

/// Writes all messages, each after its length, and waits until the other end has read them.
async fn whole<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    beneath: impl Fn(&S) -> &TcpStream,
    messages: impl Iterator<Item = String>,
) -> Result<(), String> {
    let mut bytes = Vec::new();
    for message in messages {
        bytes.extend_from_slice(format!("{} {message}", message.len()).as_bytes());
    }
    stream.write_all(&bytes).await.map_err(said)?;
    stream.shutdown().await.map_err(said)?;
    let mut ignored = [0; 256];
    loop {
        match stream.read(&mut ignored).await {
            Ok(0) => break,
            Ok(_) => {}
            // Under TLS, some close without saying so.
            Err(fault) if fault.kind() == std::io::ErrorKind::UnexpectedEof => break,
            Err(fault) => return Err(said(fault)),
        }
    }
    // Who closes before everything has come answers the rest with a reset.
    tokio::time::sleep(RESET_WITHIN).await;
    match beneath(&stream).take_error() {
        Ok(None) => Ok(()),
        Ok(Some(fault)) | Err(fault) => Err(said(fault)),
    }
}

/// When the entry was written, as its text says; `-` where it is gone.
fn time_of(line: &ChainLine) -> String {
    let found = line.text.split_once("\"time\":\"").and_then(|(_, rest)| rest.split_once('"'));
    found.map_or_else(|| "-".to_owned(), |(time, _)| time.to_owned())
}

#[allow(clippy::needless_pass_by_value, reason = "it stands behind map_err")]
fn said(fault: std::io::Error) -> String {
    fault.to_string()
}

fn connector(certificates: Option<&Path>) -> Result<TlsConnector, String> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(file) = certificates {
        let why = |fault: rustls::pki_types::pem::Error| format!("outgoing-certificates: {fault}");
        for certificate in CertificateDer::pem_file_iter(file).map_err(why)? {
            roots.add_parsable_certificates([certificate.map_err(why)?]);
        }
    }
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> ChainLine {
        ChainLine { sequence: 7, hash: "ab".into(), text: text.into() }
    }

    #[test]
    fn a_message_has_the_header_of_rfc_5424() {
        let syslog = Syslog { target: SyslogTarget::Unix("/x".into()), tls: None, host: "castle".into() };
        let entry = line(r#"{"entry":{"id":"x","time":"2026-03-02T09:00:00.000001Z"}}"#);
        let message = syslog.message(&entry.text, &time_of(&entry));
        let id = std::process::id();
        let head = format!("<110>1 2026-03-02T09:00:00.000001Z castle burgrave {id} audit - {{");
        assert!(message.starts_with(&head), "{message}");
        assert_eq!(time_of(&line(r#"{"entry":null}"#)), "-");
        let long = syslog.datagram(&line(&"x".repeat(LONGEST_DATAGRAM + 1)));
        assert!(long.contains("\"sequence\":7") && long.contains("too_long"), "{long}");
    }
}
