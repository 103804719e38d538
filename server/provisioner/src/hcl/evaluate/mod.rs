//! Values of expressions, within bounds: steps, depth, the size of values, the number of modules.
//!
//! - `expressions`: an expression's value. `texts`: a text with gaps. `steps`: what is inside of a value.
//! - `names`: what expressions may name. `repeat`: how often a block stands, and what it is called each time.
//!   `facts`: what is known of a workspace and its owner.

mod expressions;
mod facts;
mod names;
mod repeat;
mod steps;
mod texts;

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::module::Module;
use super::syntax::{Block, Syntax};
use super::value::{Value, text};
use super::{Inputs, Project};

pub(super) use repeat::Repeated;

/// Steps of one evaluation at most: an expression is one, and so is each member of what a function is given.
const MOST_STEPS: u64 = 1_000_000;
/// How long an evaluation may take, whatever its steps are.
const MOST_TIME: Duration = Duration::from_secs(5);
/// After how many steps the time is looked at.
const LOOK: u64 = 256;
/// How deep expressions and what they name may stand in each other.
const MOST_DEPTH: u32 = 512;
/// Modules of one evaluation at most, each as often as it is called.
const MOST_MODULES: usize = 1000;
/// How deep modules may call each other.
const MOST_CALLS: u32 = 32;
/// What a thread needs that evaluates to the greatest depth.
const STACK: usize = 32 * 1024 * 1024;

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It is wrong, in words that follow its place.
    Fault(String),
    /// The whole evaluation has reached a bound.
    Spent,
}

impl From<String> for Trouble {
    fn from(message: String) -> Self {
        Self::Fault(message)
    }
}

pub(super) type Told<T = Value> = Result<T, Trouble>;

pub(super) fn fault<T>(message: impl Into<String>) -> Told<T> {
    Err(Trouble::Fault(message.into()))
}

/// What expressions of one place may name beside what their module declares.
#[derive(Clone, Default)]
pub(super) struct Scope {
    /// The module; none where nothing is to be named.
    pub(super) module: Option<usize>,
    /// The key and the value of a repetition.
    pub(super) each: Option<(Value, Value)>,
    /// The place in a repetition.
    pub(super) index: Option<Value>,
    /// Names of loops, the innermost last.
    pub(super) names: Vec<(Arc<str>, Value)>,
}

impl Scope {
    pub(super) fn of(module: usize) -> Self {
        Self { module: Some(module), ..Self::default() }
    }

    fn named(&self, name: &str) -> Option<&Value> {
        self.names.iter().rev().find(|(own, _)| &**own == name).map(|(_, value)| value)
    }
}

/// A block, once for each time that it stands.
#[derive(Clone)]
pub(super) struct Site<'a> {
    /// The module in which it stands.
    pub(super) module: usize,
    pub(super) block: &'a Block,
    each: Option<(Value, Value)>,
    index: Option<Value>,
}

impl Site<'_> {
    /// What its attributes may name.
    pub(super) fn scope(&self) -> Scope {
        Scope { each: self.each.clone(), index: self.index.clone(), ..Scope::of(self.module) }
    }
}

/// A module, once for each time that it is called.
struct Called<'a> {
    module: Result<&'a Module, Arc<str>>,
    /// How it is called: `outer.inner`.
    path: String,
    /// By what; nothing for the template's own.
    call: Option<Site<'a>>,
    depth: u32,
}

