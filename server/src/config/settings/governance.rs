//! The settings of what the deployment as a whole may do, and how it treats people.

use super::{BASE, Setting};

/// Every one, in the order in which the help text shows them.
pub(super) static TABLE: &[Setting] = &[
    Setting {
        key: "license-keys",
        variable: "BURGRAVE_LICENSE_KEYS",
        placeholder: "KEYS",
        help: "Public keys that sign licences, as NAME=BASE64 with commas between them. Empty: no licence is needed for \
               anything",
        ..BASE
    },
    Setting {
        key: "default-quiet-hours-schedule",
        variable: "BURGRAVE_DEFAULT_QUIET_HOURS_SCHEDULE",
        placeholder: "SCHEDULE",
        default: "CRON_TZ=UTC 0 0 * * *",
        help: "When quiet hours begin for people who haven't chosen, one time a day; workspaces are stopped in them whose \
               template wants it",
        ..BASE
    },
    Setting {
        key: "allow-custom-quiet-hours",
        variable: "BURGRAVE_ALLOW_CUSTOM_QUIET_HOURS",
        placeholder: "YES",
        default: "true",
        help: "Whether people may choose their quiet hours",
        ..BASE
    },
    Setting {
        key: "docs-url",
        variable: "BURGRAVE_DOCS_URL",
        placeholder: "URL",
        help: "Where people find documentation. Empty: as external-url",
        ..BASE
    },
    Setting {
        key: "support-links",
        variable: "BURGRAVE_SUPPORT_LINKS",
        placeholder: "JSON",
        help: "Where people find help, as [{\"name\": \"Chat\", \"target\": \"https://chat.example.com\", \"icon\": \"chat\"}]; \
               icons are bug, chat, docs and star. Empty: the documentation",
        ..BASE
    },
    Setting {
        key: "notifications-method",
        variable: "BURGRAVE_NOTIFICATIONS_METHOD",
        placeholder: "METHOD",
        default: "smtp",
        help: "How notifications are sent whose template has no way of its own: smtp or webhook",
        ..BASE
    },
    Setting {
        key: "notifications-dispatch-timeout",
        variable: "BURGRAVE_NOTIFICATIONS_DISPATCH_TIMEOUT",
        placeholder: "TIME",
        default: "1m",
        help: "Longest time that one attempt to send a notification may take (ms, s, m or h)",
        ..BASE
    },
    Setting {
        key: "notifications-max-send-attempts",
        variable: "BURGRAVE_NOTIFICATIONS_MAX_SEND_ATTEMPTS",
        placeholder: "NUMBER",
        default: "8",
        help: "How often it is tried at most to send a notification; 1 to 8",
        ..BASE
    },
    Setting {
        key: "notifications-webhook-endpoint",
        variable: "BURGRAVE_NOTIFICATIONS_WEBHOOK_ENDPOINT",
        placeholder: "URL",
        help: "Where notifications are sent by webhook. Empty: none is sent by webhook",
        secret: true,
        ..BASE
    },
    Setting {
        key: "notifications-webhook-secret",
        variable: "BURGRAVE_NOTIFICATIONS_WEBHOOK_SECRET",
        placeholder: "SECRET",
        help: "Secret that signs webhooks as Standard Webhooks say, as whsec_BASE64; two with a comma between them both sign. \
               Empty: they are not signed",
        secret: true,
        ..BASE
    },
    Setting {
        key: "email-smarthost",
        variable: "BURGRAVE_EMAIL_SMARTHOST",
        placeholder: "HOST:PORT",
        help: "Mail server that takes notifications, as mail.example.com:587. Empty: none is sent by mail",
        ..BASE
    },
    Setting {
        key: "email-from",
        variable: "BURGRAVE_EMAIL_FROM",
        placeholder: "ADDRESS",
        help: "Who notifications are from, as Burgrave <burgrave@example.com>",
        ..BASE
    },
    Setting {
        key: "email-hello",
        variable: "BURGRAVE_EMAIL_HELLO",
        placeholder: "NAME",
        default: "localhost",
        help: "Name by which the server greets the mail server",
        ..BASE
    },
    Setting {
        key: "email-force-tls",
        variable: "BURGRAVE_EMAIL_FORCE_TLS",
        placeholder: "YES",
        default: "false",
        help: "Whether the mail server speaks TLS from the beginning, as on port 465",
        ..BASE
    },
    Setting {
        key: "email-tls-starttls",
        variable: "BURGRAVE_EMAIL_TLS_STARTTLS",
        placeholder: "YES",
        default: "false",
        help: "Whether the connection to the mail server must change to TLS",
        ..BASE
    },
    Setting {
        key: "email-tls-server-name",
        variable: "BURGRAVE_EMAIL_TLS_SERVER_NAME",
        placeholder: "NAME",
        help: "Name in the certificate of the mail server. Empty: that of email-smarthost",
        ..BASE
    },
    Setting {
        key: "email-tls-ca-cert-file",
        variable: "BURGRAVE_EMAIL_TLS_CA_CERT_FILE",
        placeholder: "FILE",
        help: "Certificate authority of the mail server, as PEM. Empty: those of the system",
        ..BASE
    },
    Setting {
        key: "email-auth-username",
        variable: "BURGRAVE_EMAIL_AUTH_USERNAME",
        placeholder: "NAME",
        help: "Name with which the server logs in at the mail server (PLAIN or LOGIN). Empty: without a login",
        ..BASE
    },
    Setting {
        key: "email-auth-password",
        variable: "BURGRAVE_EMAIL_AUTH_PASSWORD",
        placeholder: "PASSWORD",
        help: "Password with which the server logs in at the mail server",
        secret: true,
        ..BASE
    },
    Setting {
        key: "email-auth-password-file",
        variable: "BURGRAVE_EMAIL_AUTH_PASSWORD_FILE",
        placeholder: "FILE",
        help: "File that holds this password",
        ..BASE
    },
    Setting {
        key: "audit-webhook-endpoint",
        variable: "BURGRAVE_AUDIT_WEBHOOK_ENDPOINT",
        placeholder: "URL",
        help: "Where entries of the audit log are sent by webhook. Empty: nowhere",
        secret: true,
        ..BASE
    },
    Setting {
        key: "audit-webhook-secret",
        variable: "BURGRAVE_AUDIT_WEBHOOK_SECRET",
        placeholder: "SECRET",
        help: "Secret that signs these webhooks as Standard Webhooks say, as whsec_BASE64; two with a comma between them both \
               sign. Empty: they are not signed",
        secret: true,
        ..BASE
    },
    Setting {
        key: "audit-syslog",
        variable: "BURGRAVE_AUDIT_SYSLOG",
        placeholder: "URL",
        help: "Server of syslog that gets entries of the audit log, as tls://logs.example.com:6514, tcp://…, udp://… or \
               unix:///dev/log. Empty: none",
        ..BASE
    },
    Setting {
        key: "audit-file",
        variable: "BURGRAVE_AUDIT_FILE",
        placeholder: "FILE",
        help: "File to which entries of the audit log are appended, one JSON document a line. Empty: none",
        ..BASE
    },
];
