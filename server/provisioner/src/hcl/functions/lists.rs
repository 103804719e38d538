//! Functions of lists.

use std::collections::BTreeSet;

use unicode_segmentation::UnicodeSegmentation;

use super::Named;
use super::arguments::{exactly, flag, list, map, some, text, whole};
use crate::hcl::value::{MOST_MEMBERS, Sequence, Value};

pub(super) const ALL: [Named; 23] = [
    ("alltrue", |all| Ok(truths(all)?.into_iter().all(|truth| truth).into())),
    ("anytrue", |all| Ok(truths(all)?.into_iter().any(|truth| truth).into())),
    ("chunklist", |all| {
        let [members, length] = exactly::<2>(all)?;
        let members = list(members)?;
        match usize::try_from(whole(length)?) {
            Err(_) => Err("a length is a number from 0 on".into()),
            Ok(0) => Value::list(vec![Value::list(members.to_vec())?]),
            Ok(length) => {
                let chunks = members.chunks(length).map(|chunk| Value::list(chunk.to_vec()));
                Value::list(chunks.collect::<Result<_, _>>()?)
            }
        }
    }),
    ("coalesce", |all| {
        some(all)?.iter().find(|value| !is_empty(value)).cloned().ok_or_else(|| "no value is given".into())
    }),
    ("coalescelist", |all| {
        let filled = |value: &&Value| list(value).is_ok_and(|list| !list.is_empty());
        some(all)?.iter().find(filled).cloned().ok_or_else(|| "no list has a member".into())
    }),
    ("compact", |all| {
        Value::list(list(&exactly::<1>(all)?[0])?.iter().filter(|value| !is_empty(value)).cloned().collect())
    }),
    ("concat", |all| {
        let lists = some(all)?.iter().map(list).collect::<Result<Vec<_>, _>>()?;
        let tuple = all.iter().any(|one| sequence(one) == Sequence::Tuple);
        Value::sequence(if tuple { Sequence::Tuple } else { Sequence::List }, lists.concat())
    }),
    ("contains", |all| {
        let [members, wanted] = exactly::<2>(all)?;
        Ok(list(members)?.contains(wanted).into())
    }),
    ("distinct", |all| Value::list(distinct(list(&exactly::<1>(all)?[0])?))),
    ("element", |all| {
        let [members, at] = exactly::<2>(all)?;
        let (members, at) = (list(members)?, whole(at)?);
        let length = i64::try_from(members.len()).ok().filter(|length| *length > 0);
        let at = at.rem_euclid(length.ok_or("the list has no members")?);
        Ok(members[usize::try_from(at).unwrap_or_default()].clone())
    }),
    ("flatten", |all| {
        let mut flat = Vec::new();
        flatten(list(&exactly::<1>(all)?[0])?, &mut flat);
        Value::tuple(flat)
    }),
    ("index", |all| {
        let [members, wanted] = exactly::<2>(all)?;
        let at = list(members)?.iter().position(|one| one == wanted).ok_or("the list doesn't have it")?;
        Ok(at.into())
    }),
    ("length", |all| {
        Ok(match &exactly::<1>(all)?[0] {
            Value::List(list) => list.members.len(),
            Value::Map(map) => map.members.len(),
            other => text(other)?.graphemes(true).count(),
        }
        .into())
    }),
    ("matchkeys", |all| {
        let [values, keys, wanted] = exactly::<3>(all)?;
        let (values, keys, wanted) = (list(values)?, list(keys)?, list(wanted)?);
        if values.len() != keys.len() {
            return Err("the first two lists have the same length".into());
        }
        let wanted: BTreeSet<_> = wanted.iter().collect();
        let pairs = values.iter().zip(keys).filter(|(_, key)| wanted.contains(key));
        Value::list(pairs.map(|(value, _)| value.clone()).collect())
    }),
    ("one", |all| match list(&exactly::<1>(all)?[0])? {
        [] => Ok(Value::Null),
        [one] => Ok(one.clone()),
        _ => Err("a list with at most one member is expected".into()),
    }),
    ("range", range),
    ("reverse", |all| {
        let [whole] = exactly::<1>(all)?;
        Value::sequence(sequence(whole), list(whole)?.iter().rev().cloned().collect())
    }),
    ("slice", |all| {
        let [whole_list, from, to] = exactly::<3>(all)?;
        let members = list(whole_list)?;
        let bound = |value| Ok::<_, String>(usize::try_from(whole(value)?).unwrap_or(usize::MAX));
        match members.get(bound(from)?..bound(to)?) {
            Some(part) => Value::sequence(sequence(whole_list), part.to_vec()),
            None => Err("the place is outside".into()),
        }
    }),
    ("sort", |all| {
        let mut texts = list(&exactly::<1>(all)?[0])?.iter().map(text).collect::<Result<Vec<_>, _>>()?;
        texts.sort();
        Value::list(texts.into_iter().map(Value::Text).collect())
    }),
    ("tolist", |all| Value::list(list(&exactly::<1>(all)?[0])?.to_vec())),
    ("transpose", |all| {
        let mut turned = std::collections::BTreeMap::<_, Vec<Value>>::new();
        for (key, values) in map(&exactly::<1>(all)?[0])? {
            for value in list(values)? {
                turned.entry(text(value)?).or_default().push(Value::Text(key.clone()));
            }
        }
        let turned = turned.into_iter().map(|(key, values)| Ok((key, Value::list(values)?)));
        Value::map(turned.collect::<Result<_, String>>()?)
    }),
    ("type", |_| Err("it is for the console only".into())),
    ("sensitive", |all| Ok(exactly::<1>(all)?[0].clone())),
];

/// What the members of a list are in, in an order.
fn sequence(value: &Value) -> Sequence {
    match value {
        Value::List(list) => list.sequence.in_order(),
        _ => Sequence::Tuple,
    }
}

fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Null) || *value == Value::from("")
}

fn truths(all: &[Value]) -> Result<Vec<bool>, String> {
    list(&exactly::<1>(all)?[0])?.iter().map(flag).collect()
}

/// The members without repetitions, in their order.
fn distinct(list: &[Value]) -> Vec<Value> {
    let mut told = BTreeSet::new();
    list.iter().filter(|one| told.insert(*one)).cloned().collect()
}

/// Lists in lists as one. How deep they are is bounded.
fn flatten(list: &[Value], flat: &mut Vec<Value>) {
    for one in list {
        match one {
            Value::List(inner) => flatten(&inner.members, flat),
            other => flat.push(other.clone()),
        }
    }
}

fn range(all: &[Value]) -> Result<Value, String> {
    let bounds = some(all)?.iter().map(whole).collect::<Result<Vec<_>, _>>()?;
    let (from, to, step) = match *bounds {
        [to] => (0, to, if to < 0 { -1 } else { 1 }),
        [from, to] => (from, to, if to < from { -1 } else { 1 }),
        [from, to, step] if step != 0 => (from, to, step),
        _ => return Err("it takes one to three numbers, the last not 0".into()),
    };
    let (mut at, mut told) = (from, Vec::new());
    while if step > 0 { at < to } else { at > to } {
        told.push(Value::from(at));
        if told.len() > MOST_MEMBERS {
            break;
        }
        at = at.saturating_add(step);
    }
    Value::list(told)
}
