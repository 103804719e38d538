//! What the operator decides about notifications: by which ways they are sent, and to where.

use std::path::PathBuf;
use std::time::Duration;

use burgrave_core::notifications::{MOST_ATTEMPTS, Method, SigningSecret};
use url::Url;

use super::reader::Reader;
use super::values::{self, Refusal, Secret, refuse};

/// The port on which mail servers speak TLS from the beginning (RFC 8314 section 7.3).
const SUBMISSIONS: u16 = 465;

/// How notifications are sent.
#[derive(Debug, Clone)]
pub struct NotificationSettings {
    /// The way of templates that have none of their own.
    pub method: Method,
    /// How long one attempt may take.
    pub timeout: Duration,
    /// How often it is tried.
    pub most_attempts: u32,
    /// Where webhooks go; none without an address.
    pub webhook: Option<WebhookSettings>,
    /// Who takes mail; none without a server.
    pub mail: Option<MailSettings>,
}

/// Where webhooks go.
#[derive(Clone)]
pub struct WebhookSettings {
    /// The address. It may hold a secret.
    pub endpoint: Url,
    /// What signs them; each of these does.
    pub secrets: Vec<SigningSecret>,
}

impl std::fmt::Debug for WebhookSettings {
    /// Without the address, as it may be logged.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebhookSettings(…)")
    }
}

/// Who takes mail.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Who it is from: an address, with or without a name before it.
    pub from: String,
    /// How the server is greeted.
    pub hello: String,
    /// What protects the connection.
    pub tls: MailTls,
    /// The name in the certificate.
    pub server_name: String,
    /// Certificate authorities; none = those of the system.
    pub authority: Option<PathBuf>,
    /// How the server logs in; none = it doesn't.
    pub login: Option<MailLogin>,
}

/// What protects a connection to a mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailTls {
    /// Nothing.
    None,
    /// TLS from the beginning.
    Always,
    /// TLS once both have agreed on it; without that no mail is sent.
    Starttls,
}

/// How the server logs in.
#[derive(Debug, Clone)]
pub struct MailLogin {
    /// As whom.
    pub username: String,
    /// With which password.
    pub password: Secret,
}

impl NotificationSettings {
    /// Reads the settings.
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let webhook = reader.read("notifications-webhook-endpoint", endpoint);
        let secrets = reader.read("notifications-webhook-secret", secrets);
        if webhook.is_none() && !secrets.is_empty() {
            let mend = "set notifications-webhook-endpoint as well, or take the secret away";
            reader.fault("notifications-webhook-secret", "it has no effect without an endpoint", mend);
        }
        Self {
            method: reader.read("notifications-method", method),
            timeout: reader.read("notifications-dispatch-timeout", timeout),
            most_attempts: reader.read("notifications-max-send-attempts", attempts),
            webhook: webhook.map(|endpoint| WebhookSettings { endpoint, secrets }),
            mail: mail(reader),
        }
    }
}

/// Everything about mail is read, also where there is no server, so that all faults are told.
fn mail(reader: &mut Reader<'_>) -> Option<MailSettings> {
    let server = reader.read("email-smarthost", smarthost);
    let from = reader.read("email-from", sender);
    let hello = reader.read("email-hello", host_name);
    let (always, starttls) = (
        reader.read("email-force-tls", values::yes_or_no),
        reader.read("email-tls-starttls", values::yes_or_no),
    );
    let server_name = reader.read("email-tls-server-name", |text| Ok(text.to_owned()));
    let authority = reader.read("email-tls-ca-cert-file", values::file);
    let login = login(reader);
    let (host, port) = server?;
    let Some(from) = from else {
        let mend = "set email-from as well, as Burgrave <burgrave@example.com>";
        reader.fault("email-smarthost", "mail has no sender", mend);
        return None;
    };
    let tls = match (always || port == SUBMISSIONS, starttls) {
        (true, _) => MailTls::Always,
        (false, true) => MailTls::Starttls,
        (false, false) => MailTls::None,
    };
    let server_name = if server_name.is_empty() { host.clone() } else { server_name };
    Some(MailSettings { host, port, from, hello, tls, server_name, authority, login })
}

