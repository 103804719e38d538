//! The features that licences cover.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// Something that a licence may cover, by the name that clients look it up by.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
#[allow(missing_docs, reason = "the words say it")]
pub enum Feature {
    UserLimit,
    AuditLog,
    ConnectionLog,
    BrowserOnly,
    Scim,
    TemplateRbac,
    UserRoleManagement,
    HighAvailability,
    MultipleExternalAuth,
    ExternalProvisionerDaemons,
    Appearance,
    AdvancedTemplateScheduling,
    WorkspaceProxy,
    ExternalTokenEncryption,
    WorkspaceBatchActions,
    TaskBatchActions,
    AccessControl,
    ControlSharedPorts,
    CustomRoles,
    MultipleOrganizations,
    WorkspacePrebuilds,
    ManagedAgentLimit,
    WorkspaceExternalAgent,
    Aibridge,
    Boundary,
    ServiceAccounts,
    AiGovernanceUserLimit,
    AgentRuntimeHours,
}

impl Feature {
    /// The name that clients look it up by.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether it is a number rather than something that can be done. Those are in no set.
    #[must_use]
    pub const fn is_limit(self) -> bool {
        matches!(
            self,
            Self::UserLimit | Self::ManagedAgentLimit | Self::AiGovernanceUserLimit | Self::AgentRuntimeHours
        )
    }

    /// Whether it is used up within a period.
    #[must_use]
    pub const fn has_period(self) -> bool {
        matches!(self, Self::ManagedAgentLimit | Self::AgentRuntimeHours)
    }

    /// Whether it is on as soon as it is entitled, whatever the settings say.
    #[must_use]
    pub const fn is_always_on(self) -> bool {
        matches!(
            self,
            Self::MultipleExternalAuth
                | Self::ExternalProvisionerDaemons
                | Self::Appearance
                | Self::WorkspaceBatchActions
                | Self::TaskBatchActions
                | Self::HighAvailability
                | Self::CustomRoles
                | Self::MultipleOrganizations
                | Self::WorkspacePrebuilds
                | Self::WorkspaceExternalAgent
                | Self::Boundary
                | Self::ServiceAccounts
        )
    }

    /// The name for people.
    #[must_use]
    pub fn title(self) -> String {
        match self {
            Self::Scim => "SCIM".into(),
            Self::TemplateRbac => "Template RBAC".into(),
            Self::ExternalProvisionerDaemons => "External provisioner daemons".into(),
            other => {
                let words = other.as_str().split('_').map(|word| {
                    let (first, rest) = word.split_at(1);
                    first.to_ascii_uppercase() + rest
                });
                words.collect::<Vec<_>>().join(" ")
            }
        }
    }
}

/// Features that are licensed together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeatureSet {
    /// None but those that the licence names.
    None,
    /// All but limits, several organizations, custom roles and service accounts.
    Enterprise,
    /// All but limits.
    Premium,
}

impl FeatureSet {
    /// The set of this name, in any letter case; an unknown one holds nothing.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "enterprise" => Self::Enterprise,
            "premium" => Self::Premium,
            _ => Self::None,
        }
    }

    /// Whether the feature is in it.
    #[must_use]
    pub const fn contains(self, feature: Feature) -> bool {
        match self {
            _ if feature.is_limit() => false,
            Self::None => false,
            Self::Enterprise => !matches!(
                feature,
                Feature::MultipleOrganizations | Feature::CustomRoles | Feature::ServiceAccounts
            ),
            Self::Premium => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_have_the_names_of_the_api_and_names_for_people() {
        assert_eq!(Feature::VARIANTS.len(), 28);
        for (feature, name, title) in [
            (Feature::Aibridge, "aibridge", "Aibridge"),
            (Feature::Scim, "scim", "SCIM"),
            (Feature::TemplateRbac, "template_rbac", "Template RBAC"),
            (Feature::UserRoleManagement, "user_role_management", "User Role Management"),
            (Feature::AiGovernanceUserLimit, "ai_governance_user_limit", "Ai Governance User Limit"),
        ] {
            assert_eq!((feature.as_str(), feature.title().as_str()), (name, title));
            assert_eq!(name.parse(), Ok(feature));
        }
    }

    #[test]
    fn sets_hold_no_limits_and_enterprise_lacks_three() {
        let held = |set: FeatureSet| Feature::VARIANTS.iter().filter(|one| set.contains(**one)).count();
        assert_eq!(held(FeatureSet::named("PREMIUM")), 24);
        assert_eq!(held(FeatureSet::named("Enterprise")), 21);
        assert_eq!(held(FeatureSet::named("")) + held(FeatureSet::named("gold")), 0);
    }
}
