//! Answers about what a user may do to a template, and why.

use std::collections::HashMap;

use burgrave_api::{AccessReason, AccessReasonKind as Kind, TemplateAccessExplanation, TemplateAction};
use burgrave_core::authorization::{Action, Reason, Source};
use burgrave_core::ids::GroupId;
use burgrave_store::UserStatus;

use crate::provisioning::templates::AccessExplanation;

/// An explanation.
pub(crate) fn explanation(view: AccessExplanation) -> TemplateAccessExplanation {
    let AccessExplanation { template, user, action, allowed, reasons, groups } = view;
    let suspended = (user.status == UserStatus::Suspended).then(|| AccessReason {
        text: "The user is suspended, and may do nothing.".into(),
        ..plain(Kind::Suspended, false, true)
    });
    let counts = suspended.is_none();
    let reasons =
        reasons.into_iter().map(|one| reason(Reason { counts: one.counts && counts, ..one }, &groups));
    TemplateAccessExplanation {
        template_id: template,
        user_id: user.id,
        username: user.username,
        action: template_action(action),
        allowed,
        reasons: suspended.into_iter().chain(reasons).collect(),
    }
}

fn plain(kind: Kind, gives: bool, counts: bool) -> AccessReason {
    AccessReason {
        kind,
        gives,
        counts,
        text: String::new(),
        role: None,
        organization_id: None,
        group_id: None,
        group_name: None,
    }
}

fn reason(of: Reason, groups: &HashMap<GroupId, String>) -> AccessReason {
    let text_of = |kind, text: String| AccessReason { text, ..plain(kind, of.gives, of.counts) };
    match of.source {
        Source::Impossible => text_of(Kind::Impossible, "Templates have no such action.".into()),
        Source::SiteRole(role) => AccessReason {
            role: Some(role.as_str().into()),
            ..text_of(Kind::SiteRole, format!("The role {} counts everywhere.", role.as_str()))
        },
        Source::FindsPeople(organization) => AccessReason {
            organization_id: Some(organization),
            ..text_of(Kind::OrganizationRole, "A role in an organization finds people for it.".into())
        },
        Source::OrganizationRole(organization, role) => AccessReason {
            role: Some(role.as_str().into()),
            organization_id: Some(organization),
            ..text_of(
                Kind::OrganizationRole,
                format!("The role {} counts in the template's organization.", role.as_str()),
            )
        },
        Source::CustomRoles(organization) => AccessReason {
            organization_id: Some(organization),
            ..text_of(
                Kind::CustomRoles,
                "The user's custom roles count in the template's organization.".into(),
            )
        },
        Source::Directory(organization) => AccessReason {
            organization_id: Some(organization),
            ..text_of(Kind::Directory, "The organization lets its members read each other.".into())
        },
        Source::OwnBySiteRole(role) => AccessReason {
            role: Some(role.as_str().into()),
            ..text_of(Kind::Own, format!("By the role {}, it is the user's own.", role.as_str()))
        },
        Source::OwnByOrganizationRole(organization, role) => AccessReason {
            role: Some(role.as_str().into()),
            organization_id: Some(organization),
            ..text_of(Kind::Own, format!("By the role {}, it is the user's own.", role.as_str()))
        },
        Source::UserEntry => text_of(Kind::UserEntry, "The access list has an entry for the user.".into()),
        Source::GroupEntry(id) => {
            let name = groups.get(&id).cloned();
            let text = match &name {
                Some(name) => {
                    format!("The access list has an entry for the group {name}, which the user is in.")
                }
                None => "The access list has an entry for a group which the user is in.".into(),
            };
            AccessReason { group_id: Some(id), group_name: name, ..text_of(Kind::GroupEntry, text) }
        }
        Source::NoMember(organization) => AccessReason {
            organization_id: Some(organization),
            ..text_of(
                Kind::NoMember,
                "The user is no member of the template's organization: neither roles in it nor entries of \
                 its groups count."
                    .into(),
            )
        },
        Source::Scope => text_of(Kind::Scope, "The scope of the request's token doesn't include it.".into()),
    }
}

/// An action as the specification names it.
pub(crate) fn action(asked: TemplateAction) -> Action {
    match asked {
        TemplateAction::Create => Action::Create,
        TemplateAction::Read => Action::Read,
        TemplateAction::Update => Action::Update,
        TemplateAction::Delete => Action::Delete,
        TemplateAction::Use => Action::Use,
        TemplateAction::ViewInsights => Action::ViewInsights,
    }
}

/// The reverse of [`action`]; templates have no other actions.
fn template_action(action: Action) -> TemplateAction {
    match action {
        Action::Create => TemplateAction::Create,
        Action::Update => TemplateAction::Update,
        Action::Delete => TemplateAction::Delete,
        Action::Use => TemplateAction::Use,
        Action::ViewInsights => TemplateAction::ViewInsights,
        _ => TemplateAction::Read,
    }
}
