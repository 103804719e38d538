//! The values of the settings of logins through a provider.

use std::collections::BTreeMap;
use std::fmt;

use burgrave_core::idpsync::{GroupSync, OrganizationSync, SiteRoleSync};
use burgrave_core::oidc::ClaimNames;

use super::super::reader::Reader;
use super::super::settings::OIDC;
use super::super::values::yes_or_no;
use super::values;

/// Login through a provider.
#[derive(Clone)]
pub struct OidcConfig {
    /// The provider's issuer, as the operator wrote it: issuers are compared letter by letter.
    pub issuer: String,
    /// The client id of this server at the provider.
    pub client_id: String,
    /// The client secret; `None` = a public client.
    pub client_secret: Option<String>,
    /// The scopes that are requested.
    pub scopes: Vec<String>,
    /// Further parameters of the authorization address.
    pub parameters: BTreeMap<String, String>,
    /// Domains whose addresses may log in; empty = all.
    pub domains: Vec<String>,
    /// Whether people without an account get one.
    pub allow_signups: bool,
    /// The claims with the address, the username and the name.
    pub claims: ClaimNames,
    /// Whether all addresses count as verified.
    pub ignore_email_verified: bool,
    /// The source of claims beside the id_token.
    pub more_claims: MoreClaims,
    /// Whether id_tokens of other issuers are accepted.
    pub skip_issuer_checks: bool,
    /// The text of the button.
    pub sign_in_text: String,
    /// The picture on the button; may be empty.
    pub icon_url: String,
    /// Whether a logout ends the session at the provider as well.
    pub logout: bool,
    /// The synchronization from claims.
    pub sync: OidcSync,
}

/// The source of claims beside the id_token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoreClaims {
    /// The provider's userinfo, whose claims take precedence over those of the id_token.
    Userinfo,
    /// The access token; claims of the id_token take precedence over its own.
    AccessToken,
    /// None.
    Nowhere,
}

/// The synchronization from claims by the operator's settings; those that administrators save take
/// precedence.
#[derive(Debug, Clone, Default)]
pub struct OidcSync {
    /// Whether each refresh of the provider's tokens synchronizes too.
    pub on_refresh: bool,
    /// Groups, of which a user must be in at least one; empty = no condition.
    pub allowed_groups: Vec<String>,
    /// Groups of the default organization.
    pub groups: GroupSync,
    /// Organizations.
    pub organizations: OrganizationSync,
    /// Roles of the site.
    pub site_roles: SiteRoleSync,
}

/// Without the secret, as it may be logged.
impl fmt::Debug for OidcConfig {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("OidcConfig")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

impl OidcConfig {
    /// Reads every setting; `None` without an issuer.
    pub(in crate::config) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let issuer = reader.read("oidc-issuer-url", values::issuer);
        let ignore_userinfo = reader.read("oidc-ignore-userinfo", yes_or_no);
        let from_access_token = reader.read("oidc-source-userinfo-from-access-token", yes_or_no);
        let secret = reader.read("oidc-client-secret", values::text);
        let config = Self {
            issuer: issuer.clone().unwrap_or_default(),
            client_id: reader.read("oidc-client-id", values::text),
            client_secret: (!secret.is_empty()).then_some(secret),
            scopes: reader.read("oidc-scopes", values::words),
            parameters: reader.read("oidc-auth-url-params", values::texts),
            domains: reader.read("oidc-email-domain", values::domains),
            allow_signups: reader.read("oidc-allow-signups", yes_or_no),
            claims: ClaimNames {
                email: reader.read("oidc-email-field", values::text),
                username: reader.read("oidc-username-field", values::text),
                name: reader.read("oidc-name-field", values::text),
            },
            ignore_email_verified: reader.read("oidc-ignore-email-verified", yes_or_no),
            more_claims: match () {
                () if from_access_token => MoreClaims::AccessToken,
                () if ignore_userinfo => MoreClaims::Nowhere,
                () => MoreClaims::Userinfo,
            },
            skip_issuer_checks: reader.read("oidc-skip-issuer-checks", yes_or_no),
            sign_in_text: reader.read("oidc-sign-in-text", values::text),
            icon_url: reader.read("oidc-icon-url", values::text),
            logout: reader.read("oidc-logout", yes_or_no),
            sync: OidcSync::read(reader),
        };
        if issuer.is_none() {
            let own = OIDC.iter().filter(|setting| setting.key.starts_with("oidc-"));
            reader.useless_without("oidc-issuer-url", own);
            return None;
        }
        if config.client_id.is_empty() {
            reader.fault("oidc-client-id", "a provider needs the id that it gave to this server", "set it");
        }
        if !config.sync.allowed_groups.is_empty() && config.sync.groups.field.is_empty() {
            let problem = "groups are looked for in no claim";
            reader.fault("oidc-allowed-groups", problem, "name the claim in oidc-group-field");
        }
        Some(config)
    }
}

impl OidcSync {
    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            on_refresh: reader.read("oidc-sync-on-refresh", yes_or_no),
            allowed_groups: reader.read("oidc-allowed-groups", values::names),
            groups: GroupSync {
                field: reader.read("oidc-group-field", values::text),
                mapping: BTreeMap::new(),
                regex_filter: reader.read("oidc-group-regex-filter", values::expression),
                auto_create_missing_groups: reader.read("oidc-group-auto-create", yes_or_no),
                legacy_group_name_mapping: reader.read("oidc-group-mapping", values::texts),
            },
            organizations: OrganizationSync {
                field: reader.read("oidc-organization-field", values::text),
                mapping: reader.read("oidc-organization-mapping", values::ids),
                assign_default: reader.read("oidc-organization-assign-default", yes_or_no),
            },
            site_roles: SiteRoleSync {
                field: reader.read("oidc-user-role-field", values::text),
                mapping: reader.read("oidc-user-role-mapping", values::lists),
                always: reader.read("oidc-user-role-default", values::names),
            },
        }
    }
}
