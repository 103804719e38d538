//! Random histories of quota commits on each engine and in a model: commits of one owner in one organization
//! happen one after the other, in some order, and those of others don't matter to them.

use super::castle::{build, new_workspace, template};
use super::makers::{WORKER, begin, scan, server, write};
use crate::engines::for_each_engine;
use crate::histories::rand_seed;
use crate::makers::*;
use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::queue::Server;
use burgrave_store::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use std::collections::{BTreeMap, BTreeSet};

/// Both have workspaces in both organizations.
const OWNERS: [u128; 2] = [10, 11];
const ORGANIZATIONS: [u128; 2] = [1, 2];

/// Workspaces of each owner in each organization.
const WORKSPACES: u128 = 3;

/// What changes a budget. The group of an organization has its number and 20 more.
#[derive(Debug, Clone, Copy)]
enum Change {
    AllowEveryone { organization: u128, allowance: i32 },
    AllowGroup { organization: u128, allowance: i32 },
    Join { organization: u128, owner: u128 },
    Leave { organization: u128, owner: u128 },
    Enter { organization: u128, owner: u128 },
    Exit { organization: u128, owner: u128 },
}

/// A build of a workspace.
#[derive(Debug, Clone, Copy)]
struct Step {
    workspace: u128,
    transition: Transition,
    cost: i64,
}

/// Changes one after the other, then builds whose costs are committed at the same moment.
type Phase = (Vec<Change>, Vec<Step>);

