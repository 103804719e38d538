//! Cases and how they become trials of the test program.

use futures::future::LocalBoxFuture;
use libtest_mimic::Trial;

use super::Engine;

/// One case: an async function whose name is a sentence.
pub struct Case {
    name: String,
    run: Run,
}

enum Run {
    OnEachEngine(Box<dyn Fn(Engine) -> LocalBoxFuture<'static, ()> + Send + Sync>),
    Once(Box<dyn Fn() -> LocalBoxFuture<'static, ()> + Send + Sync>),
}

impl Case {
    /// A case that runs on each engine.
    pub fn on_each_engine(
        name: &str,
        run: impl Fn(Engine) -> LocalBoxFuture<'static, ()> + Send + Sync + 'static,
    ) -> Case {
        Case { name: name.trim_start_matches("suite::").to_owned(), run: Run::OnEachEngine(Box::new(run)) }
    }

    /// A case without a database, or with one that it chooses itself.
    pub fn once(name: &str, run: impl Fn() -> LocalBoxFuture<'static, ()> + Send + Sync + 'static) -> Case {
        Case { name: name.trim_start_matches("suite::").to_owned(), run: Run::Once(Box::new(run)) }
    }
}

/// Lists the cases of a file: `cases![a_group_is_created, a_taken_name_is_refused];` for functions that take an [`Engine`].
/// A function that is left out is dead code, which the compiler names.
macro_rules! cases {
    ($($name:ident),+ $(,)?) => {
        pub(crate) fn cases() -> Vec<$crate::harness::Case> {
            vec![$($crate::harness::Case::on_each_engine(
                concat!(module_path!(), "::", stringify!($name)),
                |engine| Box::pin($name(engine)),
            )),+]
        }
    };
}

/// The same for functions without arguments, which run once.
macro_rules! cases_once {
    ($($name:ident),+ $(,)?) => {
        pub(crate) fn cases() -> Vec<$crate::harness::Case> {
            vec![$($crate::harness::Case::once(
                concat!(module_path!(), "::", stringify!($name)),
                || Box::pin($name()),
            )),+]
        }
    };
}

/// Joins the cases of several modules: `rooms![create, delete];`.
macro_rules! rooms {
    ($($room:ident),+ $(,)?) => {
        pub(crate) fn cases() -> Vec<$crate::harness::Case> {
            [$($room::cases()),+].into_iter().flatten().collect()
        }
    };
}

/// A trial for each case and engine.
pub fn trials(cases: Vec<Case>) -> Vec<Trial> {
    let engines = Engine::available();
    let mut trials = Vec::new();
    for case in cases {
        match case.run {
            Run::Once(run) => trials.push(Trial::test(case.name, move || block_on(run()))),
            Run::OnEachEngine(run) => {
                let run = std::sync::Arc::new(run);
                for engine in &engines {
                    let (run, engine) = (run.clone(), *engine);
                    let trial = Trial::test(case.name.clone(), move || block_on(run(engine)));
                    trials.push(trial.with_kind(engine.name()));
                }
            }
        }
    }
    trials
}

/// Each trial has a runtime of its own: what it leaves running ends with it.
fn block_on(future: LocalBoxFuture<'static, ()>) -> Result<(), libtest_mimic::Failed> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(future);
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    Ok(())
}
