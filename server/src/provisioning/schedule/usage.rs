//! What is counted about templates now and then: how many people use them, and how long their builds take.

use std::collections::HashMap;

use burgrave_core::ids::TemplateId;
use burgrave_core::provisioning::build::Transition;
use burgrave_store::{Reader, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::client;
use super::percentile::percentile;
use crate::application::App;
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::background::{Failed, Stop, Task};
use crate::fault::Fault;

/// How often it is counted.
const EVERY: TimeDelta = TimeDelta::hours(1);

/// Who used a workspace of a template within this time uses it.
const LATELY: TimeDelta = TimeDelta::days(30);

/// Builds whose times count, the newest ones.
const BUILDS: u32 = 100;

/// How long it is known who used a template in which hour: longer than any day that is told of.
const KEPT: TimeDelta = TimeDelta::days(63);

/// How much of that one transaction deletes.
const FORGOTTEN: u32 = 1_000;

/// Templates in one transaction.
const BATCH: u32 = 50;

/// The task.
pub(crate) fn count_usage(app: App) -> Task {
    Task::on_one_replica("template_usage", EVERY, move |stop| run(app.clone(), stop))
}

async fn run(app: App, stop: Stop) -> Result<(), Failed> {
    forget(&app, &stop).await?;
    let since = app.now() - LATELY;
    let usage = app.store().scan(move |reader| async move { reader.template_usage(since).await }).await?;
    let usage: HashMap<_, _> = usage.into_iter().map(|one| (one.template, one.active_users)).collect();
    let mut after = TemplateId::nil();
    while !stop.is_cancelled() {
        let known = usage.clone();
        let counted =
            app.store().scan(move |reader| async move { counted(&reader, after, &known).await }).await?;
        let Some((last, templates, whole)) = counted else { break };
        app.execute(Keep { templates }, Automatic::Task, client()).await?;
        if !whole {
            break;
        }
        after = last;
    }
    Ok(())
}

/// Deletes what no day is told of any more.
async fn forget(app: &App, stop: &Stop) -> Result<(), Failed> {
    let before = app.now() - KEPT;
    while !stop.is_cancelled() {
        let forgotten = app.execute(Forget { before }, Automatic::Task, client()).await?;
        if forgotten < u64::from(FORGOTTEN) {
            break;
        }
    }
    Ok(())
}

/// What is to be kept of a template.
type Counted = (TemplateId, u64, String);

/// A piece of the templates: the last one of it, those of which something changed, and whether more may
/// follow.
async fn counted(
    reader: &Reader,
    after: TemplateId,
    usage: &HashMap<TemplateId, u64>,
) -> Result<Option<(TemplateId, Vec<Counted>, bool)>, StoreError> {
    let found = reader.templates_to_count(after, BATCH).await?;
    let Some(last) = found.last().map(|last| last.template) else { return Ok(None) };
    let whole = found.len() as u64 >= u64::from(BATCH);
    let mut changed = Vec::new();
    for before in found {
        let users = usage.get(&before.template).copied().unwrap_or(0);
        let times = build_times(reader, before.template).await?.to_string();
        if i64::try_from(users) != Ok(before.active_users) || times != before.build_times {
            changed.push((before.template, users, times));
        }
    }
    Ok(Some((last, changed, whole)))
}

async fn build_times(reader: &Reader, template: TemplateId) -> Result<Value, StoreError> {
    let mut all = serde_json::Map::new();
    for transition in [Transition::Start, Transition::Stop, Transition::Delete] {
        let mut times = reader.template_build_times(template, transition, BUILDS).await?;
        let (half, most) = (percentile(&mut times, 50), percentile(&mut times, 95));
        all.insert(transition.as_str().to_owned(), json!({"P50": half, "P95": most}));
    }
    Ok(Value::Object(all))
}

struct Forget {
    before: DateTime<Utc>,
}

impl Command for Forget {
    type Actor = Automatic;
    type Output = u64;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<u64>, Fault> {
        Ok(Outcome::unrecorded(context.forget_use(self.before, FORGOTTEN).await?))
    }
}

struct Keep {
    templates: Vec<Counted>,
}

impl Command for Keep {
    type Actor = Automatic;
    type Output = ();

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<()>, Fault> {
        for (template, users, times) in &self.templates {
            context.set_template_usage(*template, *users, times).await?;
        }
        Ok(Outcome::unrecorded(()))
    }
}
