//! Messages by mail.

use std::time::{Duration, SystemTime};

use burgrave_core::notifications::{as_html, plain};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{self, AsyncSmtpTransport};
use lettre::{Address, AsyncTransport, Message, Tokio1Executor};

use super::carrier::{Carrier, Letter, Sent};
use crate::application::notices::called;
use crate::config::{MailSettings, MailTls};

/// Answers that say something of this message only: no such mailbox, too long, not wanted (RFC 5321 section
/// 4.2.3). Others, such as a login that is refused, say something of the settings, which may be mended.
const OF_THE_MESSAGE: [u16; 5] = [550, 551, 552, 553, 554];

/// Sends mail.
pub(super) struct Mail {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    host: String,
}

impl Mail {
    /// A way to the server of the settings, which isn't asked yet.
    ///
    /// # Errors
    /// The certificate can't be read.
    pub(super) fn new(settings: &MailSettings, timeout: Duration) -> Result<Self, String> {
        let tls = match settings.tls {
            MailTls::None => Tls::None,
            MailTls::Always => Tls::Wrapper(parameters(settings)?),
            MailTls::Starttls => Tls::Required(parameters(settings)?),
        };
        let mut server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port)
            .hello_name(ClientId::Domain(settings.hello.clone()))
            .timeout(Some(timeout))
            .tls(tls);
        if let Some(login) = &settings.login {
            server = server
                .credentials(Credentials::new(login.username.clone(), login.password.0.clone()))
                .authentication(vec![Mechanism::Plain, Mechanism::Login]);
        }
        let from: Mailbox = settings.from.parse().map_err(|_| "email-from is no sender".to_owned())?;
        let host = from.email.domain().to_owned();
        Ok(Self { server: server.build(), from, host })
    }

    /// Whether the server lets this one in; nothing is sent.
    ///
    /// # Errors
    /// What it says instead, or why it isn't reached.
    pub(super) async fn answers(&self) -> Result<(), String> {
        match self.server.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err("it doesn't answer as a mail server".into()),
            Err(fault) => Err(match fault.status() {
                Some(code) => format!("the mail server answers {}", u16::from(code)),
                None => fault.to_string(),
            }),
        }
    }

    fn message(&self, letter: &Letter) -> Result<Message, String> {
        let to: Address =
            letter.to.email.parse().map_err(|_| "the email address takes no mail".to_owned())?;
        let builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(plain(&letter.said.title))
            .message_id(Some(format!("<{}@{}>", letter.id, self.host)))
            .date(SystemTime::from(letter.at));
        builder
            .multipart(MultiPart::alternative_plain_html(as_text(letter), as_page(letter)))
            .map_err(|fault| fault.to_string())
    }
}

impl Carrier for Mail {
    const METHOD: &'static str = "smtp";
    const TASK: &'static str = "notifications_by_mail";
    const AT_ONCE: usize = 16;

    async fn carry(&self, letter: &Letter) -> Sent {
        let message = match self.message(letter) {
            Ok(message) => message,
            Err(reason) => return Sent::Refused(reason),
        };
        match self.server.send(message).await {
            Ok(_) => Sent::Arrived,
            Err(fault) => failed(&fault),
        }
    }
}

/// What a server says is kept; it knows no secret of ours.
fn failed(fault: &smtp::Error) -> Sent {
    let Some(code) = fault.status() else { return Sent::Failed(format!("the mail server: {fault}")) };
    let code = u16::from(code);
    let reason = format!("the mail server answers {code}");
    if OF_THE_MESSAGE.contains(&code) { Sent::Refused(reason) } else { Sent::Failed(reason) }
}

fn parameters(settings: &MailSettings) -> Result<TlsParameters, String> {
    let mut parameters = TlsParameters::builder(settings.server_name.clone());
    if let Some(file) = &settings.authority {
        let why = |cause: String| format!("email-tls-ca-cert-file: {cause}");
        let pem = std::fs::read(file).map_err(|fault| why(fault.to_string()))?;
        let certificate = Certificate::from_pem(&pem).map_err(|fault| why(fault.to_string()))?;
        parameters = parameters.add_root_certificate(certificate);
    }
    parameters.build_rustls().map_err(|fault| format!("TLS to the mail server: {fault}"))
}

fn as_text(letter: &Letter) -> String {
    let mut text = format!("Hi {},\n\n{}\n", called(&letter.to), plain(&letter.said.body));
    for (label, url) in &letter.said.buttons {
        text.push_str(&format!("\n{label}: {url}\n"));
    }
    text
}

fn as_page(letter: &Letter) -> String {
    let mut page = format!("<p>Hi {},</p>\n{}", escaped(called(&letter.to)), as_html(&letter.said.body));
    for (label, url) in &letter.said.buttons {
        page.push_str(&format!("<p><a href=\"{}\">{}</a></p>\n", escaped(url), escaped(label)));
    }
    format!("<!DOCTYPE html>\n<html><body>\n{page}</body></html>\n")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
