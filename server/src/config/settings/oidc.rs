//! The settings of logins through a provider.

use super::{BASE, Setting};

/// Every one, in the order in which the help text shows them.
pub(in crate::config) static TABLE: &[Setting] = &[
    Setting {
        key: "oidc-issuer-url",
        variable: "BURGRAVE_OIDC_ISSUER_URL",
        placeholder: "URL",
        help: "Issuer of the OpenID Connect provider through which people log in. Empty: none",
        ..BASE
    },
    Setting {
        key: "oidc-client-id",
        variable: "BURGRAVE_OIDC_CLIENT_ID",
        placeholder: "ID",
        help: "Id that the provider has given to this server",
        ..BASE
    },
    Setting {
        key: "oidc-client-secret",
        variable: "BURGRAVE_OIDC_CLIENT_SECRET",
        placeholder: "SECRET",
        help: "Secret that belongs to it, as a variable or in the file. Empty: a public client, which needs \
               PKCE",
        secret: true,
        ..BASE
    },
    Setting {
        key: "oidc-scopes",
        variable: "BURGRAVE_OIDC_SCOPES",
        placeholder: "SCOPES",
        default: "openid,profile,email",
        help: "Scopes that are requested; add offline_access if the provider gives refresh tokens only with \
               it",
        ..BASE
    },
    Setting {
        key: "oidc-auth-url-params",
        variable: "BURGRAVE_OIDC_AUTH_URL_PARAMS",
        placeholder: "JSON",
        default: r#"{"access_type":"offline"}"#,
        help: "Further parameters of the provider's authorization address, as an object of texts",
        secret: true,
        ..BASE
    },
    Setting {
        key: "oidc-email-domain",
        variable: "BURGRAVE_OIDC_EMAIL_DOMAIN",
        placeholder: "DOMAINS",
        help: "Domains whose addresses may log in. Empty: all",
        ..BASE
    },
    Setting {
        key: "oidc-allow-signups",
        variable: "BURGRAVE_OIDC_ALLOW_SIGNUPS",
        placeholder: "YES",
        default: "true",
        help: "Whether people without an account get one at their first login",
        ..BASE
    },
    Setting {
        key: "oidc-email-field",
        variable: "BURGRAVE_OIDC_EMAIL_FIELD",
        placeholder: "CLAIM",
        default: "email",
        help: "Claim that holds the address",
        ..BASE
    },
    Setting {
        key: "oidc-username-field",
        variable: "BURGRAVE_OIDC_USERNAME_FIELD",
        placeholder: "CLAIM",
        default: "preferred_username",
        help: "Claim that names new users",
        ..BASE
    },
    Setting {
        key: "oidc-name-field",
        variable: "BURGRAVE_OIDC_NAME_FIELD",
        placeholder: "CLAIM",
        default: "name",
        help: "Claim that holds the full name",
        ..BASE
    },
    Setting {
        key: "oidc-ignore-email-verified",
        variable: "BURGRAVE_OIDC_IGNORE_EMAIL_VERIFIED",
        placeholder: "YES",
        default: "false",
        help: "Accept addresses that the provider says are not verified: anybody who can set an address \
               there can take over the account that has it here",
        ..BASE
    },
    Setting {
        key: "oidc-ignore-userinfo",
        variable: "BURGRAVE_OIDC_IGNORE_USERINFO",
        placeholder: "YES",
        default: "false",
        help: "Use the claims of the id_token only, not of the provider's userinfo",
        ..BASE
    },
    Setting {
        key: "oidc-source-userinfo-from-access-token",
        variable: "BURGRAVE_OIDC_SOURCE_USERINFO_FROM_ACCESS_TOKEN",
        placeholder: "YES",
        default: "false",
        help: "Read the access token as a JWT instead of asking for userinfo",
        ..BASE
    },
    Setting {
        key: "oidc-skip-issuer-checks",
        variable: "BURGRAVE_OIDC_SKIP_ISSUER_CHECKS",
        placeholder: "YES",
        default: "false",
        help: "Accept id_tokens of other issuers that the provider's keys have signed",
        ..BASE
    },
    Setting {
        key: "oidc-sign-in-text",
        variable: "BURGRAVE_OIDC_SIGN_IN_TEXT",
        placeholder: "TEXT",
        default: "OpenID Connect",
        help: "Text of the button on the login page",
        ..BASE
    },
    Setting {
        key: "oidc-icon-url",
        variable: "BURGRAVE_OIDC_ICON_URL",
        placeholder: "URL",
        help: "Picture on the button",
        ..BASE
    },
    Setting {
        key: "oidc-logout",
        variable: "BURGRAVE_OIDC_LOGOUT",
        placeholder: "YES",
        default: "false",
        help: "Whether a logout ends the session at the provider as well",
        ..BASE
    },
    Setting {
        key: "oidc-sync-on-refresh",
        variable: "BURGRAVE_OIDC_SYNC_ON_REFRESH",
        placeholder: "YES",
        default: "false",
        help: "Whether organizations, groups and roles are synchronized whenever the provider's tokens are \
               refreshed, not only at the login",
        ..BASE
    },
    Setting {
        key: "oidc-allowed-groups",
        variable: "BURGRAVE_OIDC_ALLOWED_GROUPS",
        placeholder: "GROUPS",
        help: "Groups of which people must be in one to log in; needs oidc-group-field. Empty: none",
        ..BASE
    },
    Setting {
        key: "oidc-group-field",
        variable: "BURGRAVE_OIDC_GROUP_FIELD",
        placeholder: "CLAIM",
        help: "Claim that holds groups of the default organization, until settings are saved for it",
        ..BASE
    },
    Setting {
        key: "oidc-group-mapping",
        variable: "BURGRAVE_OIDC_GROUP_MAPPING",
        placeholder: "JSON",
        default: "{}",
        help: "Other names for values of that claim, as an object of texts",
        ..BASE
    },
    Setting {
        key: "oidc-group-regex-filter",
        variable: "BURGRAVE_OIDC_GROUP_REGEX_FILTER",
        placeholder: "EXPRESSION",
        help: "Values of that claim that don't match this are dropped",
        ..BASE
    },
    Setting {
        key: "oidc-group-auto-create",
        variable: "BURGRAVE_OIDC_GROUP_AUTO_CREATE",
        placeholder: "YES",
        default: "false",
        help: "Whether values of that claim that name no group make one",
        ..BASE
    },
    Setting {
        key: "oidc-organization-field",
        variable: "BURGRAVE_OIDC_ORGANIZATION_FIELD",
        placeholder: "CLAIM",
        help: "Claim that holds organizations, until settings are saved",
        ..BASE
    },
    Setting {
        key: "oidc-organization-mapping",
        variable: "BURGRAVE_OIDC_ORGANIZATION_MAPPING",
        placeholder: "JSON",
        default: "{}",
        help: "Organizations of each value of that claim, as an object of lists of UUIDs",
        ..BASE
    },
    Setting {
        key: "oidc-organization-assign-default",
        variable: "BURGRAVE_OIDC_ORGANIZATION_ASSIGN_DEFAULT",
        placeholder: "YES",
        default: "true",
        help: "Whether everybody is in the default organization as well",
        ..BASE
    },
    Setting {
        key: "oidc-user-role-field",
        variable: "BURGRAVE_OIDC_USER_ROLE_FIELD",
        placeholder: "CLAIM",
        help: "Claim that holds roles of the site. Empty: roles are given here",
        ..BASE
    },
    Setting {
        key: "oidc-user-role-mapping",
        variable: "BURGRAVE_OIDC_USER_ROLE_MAPPING",
        placeholder: "JSON",
        default: "{}",
        help: "Roles of each value of that claim, as an object of lists of names",
        ..BASE
    },
    Setting {
        key: "oidc-user-role-default",
        variable: "BURGRAVE_OIDC_USER_ROLE_DEFAULT",
        placeholder: "ROLES",
        help: "Roles of the site that everybody gets who logs in through the provider, if \
               oidc-user-role-field is set",
        ..BASE
    },
    Setting {
        key: "encryption-keys",
        variable: "BURGRAVE_ENCRYPTION_KEYS",
        placeholder: "KEYS",
        help: "Keys for secrets that must be read back, each 32 bytes as base64, newest first; the first \
               encrypts, all decrypt. Empty: a key in the data folder, made at the first start",
        secret: true,
        ..BASE
    },
];