/// What is worked out once.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Key<'a> {
    Variable(usize, &'a str),
    Local(usize, &'a str),
    Output(usize, &'a str),
    /// The value of a parameter.
    Parameter(usize),
    /// How often a module is called.
    Call(usize, &'a str),
    /// How often a data source stands.
    Source(usize, &'a str, &'a str),
}

enum Slot {
    /// It is being worked out: who asks for it again goes in a circle.
    Open,
    /// Its value, and whether something secret is in it.
    Known(Result<Value, String>, bool),
}

/// An evaluation.
pub(super) struct Machine<'a> {
    project: &'a Project,
    inputs: &'a Inputs,
    left: u64,
    begun: Instant,
    depth: u32,
    /// Whether something secret was named since this was last reset.
    pub(super) secret: bool,
    modules: Vec<Called<'a>>,
    sites: Vec<Site<'a>>,
    slots: HashMap<Key<'a>, Slot>,
    repeated: HashMap<Key<'a>, Option<Rc<Repeated>>>,
}

impl<'a> Machine<'a> {
    pub(super) fn new(project: &'a Project, inputs: &'a Inputs) -> Self {
        let root = project.root().ok_or_else(|| "the template can't be read".into());
        Self {
            project,
            inputs,
            left: MOST_STEPS,
            begun: Instant::now(),
            depth: 0,
            secret: false,
            modules: vec![Called { module: root, path: String::new(), call: None, depth: 0 }],
            sites: Vec::new(),
            slots: HashMap::new(),
            repeated: HashMap::new(),
        }
    }

    /// The place of the template's own module.
    pub(super) const ROOT: usize = 0;

    pub(super) fn project(&self) -> &'a Project {
        self.project
    }

    pub(super) fn inputs(&self) -> &'a Inputs {
        self.inputs
    }

    pub(super) fn site(&self, site: usize) -> Site<'a> {
        self.sites[site].clone()
    }

    /// What a module declares; none where it can't be read.
    pub(super) fn module(&self, module: usize) -> Option<&'a Module> {
        self.modules[module].module.as_ref().ok().copied()
    }

    pub(super) fn spend(&mut self, steps: usize) -> Told<()> {
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        self.left = self.left.checked_sub(steps).ok_or(Trouble::Spent)?;
        // The clock is looked at now and then: most steps take less than it does.
        if self.left / LOOK != (self.left + steps) / LOOK && self.begun.elapsed() > MOST_TIME {
            return Err(Trouble::Spent);
        }
        Ok(())
    }

    /// A value as a text.
    pub(super) fn written(&mut self, value: &Value) -> Told<String> {
        self.spend(value.weight())?;
        Ok(text(value))
    }

    /// Counts all that is in a value. Gives why a part of it isn't known yet, if one isn't.
    fn weigh(&mut self, value: &Value) -> Told<Option<Arc<str>>> {
        let mut open = vec![value];
        while let Some(value) = open.pop() {
            self.spend(1)?;
            match value {
                Value::Unknown(why) => return Ok(Some(why.clone())),
                Value::Text(text) => self.spend(text.len() / 64)?,
                Value::List(list) => open.extend(&list.members),
                Value::Map(map) => open.extend(map.members.values()),
                _ => {}
            }
        }
        Ok(None)
    }

    /// Works something out once.
    fn once(&mut self, key: Key<'a>, work: impl FnOnce(&mut Self) -> Told) -> Told {
        match self.slots.get(&key) {
            Some(Slot::Open) => return fault("it is named by what it depends on itself"),
            Some(Slot::Known(value, secret)) => {
                self.secret |= secret;
                return value.clone().map_err(Trouble::Fault);
            }
            None => {}
        }
        self.slots.insert(key.clone(), Slot::Open);
        let before = std::mem::take(&mut self.secret);
        let told = work(self);
        let known = match &told {
            Ok(value) => Ok(value.clone()),
            Err(Trouble::Fault(message)) => Err(message.clone()),
            Err(Trouble::Spent) => return Err(Trouble::Spent),
        };
        self.slots.insert(key, Slot::Known(known, self.secret));
        self.secret |= before;
        told
    }

    /// The value of a given or a usual value, and whether something secret is in it.
    pub(super) fn apart<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> (T, bool) {
        let before = std::mem::take(&mut self.secret);
        let told = work(self);
        (told, std::mem::replace(&mut self.secret, before))
    }
}

/// A value in which nothing is named.
///
/// # Errors
/// What is wrong with it.
pub(super) fn constant(syntax: &Syntax) -> Result<Value, String> {
    let (project, inputs) = (Project::default(), Inputs::default());
    let told = Machine::new(&project, &inputs).value(syntax, &mut Scope::default());
    match told {
        Ok(Value::Unknown(why)) => Err(why.to_string()),
        Ok(value) => Ok(value),
        Err(Trouble::Fault(message)) => Err(message),
        Err(Trouble::Spent) => Err(SPENT.into()),
    }
}

/// What is said of an evaluation that has reached a bound.
pub(super) const SPENT: &str = "it takes more steps or time than an evaluation may have";

/// Works in a thread that has room for the greatest depth.
pub(super) fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("evaluation".into()).stack_size(STACK);
        thread.spawn_scoped(scope, work).ok()?.join().ok()
    })
}