fn change() -> impl Strategy<Value = Change> {
    let place = (1_u128..3, 10_u128..12);
    prop_oneof![
        3 => (1_u128..3, 0..6).prop_map(|(organization, allowance)| Change::AllowEveryone { organization, allowance }),
        3 => (1_u128..3, 0..6).prop_map(|(organization, allowance)| Change::AllowGroup { organization, allowance }),
        2 => place.clone().prop_map(|(organization, owner)| Change::Join { organization, owner }),
        1 => place.clone().prop_map(|(organization, owner)| Change::Leave { organization, owner }),
        3 => place.clone().prop_map(|(organization, owner)| Change::Enter { organization, owner }),
        1 => place.prop_map(|(organization, owner)| Change::Exit { organization, owner }),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let transition =
        prop_oneof![5 => Just(Transition::Start), 3 => Just(Transition::Stop), 1 => Just(Transition::Delete)];
    (0..4 * WORKSPACES, transition, 0_i64..5).prop_map(|(number, transition, cost)| Step {
        workspace: 400 + number,
        transition,
        cost,
    })
}

/// Whose a workspace is, and where.
fn place_of(workspace: u128) -> (u128, u128) {
    let place = (workspace - 400) / WORKSPACES;
    (ORGANIZATIONS[(place / 2) as usize], OWNERS[(place % 2) as usize])
}

/// The rules, as plainly as they can be written.
#[derive(Debug, Default)]
struct Model {
    /// Of organizations, which is that of everyone in them, and of groups.
    allowances: BTreeMap<u128, i64>,
    members: BTreeSet<(u128, u128)>,
    entered: BTreeSet<(u128, u128)>,
    /// What the latest build of each workspace costs that has one.
    costs: BTreeMap<u128, i64>,
    deleted: BTreeSet<u128>,
}

impl Model {
    fn apply(&mut self, change: Change) {
        match change {
            Change::AllowEveryone { organization, allowance } => {
                self.allowances.insert(organization, allowance.into());
            }
            Change::AllowGroup { organization, allowance } => {
                self.allowances.insert(organization + 20, allowance.into());
            }
            Change::Join { organization, owner } => {
                self.members.insert((organization, owner));
            }
            Change::Leave { organization, owner } => {
                self.members.remove(&(organization, owner));
                self.entered.remove(&(organization + 20, owner));
            }
            Change::Enter { organization, owner } => {
                if self.members.contains(&(organization, owner)) {
                    self.entered.insert((organization + 20, owner));
                }
            }
            Change::Exit { organization, owner } => {
                self.entered.remove(&(organization + 20, owner));
            }
        }
    }

    fn budget(&self, (organization, owner): (u128, u128)) -> i64 {
        let allowance = |of: u128| self.allowances.get(&of).copied().unwrap_or(0);
        let everyone =
            if self.members.contains(&(organization, owner)) { allowance(organization) } else { 0 };
        let group = organization + 20;
        everyone + if self.entered.contains(&(group, owner)) { allowance(group) } else { 0 }
    }

    fn consumed(&self, place: (u128, u128)) -> i64 {
        self.costs.iter().filter(|(workspace, _)| place_of(**workspace) == place).map(|(_, cost)| cost).sum()
    }
}

/// What a daemon was told of its build.
#[derive(Debug, Clone, Copy)]
struct Told {
    step: Step,
    previous: Option<i64>,
    by_store: QuotaCommit,
}

/// Whether there is an order in which the model would have said the same.
fn in_some_order(told: &[Told], budget: i64, consumed: i64) -> bool {
    told.is_empty()
        || (0..told.len()).any(|first| {
            let mut rest = told.to_vec();
            let Told { step, previous, by_store } = rest.remove(first);
            let fits = consumed + step.cost <= budget;
            let permitted = step.cost == 0 || fits || previous.is_some_and(|previous| step.cost < previous);
            let after = if permitted { consumed + step.cost } else { consumed };
            let commit = by_store.commit;
            (commit.budget, commit.consumed, commit.previous, commit.cost)
                == (Some(budget), consumed, previous, step.cost)
                && (by_store.decision.permitted, by_store.decision.consumed) == (permitted, after)
                && in_some_order(&rest, budget, after)
        })
}

async fn perform(tx: &Tx, change: Change) -> Result<(), StoreError> {
    match change {
        Change::AllowEveryone { organization, allowance } => {
            allow(tx, organization, organization, allowance).await
        }
        Change::AllowGroup { organization, allowance } => {
            allow(tx, organization, organization + 20, allowance).await
        }
        Change::Join { organization, owner } => {
            tx.insert_member(&joining(organization, owner, &[])).await.map(|_| ())
        }
        Change::Leave { organization, owner } => leave(tx, organization, owner).await.map(|_| ()),
        Change::Enter { organization, owner } => match tx.member(id(organization), id(owner)).await? {
            Some(_) => {
                let group = changing(tx, organization + 20).await?;
                tx.insert_group_member(&group, id(owner), now()).await.map(|_| ())
            }
            None => Ok(()),
        },
        Change::Exit { organization, owner } => {
            let group = changing(tx, organization + 20).await?;
            tx.delete_group_member(&group, id(owner)).await.map(|_| ())
        }
    }
}

async fn allow(tx: &Tx, organization: u128, group: u128, allowance: i32) -> Result<(), StoreError> {
    let held = changing(tx, group).await?;
    let new = GroupUpdate {
        id: id(group),
        organization_id: id(organization),
        name: held.name.clone(),
        display_name: String::new(),
        avatar_url: String::new(),
        quota_allowance: allowance,
        now: now(),
    };
    assert_eq!(tx.update_group(&held, &new).await?, burgrave_store::Change::Done);
    Ok(())
}

/// Groups, a template in each organization, and the workspaces.
async fn castle(tx: &Tx) -> Result<(), StoreError> {
    for organization in ORGANIZATIONS {
        let new = group(organization + 20, organization, "guards");
        assert_eq!(tx.insert_group(&made(new)).await?, Inserted::Done);
        template(tx, 200 + organization, organization, &format!("castle{organization}")).await?;
    }
    for number in 400..400 + 4 * WORKSPACES {
        let (organization, owner) = place_of(number);
        let name = if owner == 10 { "ada" } else { "bob" };
        let new = new_workspace(number, owner, name, 200 + organization, &format!("w{number}"));
        let new = NewWorkspace { organization_id: id(organization), ..new };
        assert_eq!(tx.insert_workspace(&made(new)).await?, Inserted::Done);
    }
    Ok(())
}

/// The builds of a phase, held by a daemon.
async fn start(tx: &Tx, first: u128, steps: &[Step]) -> Result<Vec<CurrentJob>, StoreError> {
    let mut all = Vec::new();
    for (number, step) in (first..).zip(steps) {
        assert_eq!(build(tx, number, step.workspace, step.transition).await?, Inserted::Done);
        let takes = Server { organization: id(place_of(step.workspace).0), ..server(&[]) };
        loop {
            let held = tx.acquire_job(WORKER, &takes, at(50_000)).await?.expect("the build waits");
            if held.id == id(number + 10_000) {
                all.push(held);
                break;
            }
        }
    }
    Ok(all)
}

async fn end(tx: &Tx, job: &CurrentJob, told: &Told) -> Result<(), StoreError> {
    if !told.by_store.decision.permitted {
        assert!(tx.fail_job(job, "insufficient quota", None, at(60_000)).await?);
        return Ok(());
    }
    let end = match told.step.transition {
        Transition::Start => BuildEnd::Started { deadline: None, max_deadline: None },
        Transition::Stop => BuildEnd::Stopped,
        Transition::Delete => BuildEnd::Deleted,
    };
    tx.end_build(job, end, at(60_000)).await?;
    assert!(tx.complete_job(job, at(60_000)).await?);
    Ok(())
}

/// One phase in the store, and in the model.
async fn play(store: &Store, model: &mut Model, number: u128, (changes, steps): &Phase) {
    let first = 1_000 + number * 100;
    let mut steps = steps.clone();
    let mut seen = model.deleted.clone();
    steps.retain(|step| seen.insert(step.workspace));
    let (asked, builds) = (changes.clone(), steps.clone());
    let jobs = write(store, move |tx| {
        let (changes, steps) = (asked.clone(), builds.clone());
        async move {
            for change in changes {
                perform(&tx, change).await?;
            }
            start(&tx, first, &steps).await
        }
    })
    .await;
    changes.iter().for_each(|change| model.apply(*change));
    let previous: Vec<_> = steps.iter().map(|step| model.costs.insert(step.workspace, 0)).collect();
    let commits: Vec<_> = (first..)
        .zip(jobs.iter().zip(&steps))
        .map(|(entry, (job, step))| {
            let (store, job, cost) = (store.clone(), job.clone(), step.cost);
            let asked = QuotaRequest { entry: id(entry), cost, enforced: true, now: at(55_000) };
            tokio::spawn(async move {
                let commit = store.write(move |tx| {
                    let job = job.clone();
                    async move { tx.commit_quota(&job, asked).await }
                });
                Result::<_, StoreError>::unwrap(commit.await)
            })
        })
        .collect();
    let mut told = Vec::new();
    for ((commit, step), previous) in commits.into_iter().zip(&steps).zip(previous) {
        told.push(Told { step: *step, previous, by_store: commit.await.unwrap() });
    }
    for place in ORGANIZATIONS.iter().flat_map(|org| OWNERS.map(|owner| (*org, owner))) {
        let own: Vec<_> =
            told.iter().filter(|told| place_of(told.step.workspace) == place).copied().collect();
        let (budget, consumed) = (model.budget(place), model.consumed(place));
        assert!(in_some_order(&own, budget, consumed), "{place:?}, {budget} and {consumed}: {own:#?}");
    }
    let ends = told.clone();
    write(store, move |tx| {
        let (jobs, told) = (jobs.clone(), ends.clone());
        async move {
            for (job, told) in jobs.iter().zip(&told) {
                end(&tx, job, told).await?;
            }
            Ok(())
        }
    })
    .await;
    for Told { step, by_store, .. } in told {
        if !by_store.decision.permitted {
            continue;
        }
        match step.transition {
            Transition::Delete => {
                model.costs.remove(&step.workspace);
                model.deleted.insert(step.workspace);
            }
            _ => {
                model.costs.insert(step.workspace, step.cost);
            }
        }
    }
}

async fn history(store: Store, phases: Vec<Phase>) {
    begin(&store).await;
    write(&store, |tx| async move { castle(&tx).await }).await;
    let members = OWNERS.map(|owner| (1, owner)).into_iter().collect();
    let mut model = Model { members, ..Model::default() };
    for (number, phase) in (0..).zip(&phases) {
        play(&store, &mut model, number, phase).await;
        for place in ORGANIZATIONS.iter().flat_map(|org| OWNERS.map(|owner| (*org, owner))) {
            let quota = scan(&store, move |r| async move { r.quota(id(place.0), id(place.1)).await }).await;
            let expected = Quota { budget: model.budget(place), consumed: model.consumed(place) };
            assert_eq!(quota, expected, "{place:?} after {phase:?}");
        }
    }
}

#[test]
fn commits_of_an_owner_in_an_organization_happen_one_after_the_other() {
    let seed = std::env::var("BURGRAVE_TESTS_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(rand_seed);
    eprintln!("seed {seed} (repeat with BURGRAVE_TESTS_SEED={seed})");
    let long = std::env::var_os("BURGRAVE_TESTS_LONG").is_some();
    let config = Config {
        cases: if long { 100 } else { 6 },
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 100,
        ..Config::default()
    };
    let phase = (prop::collection::vec(change(), 0..4), prop::collection::vec(step(), 1..7));
    let phases = prop::collection::vec(phase, 1..10);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let outcome = TestRunner::new(config).run(&phases, |phases| {
        let played = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            runtime.block_on(for_each_engine(|store| history(store, phases.clone())));
        }));
        played.map_err(|_| TestCaseError::fail("the store and the model disagree (see above)"))
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}\nseed {seed}"));
}
