//! The words of `x-audit` are words of the audit log: what an operation records can be searched for.

use burgrave_api as api;
use burgrave_core::audit::{AuditAction, AuditKind};
macro_rules! words {
    ($(#[$doc:meta])* $function:ident: $words:ident { $($variant:ident)+ }) => {
        $(#[$doc])*
        pub(crate) const fn $function(word: api::$words) -> $words {
            match word { $(api::$words::$variant => $words::$variant),+ }
        }
    };
}

words! {
    /// The kind of object that an operation acts on.
    kind: AuditKind {
        ApiKey
        Appearance
        ConvertLogin
        CustomRole
        File
        GitSshKey
        Group
        HealthSettings
        IdpSyncSettingsGroup
        IdpSyncSettingsOrganization
        IdpSyncSettingsRole
        License
        NotificationTemplate
        NotificationsSettings
        Oauth2ProviderApp
        Oauth2ProviderAppSecret
        Oauth2ProviderSettings
        Organization
        OrganizationMember
        ProvisionerKey
        Template
        TemplateVersion
        User
        Workspace
        WorkspaceAgent
        WorkspaceBuild
        WorkspaceProxy
    }
}

words! {
    /// What an operation does to it.
    action: AuditAction { Create Delete Login Logout Register RequestPasswordReset Start Stop Write }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray as _;

    /// Kinds that can be searched for, as clients do, although no operation records them yet.
    const KINDS_WITHOUT_OPERATION: [AuditKind; 3] =
        [AuditKind::WorkspaceApp, AuditKind::ScimToken, AuditKind::PrebuildsSettings];

    /// The same of actions.
    const ACTIONS_WITHOUT_OPERATION: [AuditAction; 4] =
        [AuditAction::Connect, AuditAction::Disconnect, AuditAction::Open, AuditAction::Close];

    #[test]
    fn both_write_a_word_alike() {
        for word in api::AuditKind::ALL {
            assert_eq!(kind(word).as_str(), word.as_str());
        }
        for word in api::AuditAction::ALL {
            assert_eq!(action(word).as_str(), word.as_str());
        }
    }

    #[test]
    fn a_word_that_no_operation_records_is_listed_as_such() {
        for known in AuditKind::VARIANTS {
            let recorded = api::AuditKind::ALL.iter().any(|word| kind(*word) == *known);
            assert_ne!(recorded, KINDS_WITHOUT_OPERATION.contains(known), "{}", known.as_str());
        }
        for known in AuditAction::VARIANTS {
            let recorded = api::AuditAction::ALL.iter().any(|word| action(*word) == *known);
            assert_ne!(recorded, ACTIONS_WITHOUT_OPERATION.contains(known), "{}", known.as_str());
        }
    }
}
