//! How often a block stands, and what it is called each time.

use std::rc::Rc;
use std::sync::Arc;

use super::{Called, Key, MOST_CALLS, MOST_MODULES, Machine, Scope, Site, Told, Trouble, fault};
use crate::hcl::kinds::{as_number, as_text};
use crate::hcl::syntax::{Block, Syntax};
use crate::hcl::value::Value;

/// Times that a block may stand at most.
const MOST_TIMES: usize = 1000;

/// How often a block stands.
enum Times {
    Once,
    Count(usize),
    /// Once for each key.
    Each(Vec<(Arc<str>, Value)>),
    /// Only a plan knows it, and why.
    Later(Arc<str>),
}

/// The places of a block that stands more than once, or not at all.
#[derive(Debug)]
pub(in crate::hcl) enum Repeated {
    One(usize),
    Counted(Vec<usize>),
    Keyed(Vec<(Arc<str>, usize)>),
    Later(Arc<str>),
    /// It is wrong.
    Wrong(String),
}

impl Repeated {
    /// All places.
    pub(in crate::hcl) fn all(&self) -> Vec<usize> {
        match self {
            Self::One(place) => vec![*place],
            Self::Counted(places) => places.clone(),
            Self::Keyed(places) => places.iter().map(|(_, place)| *place).collect(),
            Self::Later(_) | Self::Wrong(_) => Vec::new(),
        }
    }
}

impl<'a> Machine<'a> {
    /// How often a block stands.
    fn times(&mut self, block: &'a Block, scope: &mut Scope) -> Told<Times> {
        if let Some(count) = block.attribute("count") {
            return match self.value(&count.value, scope)? {
                Value::Unknown(why) => Ok(Times::Later(why)),
                value => {
                    let count = as_number(&value)?.whole().and_then(|count| usize::try_from(count).ok());
                    match count.filter(|count| *count <= MOST_TIMES) {
                        Some(count) => Ok(Times::Count(count)),
                        None => fault(format!("count is a number from 0 to {MOST_TIMES}")),
                    }
                }
            };
        }
        let Some(each) = block.attribute("for_each") else { return Ok(Times::Once) };
        let value = self.value(&each.value, scope)?;
        let members = match self.members(&value)? {
            Ok(members) if members.len() > MOST_TIMES => {
                return fault(format!("for_each has {MOST_TIMES} members at most"));
            }
            Ok(members) => members,
            Err(Value::Unknown(why)) => return Ok(Times::Later(why)),
            Err(_) => Vec::new(),
        };
        let set = matches!(value, Value::List(_));
        let mut keys = Vec::with_capacity(members.len());
        for (key, value) in members {
            if let (true, Value::Unknown(why)) = (set, &value) {
                return Ok(Times::Later(why.clone()));
            }
            let key = if set { &value } else { &key };
            match as_text(key) {
                Ok(Value::Text(key)) => keys.push((key, value)),
                _ => return fault("for_each is a map, or a set of texts"),
            }
        }
        Ok(Times::Each(keys))
    }

    /// The places of a block: `place` makes each of them.
    fn places(
        &mut self,
        key: Key<'a>,
        module: usize,
        block: &'a Block,
        mut place: impl FnMut(&mut Self, Site<'a>) -> Told<usize>,
    ) -> Told<Rc<Repeated>> {
        match self.repeated.get(&key) {
            Some(Some(known)) => return Ok(known.clone()),
            Some(None) => return fault("how often it stands is named by what it depends on itself"),
            None => {}
        }
        self.repeated.insert(key.clone(), None);
        let site = Site { module, block, each: None, index: None };
        let times = match self.times(block, &mut Scope::of(module)) {
            Err(Trouble::Fault(message)) => Err(message),
            Err(spent) => return Err(spent),
            Ok(times) => Ok(times),
        };
        let repeated = match times {
            Err(message) => Repeated::Wrong(format!("{}: {message}", block.place)),
            Ok(Times::Later(why)) => Repeated::Later(why),
            Ok(Times::Once) => Repeated::One(place(self, site)?),
            Ok(Times::Count(count)) => {
                let one = |index: usize| Site { index: Some(index.into()), ..site.clone() };
                Repeated::Counted((0..count).map(|index| place(self, one(index))).collect::<Told<_>>()?)
            }
            Ok(Times::Each(keys)) => {
                let mut places = Vec::with_capacity(keys.len());
                for (key, value) in keys {
                    let each = Some((Value::Text(key.clone()), value));
                    places.push((key, place(self, Site { each, ..site.clone() })?));
                }
                Repeated::Keyed(places)
            }
        };
        let repeated = Rc::new(repeated);
        self.repeated.insert(key, Some(repeated.clone()));
        Ok(repeated)
    }

    /// The places of a data source; none where there is none of that name.
    pub(in crate::hcl) fn sources(
        &mut self,
        module: usize,
        of: &'a str,
        name: &'a str,
    ) -> Told<Option<Rc<Repeated>>> {
        let Some(declared) = self.module(module) else { return Ok(None) };
        let Some(block) = declared.sources.get(&(of.into(), name.into())) else { return Ok(None) };
        let places = self.places(Key::Source(module, of, name), module, block, |own, site| {
            own.spend(1)?;
            own.sites.push(site);
            Ok(own.sites.len() - 1)
        })?;
        Ok(Some(places))
    }

    /// The modules that a call makes; none where there is no call of that name.
    pub(in crate::hcl) fn calls(&mut self, module: usize, name: &'a str) -> Told<Option<Rc<Repeated>>> {
        let Some(declared) = self.module(module) else { return Ok(None) };
        let Some(block) = declared.calls.get(name) else { return Ok(None) };
        let (depth, path) = (self.modules[module].depth + 1, &self.modules[module].path);
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let source = match block.attribute("source").map(|attribute| &*attribute.value) {
            Some(Syntax::Literal(Value::Text(source))) => Ok(source.clone()),
            _ => Err("where the module comes from is known to a plan only".to_owned()),
        };
        let called = source.and_then(|source| self.project.called(declared, &path, &source));
        let called = called.map_err(Arc::from);
        let places = self.places(Key::Call(module, name), module, block, |own, site| {
            own.spend(16)?;
            if own.modules.len() == MOST_MODULES || depth > MOST_CALLS {
                return Err(Trouble::Spent);
            }
            own.modules.push(Called { module: called.clone(), path: path.clone(), call: Some(site), depth });
            Ok(own.modules.len() - 1)
        })?;
        Ok(Some(places))
    }
}
