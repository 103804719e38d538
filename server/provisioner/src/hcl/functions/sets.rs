//! Functions of sets: lists in order, without repetitions.

use std::collections::BTreeSet;

use super::Named;
use super::arguments::{exactly, list, some};
use crate::hcl::value::{MOST_MEMBERS, Sequence, Value};

pub(super) const ALL: [Named; 6] = [
    ("setintersection", |all| combine(all, |one, others| others.iter().all(|other| other.contains(one)))),
    ("setproduct", product),
    ("setsubtract", |all| combine(all, |one, others| !others.iter().any(|other| other.contains(one)))),
    ("setsymdifference", |all| {
        let [one, other] = exactly::<2>(all)?;
        let (one, other): (BTreeSet<_>, BTreeSet<_>) =
            (list(one)?.iter().collect(), list(other)?.iter().collect());
        Value::set(one.symmetric_difference(&other).map(|member| (*member).clone()).collect())
    }),
    ("setunion", |all| {
        let lists = some(all)?.iter().map(list).collect::<Result<Vec<_>, _>>()?;
        Value::set(lists.concat())
    }),
    ("toset", |all| Value::set(list(&exactly::<1>(all)?[0])?.to_vec())),
];

fn combine(all: &[Value], keep: impl Fn(&Value, &[BTreeSet<&Value>]) -> bool) -> Result<Value, String> {
    let [first, others @ ..] = some(all)? else { return Err("it takes at least one list".into()) };
    let others = others.iter().map(|other| Ok(list(other)?.iter().collect()));
    let others = others.collect::<Result<Vec<BTreeSet<&Value>>, String>>()?;
    Value::set(list(first)?.iter().filter(|one| keep(one, &others)).cloned().collect())
}

/// Each member of each list with each of the others.
fn product(all: &[Value]) -> Result<Value, String> {
    let lists = some(all)?.iter().map(list).collect::<Result<Vec<_>, _>>()?;
    let length = lists.iter().try_fold(1_usize, |length, list| length.checked_mul(list.len()));
    if length.is_none_or(|length| length.saturating_mul(lists.len()) > 10 * MOST_MEMBERS) {
        return Err("the result has too many members".into());
    }
    let mut tuples = vec![Vec::new()];
    for list in lists {
        let longer = |tuple: &Vec<Value>| {
            let tuple = tuple.clone();
            list.iter().map(move |member| [&tuple[..], std::slice::from_ref(member)].concat())
        };
        tuples = tuples.iter().flat_map(longer).collect();
    }
    let tuples = tuples.into_iter().map(Value::tuple).collect::<Result<Vec<_>, _>>()?;
    let is_set = |one: &Value| matches!(one, Value::List(list) if list.sequence == Sequence::Set);
    if all.iter().all(is_set) { Value::set(tuples) } else { Value::list(tuples) }
}
