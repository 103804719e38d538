//! The settings of the server itself.

use super::{BASE, Setting};

/// Every one, in the order in which the help text shows them.
pub(super) static TABLE: &[Setting] = &[
    Setting {
        key: "address",
        variable: "BURGRAVE_ADDRESS",
        placeholder: "IP:PORT",
        default: "127.0.0.1:3000",
        help: "Address to listen on; port 0 lets the system choose one",
        common: true,
        ..BASE
    },
    Setting {
        key: "access-url",
        variable: "BURGRAVE_ACCESS_URL",
        placeholder: "URL",
        help: "URL at which people and programs reach this server; with https, cookies are Secure and HSTS \
               is sent. Empty: made from the address",
        common: true,
        ..BASE
    },
    Setting {
        key: "tls-certificate",
        variable: "BURGRAVE_TLS_CERTIFICATE",
        placeholder: "FILE",
        help: "Certificate of this server and the chain of those that signed it, as PEM; reloaded on SIGHUP. \
               Empty: plain HTTP",
        ..BASE
    },
    Setting {
        key: "tls-key",
        variable: "BURGRAVE_TLS_KEY",
        placeholder: "FILE",
        help: "Private key of the certificate, as PEM without a password; reloaded on SIGHUP",
        ..BASE
    },
    Setting {
        key: "data",
        variable: "BURGRAVE_DATA",
        placeholder: "FOLDER",
        default: "./burgrave-data",
        help: "Folder for the embedded database and other files of the server; created when it is missing",
        everywhere: true,
        common: true,
        ..BASE
    },
    Setting {
        key: "database",
        variable: "BURGRAVE_DATABASE",
        placeholder: "URL",
        help: "PostgreSQL to use, as postgres://user:password@host/name. Empty: SQLite in the data folder",
        everywhere: true,
        common: true,
        secret: true,
        ..BASE
    },
    Setting {
        key: "database-wait",
        variable: "BURGRAVE_DATABASE_WAIT",
        placeholder: "TIME",
        default: "60s",
        help: "How long the start waits for a PostgreSQL that doesn't answer yet (ms, s, m or h; 0 = not at \
               all)",
        ..BASE
    },
    Setting {
        key: "migrate-at-start",
        variable: "BURGRAVE_MIGRATE_AT_START",
        placeholder: "YES",
        default: "true",
        help: "Whether the start brings the schema of the database up to date; otherwise a server refuses one \
               that isn't, until `burgrave database migrate` has",
        ..BASE
    },
    Setting {
        key: "database-direct",
        variable: "BURGRAVE_DATABASE_DIRECT",
        placeholder: "URL",
        help: "The same PostgreSQL past its connection pooler, where `database` leads to one that pools by \
               transaction: replicas notify each other there. Empty: as `database`",
        secret: true,
        ..BASE
    },
    Setting {
        key: "log-level",
        variable: "BURGRAVE_LOG_LEVEL",
        placeholder: "LEVEL",
        default: "info",
        help: "Least severe level to log: critical, error, warning, info, debug or trace",
        everywhere: true,
        ..BASE
    },
    Setting {
        key: "log-format",
        variable: "BURGRAVE_LOG_FORMAT",
        placeholder: "FORMAT",
        default: "terminal",
        help: "How log lines look on the error stream: terminal or json",
        everywhere: true,
        ..BASE
    },
    Setting {
        key: "body-time-limit",
        variable: "BURGRAVE_BODY_TIME_LIMIT",
        placeholder: "TIME",
        default: "60s",
        help: "Longest time that a request body may take to arrive (ms, s, m or h; 0 = no limit)",
        ..BASE
    },
    Setting {
        key: "handler-time-limit",
        variable: "BURGRAVE_HANDLER_TIME_LIMIT",
        placeholder: "TIME",
        default: "60s",
        help: "Longest time that the work on one request may take (ms, s, m or h; 0 = no limit)",
        ..BASE
    },
    Setting {
        key: "drain-time",
        variable: "BURGRAVE_DRAIN_TIME",
        placeholder: "TIME",
        default: "30s",
        help: "Time that requests under way get to finish after SIGTERM or SIGINT (ms, s, m or h)",
        ..BASE
    },
    Setting {
        key: "drain-delay",
        variable: "BURGRAVE_DRAIN_DELAY",
        placeholder: "TIME",
        default: "0",
        help: "Time after SIGTERM or SIGINT in which requests are still taken while /readyz is 503, so that \
               balancers leave first (ms, s, m or h)",
        ..BASE
    },
    Setting {
        key: "provisioner-daemons",
        variable: "BURGRAVE_PROVISIONER_DAEMONS",
        placeholder: "NUMBER",
        default: "3",
        help: "Daemons of this process, each of which runs one job of the default organization at a time; 0 \
               to 64",
        ..BASE
    },
    Setting {
        key: "workspace-renames",
        variable: "BURGRAVE_WORKSPACE_RENAMES",
        placeholder: "YES",
        default: "false",
        help: "Whether people may rename workspaces; templates may use the name for what they create",
        ..BASE
    },
    Setting {
        key: "debug-builds",
        variable: "BURGRAVE_DEBUG_BUILDS",
        placeholder: "YES",
        default: "false",
        help: "Whether people who may change a template may run its builds with a debug log, which has \
               secrets",
        ..BASE
    },
    Setting {
        key: "terraform",
        variable: "BURGRAVE_TERRAFORM",
        placeholder: "FILE",
        help: "Program that runs templates: Terraform 1.1 or newer, or OpenTofu. Empty: terraform or tofu in \
               PATH",
        ..BASE
    },
    Setting {
        key: "provider-mirror",
        variable: "BURGRAVE_PROVIDER_MIRROR",
        placeholder: "PLACE",
        help: "Folder or https:// address from which Terraform takes all providers. Empty: their registries",
        ..BASE
    },
    Setting {
        key: "ssh-hostname-prefix",
        variable: "BURGRAVE_SSH_HOSTNAME_PREFIX",
        placeholder: "TEXT",
        default: "coder.",
        help: "What clients put before names of workspaces in SSH configurations",
        ..BASE
    },
    Setting {
        key: "workspace-hostname-suffix",
        variable: "BURGRAVE_WORKSPACE_HOSTNAME_SUFFIX",
        placeholder: "DOMAIN",
        default: "coder",
        help: "Domain that clients put after names of workspaces, without a dot before it",
        ..BASE
    },
    Setting {
        key: "ssh-config-options",
        variable: "BURGRAVE_SSH_CONFIG_OPTIONS",
        placeholder: "OPTIONS",
        help: "Options that clients write into SSH configurations, as Compression=no,ForwardX11=no",
        ..BASE
    },
    Setting {
        key: "drift-check-interval",
        variable: "BURGRAVE_DRIFT_CHECK_INTERVAL",
        placeholder: "TIME",
        default: "0",
        help: "How often it is looked what has changed of each running workspace without a build (0 = when somebody \
               asks)",
        ..BASE
    },
    Setting {
        key: "template-paths",
        variable: "BURGRAVE_TEMPLATE_PATHS",
        placeholder: "PATHS",
        help: "Folders and files, with commas between them, that programs of templates may read and change beside \
               those of their job",
        ..BASE
    },
    Setting {
        key: "max-waiting-jobs-per-user",
        variable: "BURGRAVE_MAX_WAITING_JOBS_PER_USER",
        placeholder: "NUMBER",
        default: "200",
        help: "Jobs of one person that may wait for a daemon in one organization; further ones are refused \
               with 403 (0 = no limit)",
        ..BASE
    },
    Setting {
        key: "max-waiting-jobs-per-organization",
        variable: "BURGRAVE_MAX_WAITING_JOBS_PER_ORGANIZATION",
        placeholder: "NUMBER",
        default: "10000",
        help: "Jobs that may wait for a daemon in one organization; further ones are refused with 403 \
               (0 = no limit)",
        ..BASE
    },
    Setting {
        key: "rate-limit-api",
        variable: "BURGRAVE_RATE_LIMIT_API",
        placeholder: "REQUESTS",
        default: "512",
        help: "Requests a minute that one caller may send to one path; twenty times as many to all \
               (0 or less = no limit)",
        ..BASE
    },
    Setting {
        key: "rate-limit-login",
        variable: "BURGRAVE_RATE_LIMIT_LOGIN",
        placeholder: "REQUESTS",
        default: "60",
        help: "Requests a minute to each operation that checks passwords, and wrong credentials \
               (0 or less = no limit)",
        ..BASE
    },
    Setting {
        key: "rate-limit-files",
        variable: "BURGRAVE_RATE_LIMIT_FILES",
        placeholder: "REQUESTS",
        default: "12",
        help: "Requests a minute to each operation that takes files (0 or less = no limit)",
        ..BASE
    },
    Setting {
        key: "rate-limit-scim",
        variable: "BURGRAVE_RATE_LIMIT_SCIM",
        placeholder: "REQUESTS",
        default: "6000",
        help: "Requests a minute to each operation of SCIM (0 or less = no limit)",
        ..BASE
    },
    Setting {
        key: "trusted-proxies",
        variable: "BURGRAVE_TRUSTED_PROXIES",
        placeholder: "NETWORKS",
        help: "Networks of the proxies whose X-Forwarded-For is believed, as 10.0.0.0/8,192.0.2.7",
        ..BASE
    },
    Setting {
        key: "password-login",
        variable: "BURGRAVE_PASSWORD_LOGIN",
        placeholder: "YES",
        default: "true",
        help: "Whether people may log in with a password",
        ..BASE
    },
    Setting {
        key: "sliding-sessions",
        variable: "BURGRAVE_SLIDING_SESSIONS",
        placeholder: "YES",
        default: "true",
        help: "Whether use extends a session; otherwise it ends when its lifetime is over",
        ..BASE
    },
    Setting {
        key: "session-lifetime",
        variable: "BURGRAVE_SESSION_LIFETIME",
        placeholder: "TIME",
        default: "24h",
        help: "How long a login lasts without use (s, m or h)",
        ..BASE
    },
    Setting {
        key: "default-token-lifetime",
        variable: "BURGRAVE_DEFAULT_TOKEN_LIFETIME",
        placeholder: "TIME",
        default: "168h",
        help: "How long an API token lasts without use when it doesn't say (s, m or h)",
        ..BASE
    },
    Setting {
        key: "max-token-lifetime",
        variable: "BURGRAVE_MAX_TOKEN_LIFETIME",
        placeholder: "TIME",
        default: "876000h",
        help: "Longest lifetime that an API token may be given (s, m or h)",
        ..BASE
    },
    Setting {
        key: "max-admin-token-lifetime",
        variable: "BURGRAVE_MAX_ADMIN_TOKEN_LIFETIME",
        placeholder: "TIME",
        help: "The same for tokens of owners. Empty: as for everyone",
        ..BASE
    },
    Setting {
        key: "dormant-after",
        variable: "BURGRAVE_DORMANT_AFTER",
        placeholder: "TIME",
        default: "2160h",
        help: "Time without a request after which an active user becomes dormant (m or h; 0 = never)",
        ..BASE
    },
    Setting {
        key: "audit-retention",
        variable: "BURGRAVE_AUDIT_RETENTION",
        placeholder: "TIME",
        default: "0",
        help: "How long entries of the audit log are kept, as 365d (ms, s, m, h or d; 0 = no limit)",
        ..BASE
    },
    Setting {
        key: "provisioner-daemon-psk",
        variable: "BURGRAVE_PROVISIONER_DAEMON_PSK",
        placeholder: "SECRET",
        help: "Secret by which provisioner daemons of the default organization may connect from other machines; two with a \
               comma between them are both right. Empty: they need a key of their organization, or a session",
        secret: true,
        ..BASE
    },
    Setting {
        key: "metrics-token",
        variable: "BURGRAVE_METRICS_TOKEN",
        placeholder: "TOKEN",
        help: "Bearer token that GET /metrics requires. Empty: no token where the server listens on a \
               loopback address, and no access elsewhere",
        secret: true,
        ..BASE
    },
    Setting {
        key: "oauth2-provider",
        variable: "BURGRAVE_OAUTH2_PROVIDER",
        placeholder: "YES",
        default: "true",
        help: "Whether apps may get tokens for people through OAuth2; otherwise its paths don't exist",
        ..BASE
    },
    Setting {
        key: "oauth2-refresh-lifetime",
        variable: "BURGRAVE_OAUTH2_REFRESH_LIFETIME",
        placeholder: "TIME",
        default: "720h",
        help: "How long a refresh token of an app lasts (ms, s, m or h; 0 = as long as a session)",
        ..BASE
    },
    Setting {
        key: "api-version",
        variable: "BURGRAVE_API_VERSION",
        placeholder: "VERSION",
        default: "2.36.0",
        help: "Version of the documented API in answers: clients compare it with their own. Empty: the \
               version of this program",
        ..BASE
    },
    Setting {
        key: "external-url",
        variable: "BURGRAVE_EXTERNAL_URL",
        placeholder: "URL",
        help: "Web page about this software, to which clients link. Empty: the front page of this server",
        ..BASE
    },
    Setting {
        key: "relay-url",
        variable: "BURGRAVE_RELAY_URL",
        placeholder: "URL",
        help: "URL at which the other replicas reach this one: each checks the others of its region there, \
               and shows whom it doesn't reach. Empty: it isn't checked",
        ..BASE
    },
    Setting {
        key: "region-id",
        variable: "BURGRAVE_REGION_ID",
        placeholder: "NUMBER",
        default: "999",
        help: "Number of the region in which this replica runs, 1 to 9999; replicas of one region check each \
               other",
        ..BASE
    },
    Setting {
        key: "proxy-health-interval",
        variable: "BURGRAVE_PROXY_HEALTH_INTERVAL",
        placeholder: "TIME",
        default: "1m",
        help: "How often workspace proxies are asked how they are (s, m or h)",
        ..BASE
    },
    Setting {
        key: "outgoing-private-networks",
        variable: "BURGRAVE_OUTGOING_PRIVATE_NETWORKS",
        placeholder: "NETWORKS",
        help: "Private networks that the server may reach for URLs from users, as 10.0.0.0/8; never \
               link-local ones",
        ..BASE
    },
    Setting {
        key: "outgoing-certificates",
        variable: "BURGRAVE_OUTGOING_CERTIFICATES",
        placeholder: "FILE",
        help: "Additional certificate authorities for outgoing requests, as PEM. Empty: those of the system",
        ..BASE
    },
    Setting {
        key: "brand-name",
        variable: "BURGRAVE_BRAND_NAME",
        placeholder: "NAME",
        default: "Burgrave",
        help: "Name of the deployment on its pages",
        ..BASE
    },
    Setting {
        key: "brand-color",
        variable: "BURGRAVE_BRAND_COLOR",
        placeholder: "COLOR",
        default: "#2f5d50",
        help: "Colour of buttons, links and the built-in logo on the pages, as #2f5d50",
        ..BASE
    },
    Setting {
        key: "brand-logo",
        variable: "BURGRAVE_BRAND_LOGO",
        placeholder: "FILE",
        help: "Picture at the head of the pages, an SVG, PNG, JPEG or WebP file of 1 MiB at most. Empty: the \
               built-in one",
        ..BASE
    },
    Setting {
        key: "open-setup",
        variable: "BURGRAVE_OPEN_SETUP",
        placeholder: "YES",
        default: "false",
        help: "Let anybody who reaches the server create the first user, without the setup token",
        switch: true,
        ..BASE
    },
    Setting {
        key: "scim-key",
        variable: "BURGRAVE_SCIM_KEY",
        placeholder: "KEY",
        help: "Key with which an identity provider uses SCIM; two keys with a comma between them are both \
               valid, so that one can replace the other. Empty: SCIM is off",
        secret: true,
        ..BASE
    },
];
