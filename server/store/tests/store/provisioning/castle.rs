//! Templates, versions, workspaces and builds for tests.

use super::makers::{WORKER, job, server};
use crate::makers::*;
use burgrave_core::authorization::{AccessList, Delete, Start, Stop};
use burgrave_core::provisioning::build::{AutomaticUpdates, BuildReason, Transition};
use burgrave_core::provisioning::job::JobType;
use burgrave_store::*;

/// A version with its import, whose job has the number of the version and 1,000 more. It belongs to the
/// template, or to none.
pub async fn version(tx: &Tx, number: u128, template: Option<u128>) -> Result<(), StoreError> {
    let seconds = i64::try_from(number).unwrap();
    tx.insert_job(&made(NewJob { version_id: id(number), ..job(number + 1_000, seconds) })).await?;
    let new = NewTemplateVersion {
        id: id(number),
        organization_id: id(1),
        template_id: template.map(id),
        name: format!("v{number}"),
        message: String::new(),
        file_id: id(50),
        job_id: id(number + 1_000),
        created_by: id(10),
        tags: None,
        access: AccessList::default(),
        now: at(seconds),
    };
    assert_eq!(tx.insert_template_version(&made(new)).await?, Inserted::Done);
    Ok(())
}

/// A template with one version, which has its number and 100 more, and no access list.
pub async fn template(tx: &Tx, number: u128, organization: u128, name: &str) -> Result<(), StoreError> {
    version(tx, number + 100, None).await?;
    let new = NewTemplate::named(id(number), id(organization), id(10), name, id(number + 100), now());
    assert_eq!(tx.insert_template(&made(new), &AccessList::default()).await?, Inserted::Done);
    let version = tx.template_version(id(number + 100)).await?.unwrap();
    assert_eq!(tx.attach_template_version(&proven(version), id(number), at(1)).await?, Change::Done);
    Ok(())
}

pub async fn found_template(tx: &Tx, number: u128) -> Result<Template, StoreError> {
    Ok(tx.template_by_id(id(number)).await?.expect("there is such a template"))
}

pub fn new_workspace(
    number: u128,
    owner: u128,
    owner_name: &str,
    template: u128,
    name: &str,
) -> NewWorkspace {
    NewWorkspace {
        id: id(number),
        owner_id: id(owner),
        owner_name: owner_name.into(),
        organization_id: id(1),
        template_id: id(template),
        name: name.into(),
        autostart_schedule: None,
        ttl_ms: None,
        automatic_updates: AutomaticUpdates::Never,
        next_start_at: None,
        now: now(),
    }
}

/// A build of a workspace whose job waits. The job has the build's number and 10,000 more.
pub async fn build(
    tx: &Tx,
    number: u128,
    workspace: u128,
    transition: Transition,
) -> Result<Inserted, StoreError> {
    let workspace = tx.workspace(id(workspace)).await?.expect("there is such a workspace");
    let latest = tx.latest_build(workspace.id).await?;
    let version_id = workspace.template_active_version_id;
    let seconds = i64::try_from(number % 100_000).unwrap();
    let posted = NewJob {
        kind: JobType::WorkspaceBuild,
        organization_id: workspace.organization_id,
        version_id,
        workspace_id: Some(workspace.id),
        build_id: Some(id(number)),
        ..job(number + 10_000, seconds)
    };
    tx.insert_job(&made(posted)).await?;
    let new = NewBuild {
        id: id(number),
        workspace_id: workspace.id,
        build_number: latest.map_or(1, |latest| latest.build_number + 1),
        version_id,
        job_id: id(number + 10_000),
        initiator_id: workspace.owner_id,
        transition,
        reason: BuildReason::Initiator,
        preset_id: None,
        on_success: None,
        log_level: None,
        state: InitialState::Previous,
        parameters: vec![("size".into(), "large".into()), ("region".into(), "oslo".into())],
        now: at(seconds),
    };
    match transition {
        Transition::Start => tx.insert_build(&proven::<Start, _>(workspace), &new).await,
        Transition::Stop => tx.insert_build(&proven::<Stop, _>(workspace), &new).await,
        Transition::Delete => tx.insert_build(&proven::<Delete, _>(workspace), &new).await,
    }
}

/// Takes jobs until it holds this one; the others stay with a daemon that is gone.
pub async fn hold(tx: &Tx, number: u128) -> Result<CurrentJob, StoreError> {
    loop {
        let held = tx.acquire_job(WORKER, &server(&[]), at(50_000)).await?.expect("the job waits");
        if held.id == id(number) {
            return Ok(held);
        }
    }
}

/// Carries a build out.
pub async fn carry_out(tx: &Tx, number: u128, end: BuildEnd, second: i64) -> Result<(), StoreError> {
    let held = hold(tx, number + 10_000).await?;
    tx.end_build(&held, end, at(second)).await?;
    assert!(tx.complete_job(&held, at(second)).await?);
    Ok(())
}
