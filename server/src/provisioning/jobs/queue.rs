//! A job joins the queue, unless too many wait in it.

use std::sync::Arc;

use burgrave_core::authorization::{Authorized, Create, Read};
use burgrave_core::ids::{OrganizationId, TemplateId, TemplateVersionId, UserId};
use burgrave_store::{NewJob, Tx};

use crate::application::{App, Beside, Caller, QueueLimits, Turn, find};
use crate::fault::Fault;
use crate::provisioning::signals::jobs_topic;

/// The settings that bound the queue.
const PER_USER: &str = "max-waiting-jobs-per-user";
const PER_ORGANIZATION: &str = "max-waiting-jobs-per-organization";

/// Adds a job that a person asks for, and tells daemons of it.
///
/// # Errors
/// `QueueFull` where as many of their jobs wait in the organization as may.
pub(in crate::provisioning) async fn queue(
    tx: &Tx,
    limits: QueueLimits,
    job: Authorized<Create, NewJob>,
) -> Result<(), Fault> {
    room_of(tx, limits, job.organization_id, job.initiator_id).await?;
    tx.insert_job(&job).await?;
    Ok(tx.tell(&jobs_topic(job.organization_id)).await?)
}

/// Refuses where as many jobs of a person wait in the organization as may. Whoever else adds jobs of this
/// person waits from then on until the change is committed.
///
/// # Errors
/// `QueueFull`.
pub(in crate::provisioning) async fn room_of(
    tx: &Tx,
    limits: QueueLimits,
    organization: OrganizationId,
    person: UserId,
) -> Result<(), Fault> {
    let Some(most) = limits.per_user else { return Ok(()) };
    tx.add_jobs_alone(organization, person).await?;
    if tx.waiting_jobs(organization, Some(person), most).await? < u64::from(most) {
        return Ok(());
    }
    Err(full(format!("As many of your jobs wait in this organization as may ({most})."), PER_USER))
}

/// Waits until a person's change that adds a job has its turn; it is kept until the change is committed. All
/// of them count the same jobs, so that they would hold each other up in the database: those that guard
/// themselves at its locks, others by being run again and again. On a database with one writer there is
/// nothing to wait for.
pub(in crate::provisioning) async fn turn(app: &App, person: UserId, beside: Beside) -> Option<Turn> {
    match app.store().is_shared() {
        true => Some(app.turns().take(person, beside).await),
        false => None,
    }
}

/// Refuses where as many jobs wait in the organization as may. It is asked before the change: a transaction
/// that counted all of them would conflict with every other that adds one. Jobs that are asked for at the
/// same moment may exceed the bound by their number.
///
/// # Errors
/// `QueueFull`.
pub(in crate::provisioning) async fn room(app: &App, organization: OrganizationId) -> Result<(), Fault> {
    let Some(most) = app.settings().queue.per_organization else { return Ok(()) };
    let read =
        app.store().scan(move |reader| async move { reader.waiting_jobs(organization, None, most).await });
    if read.await? < u64::from(most) {
        return Ok(());
    }
    Err(full(format!("As many jobs wait in this organization as may ({most})."), PER_ORGANIZATION))
}

/// The same for an organization as a request names it. One that the caller can't read has room: the change
/// itself says that it is hidden.
///
/// # Errors
/// `QueueFull`.
pub(in crate::provisioning) async fn room_in(
    app: &App,
    caller: &Arc<Caller>,
    organization: &str,
) -> Result<(), Fault> {
    let (caller, organization) = (caller.clone(), organization.to_owned());
    let found = app.store().read(move |reader| async move {
        find::organization::<Read>(&reader, &caller, &organization, "read this organization").await
    });
    match found.await {
        Ok(organization) => room(app, organization.id).await,
        Err(Fault::Hidden | Fault::Forbidden { .. }) => Ok(()),
        Err(fault) => Err(fault),
    }
}

/// The same for the organization of a template, or of a version. Where the caller can't read one, the change
/// itself says so.
///
/// # Errors
/// `QueueFull`.
pub(in crate::provisioning) async fn room_for(
    app: &App,
    caller: &Arc<Caller>,
    (template, version): (Option<TemplateId>, Option<TemplateVersionId>),
) -> Result<(), Fault> {
    if app.settings().queue.per_organization.is_none() {
        return Ok(());
    }
    let caller = caller.clone();
    let found = app.store().read(move |reader| async move {
        let what = "use it";
        Ok::<_, Fault>(match (template, version) {
            (Some(id), _) => find::template::<Read>(&reader, &caller, id, what).await?.organization_id,
            (None, Some(id)) => {
                find::template_version::<Read>(&reader, &caller, id, what).await?.organization_id
            }
            (None, None) => return Err(Fault::Hidden),
        })
    });
    match found.await {
        Ok(organization) => room(app, organization).await,
        Err(Fault::Hidden | Fault::Forbidden { .. }) => Ok(()),
        Err(fault) => Err(fault),
    }
}

fn full(message: String, setting: &'static str) -> Fault {
    let detail =
        format!("Wait until some of them have begun, cancel some, or have an operator raise {setting}.");
    Fault::QueueFull { message, detail }
}
