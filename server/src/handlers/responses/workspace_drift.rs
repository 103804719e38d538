//! What has changed of a workspace, as it is shown.

use burgrave_api::{DriftAction, DriftedResource, WorkspaceDrift, WorkspaceDriftCheck};
use burgrave_core::provisioning::drift::{self, JudgedDrift};

use super::jobs::job;
use crate::provisioning::drift::{DriftView, FoundDrift};

/// A workspace with its latest check.
pub(crate) fn drift(view: DriftView) -> WorkspaceDrift {
    let DriftView { workspace, ignored, check } = view;
    WorkspaceDrift { workspace_id: workspace, ignore: ignored, check: check.map(found) }
}

fn found(found: FoundDrift) -> WorkspaceDriftCheck {
    let FoundDrift { record, job: view, resources } = found;
    WorkspaceDriftCheck {
        id: record.id,
        workspace_build_id: record.build_id,
        requested_at: record.created_at,
        drifted: resources.as_ref().map(|all| all.iter().any(|one| !one.ignored)),
        resources: resources.unwrap_or_default().into_iter().map(resource).collect(),
        job: job(view),
    }
}

fn resource(judged: JudgedDrift) -> DriftedResource {
    let JudgedDrift { resource, ignored } = judged;
    DriftedResource {
        address: resource.address,
        r#type: resource.kind,
        name: resource.name,
        action: match resource.action {
            drift::DriftAction::Changed => DriftAction::Changed,
            drift::DriftAction::Gone => DriftAction::Gone,
        },
        attributes: resource.attributes,
        ignored,
    }
}
