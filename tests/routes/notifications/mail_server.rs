//! A mail server that does what a case wants (RFC 5321, with STARTTLS and AUTH).

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::listener::wire::Pair;

/// How the connection is protected.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    None,
    Starttls,
    Always,
}

/// What happens to the next mail.
#[derive(Debug, Clone, Copy)]
pub enum Fate {
    /// This answer to the address of the receiver.
    Receiver(u16),
    /// This answer to the content.
    Content(u16),
    /// No answer to the content.
    Silence,
    /// The connection ends in the middle of the content.
    Cut,
}

/// A mail that was taken.
#[derive(Debug, Clone, Default)]
pub struct Mail {
    pub hello: String,
    pub from: String,
    pub to: Vec<String>,
    /// Name and password of the login.
    pub login: Option<(String, String)>,
    pub encrypted: bool,
    pub text: String,
}

impl Mail {
    /// A header, unfolded.
    pub fn header(&self, name: &str) -> String {
        let head = self.text.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
        let found = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")).map(str::to_owned));
        found.unwrap_or_else(|| panic!("no {name} in {head}"))
    }

    /// The text with soft line breaks and codes of quoted-printable undone, as far as cases need it.
    pub fn readable(&self) -> String {
        self.text.replace("=\r\n", "").replace("=3D", "=").replace("\r\n", "\n")
    }
}

/// A mail server.
#[derive(Clone)]
pub struct MailServer {
    pub address: SocketAddr,
    acceptor: TlsAcceptor,
    protection: Protection,
    asks_for_login: bool,
    fates: Arc<Mutex<VecDeque<Fate>>>,
    mails: Arc<Mutex<Vec<Mail>>>,
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

impl MailServer {
    /// A server whose certificate lies in the folder.
    pub async fn start(folder: &Path, protection: Protection, asks_for_login: bool) -> MailServer {
        let pair = Pair::write(folder);
        let key = PrivateKeyDer::from_pem_file(&pair.key).unwrap();
        let certificate = CertificateDer::from_pem_file(&pair.certificate).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = MailServer {
            address: listener.local_addr().unwrap(),
            acceptor: TlsAcceptor::from(Arc::new(config)),
            protection,
            asks_for_login,
            fates: Arc::default(),
            mails: Arc::default(),
        };
        let mine = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mine = mine.clone();
                tokio::spawn(async move {
                    let stream: Box<dyn Wire> = match mine.protection {
                        Protection::Always => match mine.acceptor.accept(stream).await {
                            Ok(stream) => Box::new(stream),
                            Err(_) => return,
                        },
                        _ => Box::new(stream),
                    };
                    let encrypted = mine.protection == Protection::Always;
                    mine.greet(stream, encrypted).await;
                });
            }
        });
        server
    }

    /// What happens to the next mails.
    pub fn will(&self, fates: &[Fate]) {
        self.fates.lock().unwrap().extend(fates.iter().copied());
    }

    /// All that were taken.
    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }

    async fn greet(&self, mut stream: Box<dyn Wire>, encrypted: bool) {
        let _ = stream.write_all(b"220 mail.example.com ESMTP\r\n").await;
        if let Some(stream) = self.speak(stream, encrypted).await
            && let Ok(stream) = self.acceptor.accept(stream).await
        {
            self.speak(Box::new(stream), true).await;
        }
    }

    /// Serves a connection to its end, or to the point where it is encrypted.
    async fn speak(&self, stream: Box<dyn Wire>, encrypted: bool) -> Option<Box<dyn Wire>> {
        let mut stream = BufReader::new(stream);
        let mut mail = Mail { encrypted, ..Mail::default() };
        loop {
            let line = line(&mut stream).await?;
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            let answer = match verb.to_uppercase().as_str() {
                "EHLO" => {
                    mail.hello = rest.to_owned();
                    let starttls = !encrypted && self.protection == Protection::Starttls;
                    let starttls = if starttls { "250-STARTTLS\r\n" } else { "" };
                    format!("250-mail.example.com\r\n{starttls}250 AUTH PLAIN LOGIN")
                }
                "STARTTLS" => {
                    stream.write_all(b"220 go on\r\n").await.ok()?;
                    return Some(stream.into_inner());
                }
                "AUTH" => {
                    mail.login = Some(log_in(&mut stream, rest).await?);
                    match mail.login.as_ref().is_some_and(|(_, password)| password.contains("right")) {
                        true => "235 welcome".into(),
                        false => "535 no".into(),
                    }
                }
                "MAIL" if self.asks_for_login && mail.login.is_none() => "530 log in first".into(),
                "MAIL" => {
                    mail.from = address(rest);
                    "250 ok".into()
                }
                "RCPT" => {
                    mail.to.push(address(rest));
                    match self.next_fate(|fate| matches!(fate, Fate::Receiver(_))) {
                        Some(Fate::Receiver(code)) => format!("{code} not now"),
                        _ => "250 ok".into(),
                    }
                }
                "DATA" => {
                    stream.write_all(b"354 go on\r\n").await.ok()?;
                    let fate = self.next_fate(|fate| !matches!(fate, Fate::Receiver(_)));
                    if matches!(fate, Some(Fate::Cut)) {
                        return None;
                    }
                    mail.text = content(&mut stream).await?;
                    match fate {
                        Some(Fate::Silence) => return std::future::pending().await,
                        Some(Fate::Content(code)) => format!("{code} no"),
                        _ => {
                            self.mails.lock().unwrap().push(mail.clone());
                            "250 taken".into()
                        }
                    }
                }
                "RSET" | "NOOP" => "250 ok".into(),
                "QUIT" => "221 bye".into(),
                _ => "502 what".into(),
            };
            if verb.eq_ignore_ascii_case("DATA") || verb.eq_ignore_ascii_case("RSET") {
                let Mail { hello, login, encrypted, .. } = mail;
                mail = Mail { hello, login, encrypted, ..Mail::default() };
            }
            stream.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        }
    }

    fn next_fate(&self, fits: impl Fn(&Fate) -> bool) -> Option<Fate> {
        let mut fates = self.fates.lock().unwrap();
        if fates.front().is_some_and(fits) { fates.pop_front() } else { None }
    }
}

