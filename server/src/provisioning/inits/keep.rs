//! What a job has found, or uses, is written down: in pieces, so that no transaction is long.

use std::sync::Arc;

use burgrave_provisioner::terraform::{InitPlace, KeptInit};
use burgrave_store::{FILE_PIECE, KeptInitRecord, NotCurrent};
use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::place::key;
use crate::application::App;
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::fault::Fault;
use crate::provisioning::work::{JobAttempt, client};

/// How exactly it is known when something was used last.
const NOTED_EVERY: TimeDelta = TimeDelta::days(1);

/// Pieces of one transaction.
const AT_ONCE: usize = 4;

/// Keeps what the job has found anew; what it uses again is noted as used.
///
/// # Errors
/// The storage's.
pub(crate) async fn keep(
    app: &App,
    attempt: JobAttempt,
    place: &InitPlace,
    used: Option<KeptInitRecord>,
    found: Option<KeptInit>,
) -> Result<(), Fault> {
    let (product, place) = (place.product, key(place));
    let run = async |step: Step| {
        app.execute(Keep { attempt, place: place.clone(), step }, Automatic::Task, client()).await
    };
    let Some(KeptInit { lock, modules }) = found else {
        let old = used.filter(|used| app.now() - used.used_at >= NOTED_EVERY);
        return match old {
            Some(old) => run(Step::Use(old.id)).await.map(drop),
            None => Ok(()),
        };
    };
    if run(Step::Choose { product, lock }).await?.is_err() {
        return Ok(());
    }
    let Some(modules) = modules else { return Ok(()) };
    let (id, hash) = (app.entropy().uuid(), Sha256::digest(&modules).into());
    let mut last = run(Step::Begin { id, size: modules.len() as u64, hash }).await?;
    let pieces: Vec<Arc<[u8]>> = modules.chunks(FILE_PIECE).map(Arc::from).collect();
    for (number, pieces) in (0_u32..).zip(pieces.chunks(AT_ONCE)) {
        if last.is_err() {
            // What was begun goes with the incomplete ones.
            return Ok(());
        }
        let position = number * AT_ONCE as u32;
        last = run(Step::Add { id, position, pieces: pieces.to_vec() }).await?;
    }
    if last.is_ok() {
        // Whoever has the job now keeps what they find.
        let _ = run(Step::Complete { id }).await?;
    }
    Ok(())
}

struct Keep {
    attempt: JobAttempt,
    place: String,
    step: Step,
}

enum Step {
    Use(Uuid),
    Choose { product: &'static str, lock: Vec<u8> },
    Begin { id: Uuid, size: u64, hash: [u8; 32] },
    Add { id: Uuid, position: u32, pieces: Vec<Arc<[u8]>> },
    Complete { id: Uuid },
}

impl Command for Keep {
    type Actor = Automatic;
    type Output = Result<(), NotCurrent>;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Job)
    }

    async fn run(
        &self,
        context: &CommandContext<Automatic>,
    ) -> Result<Outcome<Result<(), NotCurrent>>, Fault> {
        let job = match self.attempt.held(context).await? {
            Ok(job) => job,
            Err(reason) => return Ok(Outcome::unrecorded(Err(reason))),
        };
        let now = context.now;
        match &self.step {
            Step::Use(id) => context.touch_kept_init(&job, *id, now).await?,
            Step::Choose { product, lock } => context.keep_version_lock(&job, product, lock).await?,
            Step::Begin { id, size, hash } => {
                context.begin_kept_init(&job, *id, &self.place, (*size, hash), now).await?;
            }
            Step::Add { id, position, pieces } => {
                for (position, piece) in (*position..).zip(pieces) {
                    context.add_kept_init_piece(&job, *id, position, piece).await?;
                }
            }
            Step::Complete { id } => context.complete_kept_init(&job, *id, &self.place, now).await?,
        }
        Ok(Outcome::unrecorded(Ok(())))
    }
}
