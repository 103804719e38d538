//! What a workspace would cost, before anything is built.

use std::collections::BTreeMap;
use std::sync::Arc;

use burgrave_core::authorization::{Authorized, Read};
use burgrave_core::ids::{
    OrganizationId, ProvisionerJobId, TemplateVersionId, UserId, WorkspaceBuildId, WorkspaceId,
};
use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::JobStatus;
use burgrave_core::provisioning::parameters::Parameter;
use burgrave_core::provisioning::quota::UNLIMITED;
use burgrave_core::provisioning::quota_preview::{self, Preview, Prospect};
use burgrave_core::sealing::SealingKeys;
use burgrave_store::{Quota, Reader, StoreError, TemplateVersion};

use super::{Holder, enforced};
use crate::application::{App, Caller, find};
use crate::fault::{Fault, FieldFault};
use crate::provisioning::builds::{self, Flow, GivenParameters, ResolvedParameters, resolved};
use crate::provisioning::{input, versions};

/// A workspace that somebody thinks about.
#[derive(Debug)]
pub(crate) struct PreviewRequest {
    /// Whose quota it would count against.
    pub(crate) holder: Holder,
    /// From which version it would be built.
    pub(crate) version: TemplateVersionId,
    /// Values of parameters; of several of one name the last counts.
    pub(crate) values: Vec<(String, String)>,
    /// The workspace that would be built again; none for a new one.
    pub(crate) workspace: Option<WorkspaceId>,
}

/// What it would come to.
#[derive(Debug)]
pub(crate) struct QuotaPreview {
    /// What there is now; the budget is [`UNLIMITED`] where quotas don't count.
    pub(crate) quota: Quota,
    /// What the import says that the workspace costs while it runs, and while it is stopped.
    pub(crate) costs: (i64, i64),
    /// What would become of a start, and of the stop after it.
    pub(crate) preview: Preview,
    /// The parameters whose values aren't those that the import planned with.
    pub(crate) differing: Vec<String>,
    /// The dry run that says what the start costs; none where the import does.
    pub(crate) dry_run: Option<ProvisionerJobId>,
}

/// Says what a start of the workspace and the stop after it would cost, as the import of the version found; a
/// start, where the user made a dry run with the same values, as that found.
///
/// # Errors
/// `Hidden` for organization and user; `Invalid` with each value that doesn't fit, or where version or
/// workspace can't be used; `TooEarly` while the import goes on.
pub(crate) async fn preview(
    app: &App,
    caller: Arc<Caller>,
    asked: PreviewRequest,
) -> Result<QuotaPreview, Fault> {
    let asked = Arc::new(asked);
    app.prepared(|| {
        let (app, caller, asked) = (app.clone(), caller.clone(), asked.clone());
        let store = app.store().clone();
        async move {
            store.scan(move |reader| async move { previewed(&app, &reader, &caller, &asked).await }).await
        }
    })
    .await
}

async fn previewed(
    app: &App,
    reader: &Reader,
    caller: &Caller,
    asked: &PreviewRequest,
) -> Result<QuotaPreview, Fault> {
    let counts = enforced(app);
    let (organization, user) = asked.holder.find(reader, caller).await?;
    let place = (organization.id, user.id);
    let (version, current) = built_from(reader, caller, asked, place).await?;
    let quota = reader.quota(organization.id, user.id).await?;
    let before = current.map(|(build, _)| build);
    let flow = Flow::of(reader, app.evaluations(), &version, user.id).await?;
    let resolved = values(reader, asked, &version, flow, before).await?;
    let differing = differing(reader, &version, &resolved).await?;
    let mut costs = costs(reader, version.job_id).await?;
    let run = dry_run(reader, app.sealing(), place, &version, &resolved.values).await?;
    if let Some(run) = run {
        costs.0 = self::costs(reader, run).await?.0;
    }
    let current = current.map(|(_, cost)| cost);
    let preview = quota_preview::preview(Prospect {
        budget: counts.then_some(quota.budget),
        others: quota.consumed - current.unwrap_or(0),
        current,
        start: costs.0,
        stop: costs.1,
    });
    let budget = if counts { quota.budget } else { UNLIMITED };
    Ok(QuotaPreview { quota: Quota { budget, ..quota }, costs, preview, differing, dry_run: run })
}

