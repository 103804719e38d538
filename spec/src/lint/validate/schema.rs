use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::super::scene::{array, entries, resolve, text};
use super::constraints;
use crate::node::pointer;

/// Where a value departs from its schema.
#[derive(Clone, Debug)]
pub(in super::super) struct Misfit {
    /// JSON pointer into the value.
    pub(in super::super) pointer: String,
    pub(in super::super) problem: String,
}

/// Steps into schemas, so that recursive `oneOf`s end.
const DEPTH_LIMIT: usize = 128;

/// Every misfit of the value; none when it fits.
pub(in super::super) fn validate(bundle: &Value, schema: &Value, value: &Value) -> Vec<Misfit> {
    let work = Work { steps: Cell::new(STEP_LIMIT), fitting: RefCell::default() };
    let mut check = Check::new(bundle, &work, 0, true);
    check.schema(schema, value, "");
    let mut misfits = check.misfits;
    if work.steps.get() == 0 {
        let problem = format!("it takes more than {STEP_LIMIT} steps to see whether the value fits");
        misfits = vec![Misfit { pointer: String::new(), problem }];
    }
    misfits
}

/// Comparisons of a value with a schema that one example may take.
const STEP_LIMIT: usize = 200_000;

/// A schema and a value, by their addresses in the bundle.
type Pair = (*const Value, *const Value);

/// What all checks of one example share.
struct Work {
    /// How many steps are left.
    steps: Cell<usize>,
    /// Whether a value fits an alternative: found once, however often alternatives contain each other.
    fitting: RefCell<HashMap<Pair, bool>>,
}

struct Check<'a> {
    bundle: &'a Value,
    work: &'a Work,
    /// What was looked at already, with its strictness.
    seen: HashSet<(Pair, bool)>,
    misfits: Vec<Misfit>,
    depth: usize,
    /// Whether properties that nobody declared are misfits. A typing error in an example is found that way;
    /// within an `allOf` the parts don't know each other's properties.
    strict: bool,
}

impl<'a> Check<'a> {
    fn new(bundle: &'a Value, work: &'a Work, depth: usize, strict: bool) -> Self {
        Self { bundle, work, seen: HashSet::new(), misfits: Vec::new(), depth, strict }
    }

    fn add(&mut self, at: &str, problem: impl Into<String>) {
        self.misfits.push(Misfit { pointer: at.to_owned(), problem: problem.into() });
    }

    fn schema(&mut self, schema: &Value, value: &Value, at: &str) {
        if self.depth == DEPTH_LIMIT || self.work.steps.get() == 0 {
            return;
        }
        self.work.steps.set(self.work.steps.get() - 1);
        let schema = resolve(self.bundle, schema);
        if !self.seen.insert((pair(schema, value), self.strict)) {
            return;
        }
        self.depth += 1;
        if !(value.is_null() && schema.get("nullable") == Some(&Value::Bool(true))) {
            self.present(schema, value, at);
        }
        self.depth -= 1;
    }

    fn present(&mut self, schema: &Value, value: &Value, at: &str) {
        if let Some(expected) = text(schema, "type")
            && !constraints::has_type(expected, value)
        {
            self.add(at, format!("{value} is no {expected}"));
            return;
        }
        let values = array(schema, "enum");
        if !values.is_empty() && !values.contains(value) {
            let names: Vec<_> = values.iter().map(Value::to_string).collect();
            self.add(at, format!("{value} is none of {}", names.join(", ")));
        }
        if let Some(problem) = constraints::broken(schema, value) {
            self.add(at, problem);
        }
        if let (Value::Array(list), Some(items)) = (value, schema.get("items")) {
            for (index, item) in list.iter().enumerate() {
                self.schema(items, item, &format!("{at}/{index}"));
            }
        }
        if value.is_object() {
            self.object(schema, value, at);
        }
        self.combinations(schema, value, at);
    }

    fn object(&mut self, schema: &Value, value: &Value, at: &str) {
        for name in array(schema, "required").iter().filter_map(Value::as_str) {
            if value.get(name).is_none() {
                self.add(at, format!("the required property `{name}` is missing"));
            }
        }
        let properties = schema.get("properties");
        let additional = schema.get("additionalProperties");
        let mut declared = Vec::new();
        let closed = self.strict && declare(self.bundle, schema, &mut HashSet::new(), &mut declared);
        for (name, item) in value.as_object().into_iter().flatten() {
            let at = pointer::join(at, name);
            if let Some(property) = properties.and_then(|properties| properties.get(name)) {
                self.own(property, item, &at);
            } else if let Some(additional) = additional.filter(|additional| additional.is_object()) {
                self.own(additional, item, &at);
            } else if (closed && !declared.contains(&name.as_str()))
                || additional == Some(&Value::Bool(false))
            {
                self.add(&at, format!("the property `{name}` is not declared"));
            }
        }
    }

    /// A value of its own, whose properties nobody else declares.
    fn own(&mut self, schema: &Value, value: &Value, at: &str) {
        let strict = std::mem::replace(&mut self.strict, true);
        self.schema(schema, value, at);
        self.strict = strict;
    }

    fn combinations(&mut self, schema: &Value, value: &Value, at: &str) {
        let strict = std::mem::replace(&mut self.strict, false);
        for part in array(schema, "allOf") {
            self.schema(part, value, at);
        }
        self.strict = strict;
        for (key, exact) in [("oneOf", true), ("anyOf", false)] {
            let alternatives = array(schema, key);
            let fitting = alternatives.iter().filter(|part| self.fits(part, value)).count();
            if !alternatives.is_empty() && (fitting == 0 || (exact && fitting > 1)) {
                self.add(at, format!("{fitting} of the {} alternatives of `{key}` fit", alternatives.len()));
            }
        }
        if schema.get("not").is_some_and(|part| self.fits(part, value)) {
            self.add(at, "it is what `not` excludes");
        }
    }

    fn fits(&self, part: &Value, value: &Value) -> bool {
        let pair = pair(part, value);
        if let Some(known) = self.work.fitting.borrow().get(&pair) {
            return *known;
        }
        let mut inner = Check::new(self.bundle, self.work, self.depth, false);
        inner.schema(part, value, "");
        let fits = inner.misfits.is_empty();
        self.work.fitting.borrow_mut().insert(pair, fits);
        fits
    }
}

fn pair(schema: &Value, value: &Value) -> Pair {
    (std::ptr::from_ref(schema), std::ptr::from_ref(value))
}

/// Collects the properties that a schema and the parts of its `allOf` declare. False when others may come:
/// free properties, alternatives, or none declared at all.
fn declare<'a>(
    bundle: &'a Value,
    schema: &'a Value,
    seen: &mut HashSet<*const Value>,
    names: &mut Vec<&'a str>,
) -> bool {
    let schema = resolve(bundle, schema);
    if !seen.insert(std::ptr::from_ref(schema)) {
        return true;
    }
    let is_open =
        ["oneOf", "anyOf", "additionalProperties", "not"].iter().any(|key| schema.get(key).is_some());
    let parts = array(schema, "allOf");
    if is_open || (schema.get("properties").is_none() && parts.is_empty()) {
        return false;
    }
    names.extend(entries(schema, "properties").map(|(name, _)| name));
    parts.iter().all(|part| declare(bundle, part, seen, names) || only_requires(bundle, part))
}

/// Whether a part of an `allOf` adds no properties: it names required ones, or constrains.
fn only_requires(bundle: &Value, part: &Value) -> bool {
    let part = resolve(bundle, part);
    part.as_object()
        .is_some_and(|map| map.keys().all(|key| matches!(key.as_str(), "required" | "description")))
}
