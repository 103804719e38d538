//! What somebody is told who asks which parameters a version has for some values.

use std::collections::BTreeMap;
use std::sync::Arc;

use burgrave_core::authorization::{Action, Object, Protected, Read};
use burgrave_core::ids::{OrganizationId, TemplateVersionId, UserId};
use burgrave_core::provisioning::job::JobStatus;
use burgrave_provisioner::hcl::Diagnostic;
use burgrave_store::Reader;

use super::{EvaluationRequest, ShownParameter, evaluated};
use crate::application::{App, Caller, find};
use crate::fault::Fault;
use crate::provisioning::versions;

/// What is asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Of which version.
    pub(crate) version: TemplateVersionId,
    /// Whose workspace it would be.
    pub(crate) owner: Option<UserId>,
    /// The values that are given so far.
    pub(crate) chosen: BTreeMap<String, String>,
}

/// What is told.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// By order and name; none where nobody owns the workspace.
    pub(crate) parameters: Option<Vec<ShownParameter>>,
    /// What isn't about one parameter.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Tells which parameters there are.
///
/// # Errors
/// `Hidden`; `TooEarly` before the import has ended; `Busy`.
pub(crate) async fn evaluate(app: &App, caller: &Arc<Caller>, asked: &Asked) -> Result<Answer, Fault> {
    app.prepared(|| {
        let (app, caller, asked) = (app.clone(), caller.clone(), asked.clone());
        let store = app.store().clone();
        async move { store.scan(move |reader| async move { told(&app, &reader, &caller, asked).await }).await }
    })
    .await
}

async fn told(app: &App, reader: &Reader, caller: &Caller, asked: Asked) -> Result<Answer, Fault> {
    let what = "read this template version";
    let version = find::template_version::<Read>(reader, caller, asked.version, what).await?;
    let status = version.job.status();
    if !status.has_ended() {
        return Err(Fault::TooEarly { message: versions::unfinished() });
    }
    let owner = match asked.owner {
        Some(owner) if may_be_owner(reader, caller, version.organization_id, owner).await? => owner,
        _ => {
            let detail =
                "Name in owner_id a member of the template's organization: whose workspace it would be.";
            let said = Diagnostic::error("The owner is not known", detail).coded("owner_not_found");
            return Ok(Answer { parameters: None, diagnostics: vec![said] });
        }
    };
    let request = EvaluationRequest::read(reader, app.sealing(), &version, owner, asked.chosen).await?;
    let evaluated = evaluated(app.evaluations(), &request)?;
    let mut diagnostics = evaluated.diagnostics.clone();
    if status != JobStatus::Succeeded {
        let detail = "No workspace can be built from this version: its import has not succeeded.";
        diagnostics.push(Diagnostic::warning("The import has not succeeded", detail));
    }
    let shown = |parameter: &burgrave_provisioner::hcl::EvaluatedParameter| {
        ShownParameter::of(parameter, request.chosen().get(&parameter.described.rule.name))
    };
    Ok(Answer { parameters: Some(evaluated.parameters.iter().map(shown).collect()), diagnostics })
}

/// Whether there is such a member of the organization that the caller may know of.
async fn may_be_owner(
    reader: &Reader,
    caller: &Caller,
    organization: OrganizationId,
    owner: UserId,
) -> Result<bool, Fault> {
    let Some(user) = reader.user_by_id(owner).await? else { return Ok(false) };
    if reader.member(organization, owner).await?.is_none() {
        return Ok(false);
    }
    let member = Object::member(organization, owner);
    Ok(owner == caller.user.id
        || caller.may(Action::Read, &user.object())
        || caller.may(Action::Read, &member))
}
