//! The meaning of scopes, for people.

use burgrave_core::authorization::{Action, Composite, Resource, ScopeName};
use burgrave_core::oauth2::scope::{IdentityScope, Scopes};

/// A line of a list of what an app may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The meaning in plain words.
    pub(super) meaning: String,
    /// The name of the scope.
    pub(super) name: String,
    /// Whether it is full access, which is emphasized.
    pub(super) is_everything: bool,
}

/// A line for each scope.
pub(super) fn lines(scopes: &Scopes) -> Vec<Line> {
    let told = scopes.identity().iter().map(|scope| Line {
        meaning: told(*scope).into(),
        name: scope.as_str().into(),
        is_everything: false,
    });
    let line = |scope: &ScopeName| Line {
        meaning: meaning(*scope),
        name: scope.to_string(),
        is_everything: *scope == ScopeName::All,
    };
    told.chain(scopes.permissions().iter().map(line)).collect()
}

const fn told(scope: IdentityScope) -> &'static str {
    match scope {
        IdentityScope::OpenId => "Know who you are",
        IdentityScope::Profile => "Know your username, your name and your picture",
        IdentityScope::Email => "Know your email address",
        IdentityScope::OfflineAccess => "Go on while you are away",
    }
}

pub(super) fn meaning(scope: ScopeName) -> String {
    match scope {
        ScopeName::All => "Full access: everything that you may do yourself".into(),
        ScopeName::ApplicationConnect => "Open the applications of your workspaces".into(),
        ScopeName::Composite(piece) => match piece {
            Composite::WorkspacesCreate => "Create workspaces from templates",
            Composite::WorkspacesOperate => "Start, stop and change workspaces",
            Composite::WorkspacesDelete => "Delete workspaces",
            Composite::WorkspacesAccess => "Enter workspaces and their applications",
            Composite::TemplatesBuild => "Upload files and build templates from them",
            Composite::TemplatesAuthor => "Create, change and delete templates",
            Composite::ApikeysManageSelf => "Manage your own API tokens",
        }
        .into(),
        ScopeName::Of(resource, None) => format!("Do everything with {}", things(resource)),
        ScopeName::Of(Resource::User, Some(Action::ReadPersonal)) => "Read personal data of users".into(),
        ScopeName::Of(Resource::User, Some(Action::UpdatePersonal)) => "Change personal data of users".into(),
        ScopeName::Of(resource, Some(action)) => {
            format!("{} {}", capitalized(&action.as_str().replace('_', " ")), things(resource))
        }
    }
}

/// The name of the objects of a resource, for people.
fn things(resource: Resource) -> String {
    match resource {
        Resource::ApiKey => "API keys and tokens",
        Resource::AssignOrgRole => "roles in organizations",
        Resource::AssignRole => "roles of the whole deployment",
        Resource::DebugInfo => "information for debugging",
        Resource::DeploymentConfig => "the configuration of the deployment",
        Resource::DeploymentStats => "the figures of the deployment",
        Resource::IdpsyncSettings => "the settings of the identity provider",
        Resource::Oauth2App => "apps that act for people",
        Resource::Oauth2AppCodeToken => "what apps were granted",
        Resource::Oauth2AppSecret => "secrets of apps",
        Resource::System => "the system itself",
        Resource::WorkspaceDormant => "dormant workspaces",
        Resource::WorkspaceProxy => "workspace proxies",
        other => return plural(&other.as_str().replace('_', " ")),
    }
    .into()
}

fn plural(name: &str) -> String {
    if name.ends_with('s') { name.to_owned() } else { format!("{name}s") }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use burgrave_core::oauth2::scope;

    #[test]
    fn every_scope_has_a_meaning_in_words() {
        let all = Scopes::existing(&scope::catalogue().collect::<Vec<_>>().join(" "));
        for line in lines(&all) {
            assert!(line.meaning.len() > 5 && line.meaning.starts_with(char::is_uppercase), "{line:?}");
            assert!(!line.meaning.contains('_'), "{line:?}");
        }
        for (scope, expected) in [
            ("workspace:read", "Read workspaces"),
            ("provisioner_jobs:*", "Do everything with provisioner jobs"),
            ("user:read_personal", "Read personal data of users"),
            ("api_key:create", "Create API keys and tokens"),
        ] {
            assert_eq!(meaning(scope.parse().unwrap()), expected);
        }
    }
}
