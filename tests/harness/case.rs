//! Cases, and how they become trials of the test program.
//!
//! A case is registered where it is written: `#[apply(case)]` above an `async fn` whose name is a sentence.
//! One that takes an [`Engine`] runs on each engine, one without arguments runs once. A private function
//! without the attribute that nothing calls is dead code, which doesn't compile here.

use futures::future::LocalBoxFuture;
use libtest_mimic::Trial;

use super::Engine;
use super::engine::Databases;

/// One case: an async function whose name is a sentence.
pub struct Case {
    module: &'static str,
    /// Its name, a sentence.
    pub name: &'static str,
    /// The file in which it is written, from the workspace's root.
    pub file: &'static str,
    line: u32,
    run: Run,
}

/// How the function of a case is called.
#[derive(Clone, Copy)]
pub enum Run {
    /// With each engine that there is.
    OnEachEngine(fn(Engine) -> LocalBoxFuture<'static, ()>),
    /// Without a database, or with one that it chooses itself.
    Once(fn() -> LocalBoxFuture<'static, ()>),
}

/// What has to be there for the cases of a module and of those in it; without it they are left out.
pub struct Condition {
    module: &'static str,
    holds: fn() -> bool,
}

inventory::collect!(Case);
inventory::collect!(Condition);

impl Case {
    /// Only the macro calls it.
    pub const fn new(
        module: &'static str,
        name: &'static str,
        (file, line): (&'static str, u32),
        run: Run,
    ) -> Case {
        Case { module, name, file, line, run }
    }

    /// All cases in the order in which they are written.
    pub fn all() -> Vec<&'static Case> {
        let mut cases: Vec<_> = inventory::iter::<Case>().collect();
        cases.sort_unstable_by_key(|case| (case.file, case.line));
        cases
    }

    fn is_in(&self, module: &str) -> bool {
        self.module.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    }

    /// Its path in the suite and its name.
    fn full_name(&self) -> String {
        format!("{}::{}", self.module.trim_start_matches("suite::"), self.name)
    }
}

impl Condition {
    /// Only the macro calls it.
    pub const fn new(module: &'static str, holds: fn() -> bool) -> Condition {
        Condition { module, holds }
    }
}

/// Registers the function that follows: `#[apply(case)]`.
macro_rules! case {
    ($(#[$attribute:meta])* async fn $name:ident() $body:block) => {
        $(#[$attribute])*
        async fn $name() $body
        case!(@register $name, Once(|| Box::pin($name())));
    };
    ($(#[$attribute:meta])* async fn $name:ident($engine:tt: Engine $(,)?) $body:block) => {
        $(#[$attribute])*
        async fn $name($engine: Engine) $body
        case!(@register $name, OnEachEngine(|engine| Box::pin($name(engine))));
    };
    (@register $name:ident, $run:ident($call:expr)) => {
        ::inventory::submit! {
            $crate::harness::Case::new(
                module_path!(),
                stringify!($name),
                (file!(), line!()),
                $crate::harness::Run::$run($call),
            )
        }
    };
}

/// Leaves out the cases of this module where the condition doesn't hold:
/// `cases_only_where!(KIT.is_there());`.
macro_rules! cases_only_where {
    ($condition:expr) => {
        ::inventory::submit! { $crate::harness::Condition::new(module_path!(), || $condition) }
    };
}

/// A trial for each case and engine.
pub fn trials() -> Vec<Trial> {
    let engines = Engine::available();
    let mut cases = Case::all();
    for condition in inventory::iter::<Condition>() {
        if !(condition.holds)() {
            cases.retain(|case| !case.is_in(condition.module));
        }
    }
    let mut trials = Vec::new();
    for case in cases {
        match case.run {
            Run::Once(run) => trials.push(Trial::test(case.full_name(), move || block_on(run()))),
            Run::OnEachEngine(run) => trials.extend(engines.iter().map(|&engine| {
                let trial = Trial::test(case.full_name(), move || block_on(run(engine)));
                trial.with_kind(engine.name())
            })),
        }
    }
    trials
}

/// Each trial has a runtime of its own: what it leaves running ends with it.
fn block_on(future: LocalBoxFuture<'static, ()>) -> Result<(), libtest_mimic::Failed> {
    let _databases = Databases::of_this_case();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(future);
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    Ok(())
}
