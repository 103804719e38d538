//! Messages by mail.

use chrono::TimeDelta;
use serde_json::json;

use super::mail_server::{Fate, MailServer, Protection};
use super::scene::{inbox, pass, settle, write};
use crate::harness::{Engine, Options, Server, secrets};

const PASSWORD: &str = "the-right-password-of-the-mailer";

struct Scene {
    server: Server,
    mail: MailServer,
    _folder: tempfile::TempDir,
}

async fn start(engine: Engine, protection: Protection, more: &[(&'static str, &str)]) -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let logs_in = more.iter().any(|(key, _)| *key == "email-auth-username");
    let mail = MailServer::start(folder.path(), protection, logs_in).await;
    let mut flags = vec![
        ("email-smarthost", mail.address.to_string()),
        ("email-from", "Burgrave <burgrave@example.com>".to_owned()),
        ("email-hello", "burgrave.example.com".to_owned()),
        ("notifications-dispatch-timeout", "2s".to_owned()),
        ("email-tls-ca-cert-file", folder.path().join("certificate.pem").display().to_string()),
    ];
    flags.extend(more.iter().map(|(key, value)| (*key, (*value).to_owned())));
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    server.owner().await;
    Scene { server, mail, _folder: folder }
}

#[apply(case)]
async fn a_mail_has_both_forms_and_its_buttons(engine: Engine) {
    let Scene { server, mail, _folder } = start(engine, Protection::None, &[]).await;
    let owner = server.owner().await;
    server.member("amira").await;
    settle(&server).await;
    let [one] = &mail.mails()[..] else { panic!("one mail is sent: {:?}", mail.mails()) };
    assert_eq!((one.hello.as_str(), one.from.as_str()), ("burgrave.example.com", "burgrave@example.com"));
    assert_eq!(one.to, [owner.email.as_str()]);
    assert_eq!((&one.login, one.encrypted), (&None, false));
    assert_eq!(one.header("From"), "Burgrave <burgrave@example.com>");
    assert_eq!(one.header("To"), owner.email);
    assert_eq!(one.header("Subject"), "The account amira was created");
    assert!(one.header("Message-ID").ends_with("@example.com>"), "{}", one.text);
    assert!(one.header("Date").starts_with("Mon, 02 Mar 2026 08:30:0"), "{}", one.header("Date"));
    assert!(one.header("Content-Type").starts_with("multipart/alternative"), "{}", one.text);
    let text = one.readable();
    let (plain, html) = text.split_once("text/html").unwrap();
    assert!(plain.contains("Hi owner,\n\nowner has created the account amira.\n"), "{plain}");
    assert!(plain.contains("\nView accounts: http://"), "{plain}");
    assert!(
        html.contains("<strong>owner</strong> has created the account <strong>amira</strong>."),
        "{html}"
    );
    assert_eq!(inbox(owner).await.len(), 1, "it is in the inbox too");
}

#[apply(case)]
async fn connections_are_protected_as_they_have_to_be(engine: Engine) {
    secrets::register(PASSWORD);
    let login = [("email-auth-username", "mailer"), ("email-auth-password", PASSWORD)];
    for (protection, setting) in
        [(Protection::Starttls, "email-tls-starttls"), (Protection::Always, "email-force-tls")]
    {
        let more = [&login[..], &[(setting, "true")]].concat();
        let Scene { server, mail, _folder } = start(engine, protection, &more).await;
        write(server.owner().await, "sealed").await;
        settle(&server).await;
        let [one] = &mail.mails()[..] else { panic!("one mail is sent: {}", server.log.text()) };
        assert!(one.encrypted);
        assert_eq!(one.login, Some(("mailer".to_owned(), PASSWORD.to_owned())));
    }
    // A server that doesn't offer it gets nothing.
    let Scene { server, mail, _folder } =
        start(engine, Protection::None, &[("email-tls-starttls", "true")]).await;
    write(server.owner().await, "sealed").await;
    settle(&server).await;
    assert!(mail.mails().is_empty());
    assert!(server.log.text().contains("a notification did not arrive"));
}

#[apply(case)]
async fn a_certificate_of_nobody_is_not_trusted(engine: Engine) {
    let other = tempfile::tempdir().unwrap();
    crate::listener::wire::Pair::write(other.path());
    let theirs = other.path().join("certificate.pem").display().to_string();
    let more = [("email-force-tls", "true"), ("email-tls-ca-cert-file", theirs.as_str())];
    let Scene { server, mail, _folder } = start(engine, Protection::Always, &more).await;
    write(server.owner().await, "sealed").await;
    settle(&server).await;
    assert!(mail.mails().is_empty());
}

#[apply(case)]
async fn a_login_that_is_refused_is_tried_again(engine: Engine) {
    let wrong = "the-wrong-password-of-the-mailer";
    secrets::register(wrong);
    let login = [("email-auth-username", "mailer"), ("email-auth-password", wrong)];
    let Scene { server, mail, _folder } = start(engine, Protection::None, &login).await;
    write(server.owner().await, "locked out").await;
    settle(&server).await;
    assert!(mail.mails().is_empty());
    let log = server.log.text();
    assert!(log.contains("a notification did not arrive") && log.contains("answers 535"), "{log}");
}

#[apply(case)]
async fn what_fails_for_now_is_tried_again_and_arrives_once(engine: Engine) {
    let Scene { server, mail, _folder } = start(engine, Protection::None, &[]).await;
    mail.will(&[Fate::Receiver(450), Fate::Content(451), Fate::Cut, Fate::Silence]);
    write(server.owner().await, "patience").await;
    for time in [
        TimeDelta::seconds(1),
        TimeDelta::seconds(5),
        TimeDelta::minutes(5),
        TimeDelta::minutes(30),
        TimeDelta::hours(2),
    ] {
        assert!(mail.mails().is_empty());
        pass(&server, time).await;
    }
    assert_eq!(mail.mails().len(), 1);
    pass(&server, TimeDelta::days(3)).await;
    assert_eq!(mail.mails().len(), 1);
}

#[apply(case)]
async fn what_nobody_can_take_is_given_up_at_once(engine: Engine) {
    let Scene { server, mail, _folder } = start(engine, Protection::None, &[]).await;
    mail.will(&[Fate::Receiver(550)]);
    write(server.owner().await, "no such mailbox").await;
    settle(&server).await;
    pass(&server, TimeDelta::hours(1)).await;
    assert!(mail.mails().is_empty());
    assert!(server.log.text().contains("a notification was given up"));
    write(server.owner().await, "others arrive").await;
    settle(&server).await;
    assert_eq!(mail.mails().len(), 1);
}

#[apply(case)]
async fn people_s_markup_is_no_page(engine: Engine) {
    let Scene { server, mail, _folder } = start(engine, Protection::None, &[]).await;
    let text = "Look: <script>alert(1)</script> [here](javascript:alert(1)) ![x](https://x.example/x.png)";
    let body = json!({"content": {"title": "a\r\nBcc: eve@example.com", "message": text}});
    server.owner().await.post(super::scene::CUSTOM, &body).await.expect(204);
    settle(&server).await;
    let one = mail.mails().remove(0);
    assert_eq!(one.to.len(), 1);
    assert_eq!(one.header("Subject"), "a Bcc: eve@example.com");
    let html = one.readable().split_once("text/html").unwrap().1.to_owned();
    assert!(!html.contains("<script>") && !html.contains("javascript") && !html.contains("<img"), "{html}");
}