fn login(reader: &mut Reader<'_>) -> Option<MailLogin> {
    let username = reader.read("email-auth-username", |text| Ok(text.to_owned()));
    let given = reader.read("email-auth-password", |text| Ok(text.to_owned()));
    let kept = reader.read("email-auth-password-file", password_file);
    let fault = |reader: &mut Reader<'_>, key, problem| {
        let mend = "set email-auth-username, and email-auth-password or email-auth-password-file";
        reader.fault(key, problem, mend);
        None
    };
    match (username.is_empty(), given.is_empty(), kept) {
        (true, true, None) => None,
        (true, true, Some(_)) => fault(reader, "email-auth-password-file", "there is no name beside it"),
        (true, false, _) => fault(reader, "email-auth-password", "there is no name beside it"),
        (false, true, None) => fault(reader, "email-auth-username", "there is no password beside it"),
        (false, false, Some(_)) => fault(reader, "email-auth-password", "there is a file with one too"),
        (false, false, None) => Some(MailLogin { username, password: Secret(given) }),
        (false, true, Some(password)) => Some(MailLogin { username, password }),
    }
}

fn method(text: &str) -> Result<Method, Refusal> {
    match Method::named(text) {
        Ok(method @ (Method::Smtp | Method::Webhook)) => Ok(method),
        _ => refuse(format!("\"{text}\" is no way of sending"), "write smtp or webhook"),
    }
}

fn timeout(text: &str) -> Result<Duration, Refusal> {
    let read = values::time(text)?;
    if (Duration::from_millis(100)..=Duration::from_secs(60)).contains(&read) {
        return Ok(read);
    }
    refuse(format!("\"{text}\" is no time for one attempt"), "write a time between 100ms and 1m, as 30s")
}

fn attempts(text: &str) -> Result<u32, Refusal> {
    match text.parse::<u32>() {
        Ok(number) if (1..=MOST_ATTEMPTS).contains(&number) => Ok(number),
        _ => refuse(
            format!("\"{text}\" is no number of attempts"),
            format!("write a whole number from 1 to {MOST_ATTEMPTS}"),
        ),
    }
}

/// The address may hold a secret: the refusal doesn't repeat it.
pub(super) fn endpoint(text: &str) -> Result<Option<Url>, Refusal> {
    match Url::parse(text) {
        _ if text.is_empty() => Ok(None),
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(Some(url)),
        _ => refuse("this is no http or https URL", "write one, as https://chat.example.com/hooks/burgrave"),
    }
}

/// The value is a secret: the refusal doesn't repeat it.
pub(super) fn secrets(text: &str) -> Result<Vec<SigningSecret>, Refusal> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    match parts.map(str::parse).collect::<Result<Vec<_>, _>>() {
        Ok(secrets) if secrets.len() <= 2 => Ok(secrets),
        Ok(_) => refuse("more than two secrets are given", "write one, or two with a comma between them"),
        Err(_) => refuse(
            "this is no secret of a webhook",
            "write whsec_ and behind it 24 to 64 random bytes in base64, as `openssl rand -base64 32` makes them",
        ),
    }
}

fn smarthost(text: &str) -> Result<Option<(String, u16)>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    let split = text.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse::<u16>().ok()?)));
    match split {
        Some((host, port)) if !host.is_empty() && port > 0 => {
            Ok(Some((host.trim_start_matches('[').trim_end_matches(']').to_owned(), port)))
        }
        _ => refuse(format!("\"{text}\" is no mail server"), "write host and port, as mail.example.com:587"),
    }
}

fn sender(text: &str) -> Result<Option<String>, Refusal> {
    match text.parse::<lettre::message::Mailbox>() {
        _ if text.is_empty() => Ok(None),
        Ok(_) => Ok(Some(text.to_owned())),
        Err(_) => refuse(
            format!("\"{text}\" is no sender"),
            "write an address, or a name and an address, as Burgrave <burgrave@example.com>",
        ),
    }
}