async fn line(stream: &mut BufReader<Box<dyn Wire>>) -> Option<String> {
    let mut line = String::new();
    match stream.read_line(&mut line).await {
        Ok(count) if count > 0 => Some(line.trim_end().to_owned()),
        _ => None,
    }
}

async fn content(stream: &mut BufReader<Box<dyn Wire>>) -> Option<String> {
    let mut text = String::new();
    loop {
        let before = text.len();
        if stream.read_line(&mut text).await.ok()? == 0 {
            return None;
        }
        if &text[before..] == ".\r\n" {
            text.truncate(before);
            return Some(text);
        }
    }
}

/// PLAIN in one line, LOGIN in two answers (RFC 4616).
async fn log_in(stream: &mut BufReader<Box<dyn Wire>>, asked: &str) -> Option<(String, String)> {
    let decoded = |text: &str| String::from_utf8(STANDARD.decode(text).unwrap()).unwrap();
    if let Some(sent) = asked.strip_prefix("PLAIN ") {
        let sent = decoded(sent);
        let mut parts = sent.split('\0').skip(1);
        return Some((parts.next()?.to_owned(), parts.next()?.to_owned()));
    }
    let mut said = Vec::new();
    for prompt in ["Username:", "Password:"] {
        stream.write_all(format!("334 {}\r\n", STANDARD.encode(prompt)).as_bytes()).await.ok()?;
        said.push(decoded(&line(stream).await?));
    }
    Some((said.remove(0), said.remove(0)))
}

fn address(text: &str) -> String {
    text.split('<').nth(1).and_then(|rest| rest.split('>').next()).unwrap_or_default().to_owned()
}
