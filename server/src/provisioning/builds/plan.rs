//! What a build consists of, before anything is written.

use std::collections::BTreeMap;

use burgrave_core::authorization::{Action, Protected, Subject, authorize};
use burgrave_core::ids::{PresetId, TemplateVersionId, UserId, WorkspaceId};
use burgrave_core::provisioning::build::{
    AutomaticUpdates, Transition, VersionChoice, VersionFault, usable, version,
};
use burgrave_core::provisioning::tags::Tags;
use burgrave_store::{Build, Reader, TemplateRecord, TemplateVersion};

use super::parameters::{self, Flow, GivenParameters};
use crate::application::Evaluations;
use crate::fault::{Fault, FieldFault};
use crate::provisioning::{caps, tags};

/// The field of requests that names a version.
const VERSION: &str = "template_version_id";

/// What decides about a build.
pub(crate) struct PlanRequest<'a> {
    /// The workspace's template.
    pub(crate) template: &'a TemplateRecord,
    /// The workspace's owner.
    pub(crate) owner: UserId,
    /// The workspace; none while it is made.
    pub(crate) workspace: Option<WorkspaceId>,
    /// The build before; none for the first.
    pub(crate) previous: Option<&'a Build>,
    /// Where the build takes the workspace.
    pub(crate) transition: Transition,
    /// The version that was named.
    pub(crate) named: Option<TemplateVersionId>,
    /// Whether the workspace follows its template.
    pub(crate) automatic_updates: AutomaticUpdates,
    /// Who named it; nobody where a schedule builds.
    pub(crate) subject: Option<&'a Subject>,
    /// They may change the template, and so use any version.
    pub(crate) updates_template: bool,
    /// What was typed.
    pub(crate) given: &'a GivenParameters,
}

/// What a build consists of.
#[derive(Debug, Clone)]
pub(crate) struct BuildPlan {
    /// Its version.
    pub(crate) version: TemplateVersion,
    /// The value of every parameter.
    pub(crate) values: BTreeMap<String, String>,
    /// The preset that the values fulfil.
    pub(crate) preset: Option<PresetId>,
    /// What its daemon has to have.
    pub(crate) tags: Tags,
}

/// Decides what a build consists of. `faults` are those that are known of the request already.
///
/// # Errors
/// `Invalid` with these and all others; `Refused` for a version that the template doesn't let be used,
/// and where the owner may have no more workspaces; `Unprepared`; `Unready` before a version
/// is imported, `BrokenRule` where that failed, or where it is archived.
pub(crate) async fn plan(
    reader: &Reader,
    evaluations: &Evaluations,
    request: &PlanRequest<'_>,
    mut faults: Vec<FieldFault>,
) -> Result<BuildPlan, Fault> {
    let template = request.template;
    if request.transition == Transition::Start {
        caps::check(reader, request.owner, template, request.workspace, true).await?;
    }
    let choice = VersionChoice {
        transition: request.transition,
        named: request.named,
        previous: request.previous.map(|build| build.version_id),
        active: template.active_version_id,
        automatic_updates: request.automatic_updates,
        require_active: template.require_active_version,
        updates_template: request.updates_template,
    };
    let Some(version) = found(reader, request, choice).await? else {
        let detail = "is no version of the workspace's template that you may read".into();
        faults.push(FieldFault { field: VERSION.into(), detail });
        return Err(Fault::Invalid(faults));
    };
    let previous = request.previous.map(|build| build.id);
    let unusable = unusable(request, &version);
    if unusable.is_none() {
        let flow = Flow { classic: template.classic_parameters, owner: request.owner, evaluations };
        let resolved =
            parameters::resolved(reader, &version, flow, request.given, previous, &mut faults).await?;
        if faults.is_empty() {
            let (values, preset) = (resolved.values, resolved.preset);
            let tags =
                tags::of_build(reader, evaluations, &version, &values, request.owner, &mut faults).await?;
            if faults.is_empty() {
                return Ok(BuildPlan { version, values, preset, tags });
            }
        }
    }
    match unusable {
        Some(fault) if faults.is_empty() => Err(fault),
        _ => Err(Fault::Invalid(faults)),
    }
}

/// The version, as far as whoever named it may know of it.
async fn found(
    reader: &Reader,
    request: &PlanRequest<'_>,
    choice: VersionChoice,
) -> Result<Option<TemplateVersion>, Fault> {
    let id = version(choice).map_err(|refused| Fault::Refused { message: refused.to_string() })?;
    let found = reader.template_version(id).await?;
    let found = found.filter(|version| version.template_id == Some(request.template.id));
    let reads = |version: &TemplateVersion| {
        request.subject.is_none_or(|subject| authorize(subject, Action::Read, &version.object()))
    };
    Ok(found.filter(|version| request.named.is_none() || reads(version)))
}

/// Why nothing can be built with a version. One that the workspace has already may be archived.
fn unusable(request: &PlanRequest<'_>, version: &TemplateVersion) -> Option<Fault> {
    let has_it = request.previous.is_some_and(|build| build.version_id == version.id);
    let fault = usable(version.job.status(), version.archived && !has_it).err()?;
    let message = fault.to_string();
    Some(match fault {
        VersionFault::Importing => Fault::Unready { message },
        VersionFault::NotImported(_) => {
            Fault::BrokenRule { message, detail: version.job.error.clone(), fields: Vec::new() }
        }
        VersionFault::Archived => {
            let fields = vec![FieldFault { field: VERSION.into(), detail: "is archived".into() }];
            Fault::BrokenRule { message, detail: None, fields }
        }
    })
}
