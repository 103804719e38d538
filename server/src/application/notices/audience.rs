//! Who is told.

use burgrave_core::authorization::SiteRole;
use burgrave_core::ids::UserId;

/// Who is told of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// One person.
    One(UserId),
    /// Owners and user admins.
    UserAdmins,
    /// Owners and template admins, but for the one who did it.
    TemplateAdmins(Option<UserId>),
    /// Template admins alone.
    OnlyTemplateAdmins,
    /// The owners of workspaces of the template, which is the first of the targets; those behind this one.
    WorkspaceOwners(Option<UserId>),
}

impl Audience {
    /// The word that is stored.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::One(_) => "one",
            Self::UserAdmins => "user_admins",
            Self::TemplateAdmins(_) => "template_admins",
            Self::OnlyTemplateAdmins => "only_template_admins",
            Self::WorkspaceOwners(_) => "workspace_owners",
        }
    }

    /// The user that is stored beside it.
    pub(crate) const fn user(self) -> Option<UserId> {
        match self {
            Self::One(user) => Some(user),
            Self::TemplateAdmins(user) | Self::WorkspaceOwners(user) => user,
            Self::UserAdmins | Self::OnlyTemplateAdmins => None,
        }
    }

    /// What was stored; none for what no release has written.
    pub(crate) fn read(word: &str, user: Option<UserId>) -> Option<Self> {
        Some(match word {
            "one" => Self::One(user?),
            "user_admins" => Self::UserAdmins,
            "template_admins" => Self::TemplateAdmins(user),
            "only_template_admins" => Self::OnlyTemplateAdmins,
            "workspace_owners" => Self::WorkspaceOwners(user),
            _ => return None,
        })
    }

    /// The roles of those who are told, where it is roles that decide.
    pub(crate) const fn roles(self) -> &'static [SiteRole] {
        match self {
            Self::UserAdmins => &[SiteRole::Owner, SiteRole::UserAdmin],
            Self::TemplateAdmins(_) => &[SiteRole::Owner, SiteRole::TemplateAdmin],
            Self::OnlyTemplateAdmins => &[SiteRole::TemplateAdmin],
            Self::One(_) | Self::WorkspaceOwners(_) => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_again() {
        let user = UserId::new(uuid::Uuid::from_u128(7));
        for audience in [
            Audience::One(user),
            Audience::UserAdmins,
            Audience::TemplateAdmins(Some(user)),
            Audience::TemplateAdmins(None),
            Audience::OnlyTemplateAdmins,
            Audience::WorkspaceOwners(None),
        ] {
            assert_eq!(Audience::read(audience.word(), audience.user()), Some(audience));
        }
        assert_eq!(Audience::read("one", None), None);
        assert_eq!(Audience::read("everybody", None), None);
    }
}