fn host_name(text: &str) -> Result<String, Refusal> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'[' | b']' | b':');
    match text.is_empty() || text.len() > 253 || !text.bytes().all(fits) {
        true => refuse(format!("\"{text}\" is no host name"), "write a name, as burgrave.example.com"),
        false => Ok(text.to_owned()),
    }
}

/// The content is a secret: the refusal doesn't repeat it.
fn password_file(text: &str) -> Result<Option<Secret>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    match std::fs::read_to_string(text) {
        Ok(content) if !content.trim().is_empty() && content.len() <= 1024 => {
            Ok(Some(Secret(content.trim_end_matches(['\r', '\n']).to_owned())))
        }
        Ok(_) => refuse(format!("{text} holds no password"), "write the password into it, and nothing else"),
        Err(error) => {
            refuse(format!("{text} can't be read ({error})"), "name a file that this user may read")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Layers};

    fn read(flags: &[(&'static str, &str)]) -> Result<NotificationSettings, String> {
        let flags = flags.iter().map(|(key, value)| (*key, (*value).to_owned()));
        let config = Config::resolve(&Layers::new(flags, |_| None));
        config.map(|config| config.governance.notifications).map_err(|faults| faults.to_string())
    }

    const SERVER: (&str, &str) = ("email-smarthost", "mail.example.com:587");
    const FROM: (&str, &str) = ("email-from", "Burgrave <burgrave@example.com>");

    #[test]
    fn by_default_nothing_is_sent_anywhere() {
        let found = read(&[]).unwrap();
        assert!(found.webhook.is_none() && found.mail.is_none());
        assert_eq!((found.method, found.most_attempts), (Method::Smtp, 8));
    }

    #[test]
    fn the_port_or_a_setting_decides_about_tls() {
        let tls =
            |more: &[(&'static str, &str)]| read(&[&[FROM][..], more].concat()).unwrap().mail.unwrap().tls;
        assert_eq!(tls(&[SERVER]), MailTls::None);
        assert_eq!(tls(&[("email-smarthost", "mail.example.com:465")]), MailTls::Always);
        assert_eq!(tls(&[SERVER, ("email-force-tls", "true")]), MailTls::Always);
        assert_eq!(tls(&[SERVER, ("email-tls-starttls", "true")]), MailTls::Starttls);
        let six = read(&[FROM, ("email-smarthost", "[::1]:25")]).unwrap().mail.unwrap();
        assert_eq!((six.host.as_str(), six.port, six.server_name.as_str()), ("::1", 25, "::1"));
    }

    #[test]
    fn faults_name_no_secret() {
        for (flags, words) in [
            (vec![("notifications-method", "inbox")], "no way of sending"),
            (vec![("notifications-dispatch-timeout", "2h")], "no time for one attempt"),
            (vec![("notifications-max-send-attempts", "9")], "from 1 to 8"),
            (vec![("notifications-webhook-endpoint", "ftp://hidden.example")], "no http or https URL"),
            (vec![("notifications-webhook-secret", "whsec_hidden")], "no secret of a webhook"),
            (vec![("notifications-webhook-secret", "whsec_aGlkZGVuaGlkZGVuaGlkZGVuaGlkZGVu")], "no effect"),
            (vec![("email-smarthost", "mail.example.com")], "no mail server"),
            (vec![SERVER], "no sender"),
            (vec![SERVER, ("email-from", "somebody")], "is no sender"),
            (vec![("email-hello", "two words")], "no host name"),
            (vec![("email-auth-password", "hidden")], "no name beside it"),
            (vec![("email-auth-username", "amira")], "no password beside it"),
            (vec![("email-auth-password-file", "/nowhere/at/all")], "can't be read"),
        ] {
            let fault = read(&flags).unwrap_err();
            assert!(fault.contains(words) && !fault.contains("hidden"), "{fault}");
        }
    }
}
