//! Which version of its template a build uses.

use super::{AutomaticUpdates, Transition};
use crate::ids::TemplateVersionId;
use crate::provisioning::job::JobStatus;

/// What decides about the version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionChoice {
    /// Where the build takes the workspace.
    pub transition: Transition,
    /// The one that the request names.
    pub named: Option<TemplateVersionId>,
    /// The one of the build before; none for the first build.
    pub previous: Option<TemplateVersionId>,
    /// The template's active one.
    pub active: TemplateVersionId,
    /// Whether the workspace goes to the active one by itself.
    pub automatic_updates: AutomaticUpdates,
    /// The template has its workspaces use the active one.
    pub require_active: bool,
    /// The caller may change the template, and so use any version.
    pub updates_template: bool,
}

/// The template has its workspaces use the active version, and another one was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The template requires its active version. Leave template_version_id out.")]
pub struct ActiveRequired;

/// The version of a build: the named one; else, for a start, the active one where the workspace follows it or
/// the template requires it; else the one of the build before, and the active one for the first.
///
/// # Errors
/// A version was named that may not be started.
pub fn version(choice: VersionChoice) -> Result<TemplateVersionId, ActiveRequired> {
    let starts = choice.transition == Transition::Start;
    let bound = starts && choice.require_active && !choice.updates_template;
    match choice.named {
        Some(named) if bound && named != choice.active => Err(ActiveRequired),
        Some(named) => Ok(named),
        None if starts && choice.automatic_updates == AutomaticUpdates::Always => Ok(choice.active),
        None if starts && choice.require_active => Ok(choice.active),
        None => Ok(choice.previous.unwrap_or(choice.active)),
    }
}

/// Why nothing can be built with a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VersionFault {
    /// Its import isn't over.
    #[error("The template version is still being imported. Try again when that has succeeded.")]
    Importing,
    /// Its import failed, or was canceled.
    #[error("The import of the template version {}, so nothing can be built with it.",
        if *.0 == JobStatus::Canceled { "was canceled" } else { "failed" })]
    NotImported(JobStatus),
    /// It was put away.
    #[error("The template version is archived. Choose another one, or take it out of the archive.")]
    Archived,
}

/// Whether workspaces can be built with a version, by the status of its import.
///
/// # Errors
/// They can't.
pub const fn usable(import: JobStatus, archived: bool) -> Result<(), VersionFault> {
    match import {
        JobStatus::Pending | JobStatus::Running | JobStatus::Canceling => Err(VersionFault::Importing),
        JobStatus::Failed | JobStatus::Canceled => Err(VersionFault::NotImported(import)),
        JobStatus::Succeeded if archived => Err(VersionFault::Archived),
        JobStatus::Succeeded => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const fn id(number: u128) -> TemplateVersionId {
        TemplateVersionId::new(Uuid::from_u128(number))
    }

    const PLAIN: VersionChoice = VersionChoice {
        transition: Transition::Start,
        named: None,
        previous: Some(id(1)),
        active: id(2),
        automatic_updates: AutomaticUpdates::Never,
        require_active: false,
        updates_template: false,
    };

    #[test]
    fn the_version_is_chosen_by_the_first_rule_that_speaks() {
        let always = VersionChoice { automatic_updates: AutomaticUpdates::Always, ..PLAIN };
        let required = VersionChoice { require_active: true, ..PLAIN };
        let named = VersionChoice { named: Some(id(3)), ..required };
        for (choice, expected) in [
            (PLAIN, Ok(id(1))),
            (VersionChoice { previous: None, ..PLAIN }, Ok(id(2))),
            (VersionChoice { named: Some(id(3)), ..always }, Ok(id(3))),
            (always, Ok(id(2))),
            (VersionChoice { transition: Transition::Stop, ..always }, Ok(id(1))),
            (required, Ok(id(2))),
            (VersionChoice { transition: Transition::Delete, ..required }, Ok(id(1))),
            (named, Err(ActiveRequired)),
            (VersionChoice { transition: Transition::Stop, ..named }, Ok(id(3))),
            (VersionChoice { updates_template: true, ..named }, Ok(id(3))),
            (VersionChoice { named: Some(id(2)), ..required }, Ok(id(2))),
        ] {
            assert_eq!(version(choice), expected, "{choice:?}");
        }
    }

    #[test]
    fn only_what_was_imported_and_is_not_archived_can_be_built() {
        assert_eq!(usable(JobStatus::Succeeded, false), Ok(()));
        assert_eq!(usable(JobStatus::Succeeded, true), Err(VersionFault::Archived));
        assert_eq!(usable(JobStatus::Canceling, false), Err(VersionFault::Importing));
        let failed = usable(JobStatus::Failed, false).expect_err("it failed");
        assert_eq!(
            failed.to_string(),
            "The import of the template version failed, so nothing can be built with it."
        );
    }
}