/// The version, and the latest build of the workspace with its cost.
async fn built_from(
    reader: &Reader,
    caller: &Caller,
    asked: &PreviewRequest,
    (organization, user): (OrganizationId, UserId),
) -> Result<(TemplateVersion, Option<(WorkspaceBuildId, i64)>), Fault> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, detail: &str| {
        faults.push(FieldFault { field: field.into(), detail: detail.into() });
    };
    let version = match find::template_version::<Read>(reader, caller, asked.version, "read it").await {
        Ok(version) if version.organization_id == organization => Some(version.into_inner()),
        Ok(_) | Err(Fault::Hidden) => None,
        Err(fault) => return Err(fault),
    };
    let status = version.as_ref().map(|version| version.job.status());
    match status {
        Some(JobStatus::Failed | JobStatus::Canceled) => {
            fault("template_version_id", "must be a version whose import has succeeded");
        }
        None => fault("template_version_id", "must be a version of the organization that you may read"),
        Some(_) => {}
    }
    let current = match asked.workspace {
        Some(id) => workspace(reader, caller, id, (organization, user)).await?,
        None => None,
    };
    if asked.workspace.is_some() && current.is_none() {
        fault("workspace_id", "must be a workspace of the user in the organization that you may read");
    }
    match version {
        Some(version) if faults.is_empty() && version.job.status().has_ended() => Ok((version, current)),
        _ if faults.is_empty() => Err(Fault::TooEarly { message: versions::unfinished() }),
        _ => Err(Fault::Invalid(faults)),
    }
}

/// The latest build of a workspace of the user, and what it costs.
async fn workspace(
    reader: &Reader,
    caller: &Caller,
    id: WorkspaceId,
    (organization, user): (OrganizationId, UserId),
) -> Result<Option<(WorkspaceBuildId, i64)>, StoreError> {
    let found = reader.workspace(id).await?.filter(|one| one.deleted_at.is_none());
    let found = found.filter(|one| one.owner_id == user && one.organization_id == organization);
    let found = found.and_then(|one| Authorized::<Read, _>::check(&caller.subject, one).ok());
    let Some(build) = found.and_then(|one| one.latest_build_id) else { return Ok(None) };
    Ok(reader.build(build).await?.map(|build| (build.record.id, build.record.daily_cost)))
}

/// What a start and a stop would cost, as the job planned them.
async fn costs(reader: &Reader, job: ProvisionerJobId) -> Result<(i64, i64), StoreError> {
    let resources = reader.resources_of(&[job]).await?;
    let of = |transition| {
        let planned = resources.iter().filter(|resource| resource.transition == transition);
        planned.fold(0, |sum: i64, resource| sum.saturating_add(resource.daily_cost))
    };
    Ok((of(Transition::Start), of(Transition::Stop)))
}

/// The last dry run of the user's that planned with these values, and with the variables of the version.
async fn dry_run(
    reader: &Reader,
    keys: &SealingKeys,
    (organization, user): (OrganizationId, UserId),
    version: &TemplateVersion,
    values: &BTreeMap<String, String>,
) -> Result<Option<ProvisionerJobId>, Fault> {
    for run in reader.last_dry_runs(organization, user, version.id).await? {
        let Some(kept) = reader.job_input(run).await? else { continue };
        // What can't be opened any more was sealed with a key that is gone, and says nothing.
        let Ok(input) = input::open(keys, run, &kept) else { continue };
        if input.variables.is_empty() && input.parameters == *values {
            return Ok(Some(run));
        }
    }
    Ok(None)
}

/// The values that the workspace would have.
async fn values(
    reader: &Reader,
    asked: &PreviewRequest,
    version: &TemplateVersion,
    flow: Flow<'_>,
    before: Option<WorkspaceBuildId>,
) -> Result<ResolvedParameters, Fault> {
    let given = GivenParameters { values: asked.values.clone(), preset: None };
    let mut faults = Vec::new();
    let resolved = resolved(reader, version, flow, &given, before, &mut faults).await?;
    if faults.is_empty() { Ok(resolved) } else { Err(Fault::Invalid(faults)) }
}

/// The parameters, in their order, whose values aren't the defaults that the import planned with.
async fn differing(
    reader: &Reader,
    version: &TemplateVersion,
    resolved: &ResolvedParameters,
) -> Result<Vec<String>, Fault> {
    let ResolvedParameters { rules, values, .. } = resolved;
    let planned = builds::rules(reader, version.id).await?;
    let planned_with = |name: &str| {
        let rule = planned.iter().find(|rule| rule.name == name)?;
        Some(if rule.required { "" } else { &rule.default })
    };
    let differs = |rule: &Parameter| values.get(&rule.name).map(String::as_str) != planned_with(&rule.name);
    Ok(rules.iter().filter(|rule| differs(rule)).map(|rule| rule.name.clone()).collect())
}
