//! Functions of lists and sets.

use hcl::Value;
use hcl::eval::FuncArgs;

use super::Named;
use super::arguments::{exactly, flag, from_list, list, place, some, text, whole};

pub(super) const ALL: [Named; 22] = [
    ("alltrue", |all| truths(&all).map(|mut truths| Value::Bool(truths.all(|truth| truth)))),
    ("anytrue", |all| truths(&all).map(|mut truths| Value::Bool(truths.any(|truth| truth)))),
    ("coalesce", |all| {
        let given = |value: &&Value| !matches!(value, Value::Null) && **value != Value::from("");
        some(&all)?.iter().find(given).cloned().ok_or_else(|| "no value is given".into())
    }),
    ("coalescelist", |all| {
        let filled = |value: &&Value| value.as_array().is_some_and(|list| !list.is_empty());
        some(&all)?.iter().find(filled).cloned().ok_or_else(|| "no list has a member".into())
    }),
    ("compact", |all| {
        let filled = |value: &&Value| !matches!(value, Value::Null) && **value != Value::from("");
        from_list(list(&exactly::<1>(&all)?[0])?.iter().filter(filled).cloned().collect())
    }),
    ("concat", |all| {
        let lists = some(&all)?.iter().map(list).collect::<Result<Vec<_>, _>>()?;
        from_list(lists.concat())
    }),
    ("contains", |all| {
        let [members, wanted] = exactly::<2>(&all)?;
        Ok(Value::Bool(list(members)?.contains(wanted)))
    }),
    ("distinct", |all| from_list(distinct(list(&exactly::<1>(&all)?[0])?))),
    ("element", element),
    ("flatten", |all| {
        let mut flat = Vec::new();
        flatten(list(&exactly::<1>(&all)?[0])?, &mut flat)?;
        from_list(flat)
    }),
    ("index", |all| {
        let [members, wanted] = exactly::<2>(&all)?;
        let at = list(members)?.iter().position(|one| one == wanted).ok_or("the list doesn't have it")?;
        Ok(Value::from(at))
    }),
    ("length", |all| {
        Ok(Value::from(match &exactly::<1>(&all)?[0] {
            Value::Array(list) => list.len(),
            Value::Object(map) => map.len(),
            other => text(other)?.chars().count(),
        }))
    }),
    ("one", |all| match list(&exactly::<1>(&all)?[0])? {
        [] => Ok(Value::Null),
        [one] => Ok(one.clone()),
        _ => Err("a list with at most one member is expected".into()),
    }),
    ("range", range),
    ("reverse", |all| from_list(list(&exactly::<1>(&all)?[0])?.iter().rev().cloned().collect())),
    ("setintersection", |all| combine(&all, |one, other| other.contains(one))),
    ("setsubtract", |all| combine(&all, |one, other| !other.contains(one))),
    ("setunion", |all| {
        let lists = some(&all)?.iter().map(list).collect::<Result<Vec<_>, _>>()?;
        from_list(distinct(&lists.concat()))
    }),
    ("slice", |all| {
        let [members, from, to] = exactly::<3>(&all)?;
        let members = list(members)?;
        let (from, to) = (place(from, members.len())?, place(to, members.len())?);
        members
            .get(from..to)
            .map(|part| Value::Array(part.to_vec()))
            .ok_or_else(|| "the place is outside".into())
    }),
    ("sort", |all| {
        let mut texts = list(&exactly::<1>(&all)?[0])?.iter().map(text).collect::<Result<Vec<_>, _>>()?;
        texts.sort();
        from_list(texts.into_iter().map(Value::from).collect())
    }),
    ("tolist", |all| from_list(list(&exactly::<1>(&all)?[0])?.to_vec())),
    ("toset", |all| from_list(distinct(list(&exactly::<1>(&all)?[0])?))),
];

fn truths(all: &FuncArgs) -> Result<impl Iterator<Item = bool>, String> {
    let members = list(&exactly::<1>(all)?[0])?;
    Ok(members.iter().map(flag).collect::<Result<Vec<_>, _>>()?.into_iter())
}

/// A set is a list without repetitions, in an order of its own.
fn distinct(list: &[Value]) -> Vec<Value> {
    let mut told = Vec::new();
    for one in list {
        if !told.contains(one) {
            told.push(one.clone());
        }
    }
    told
}

fn combine(all: &FuncArgs, keep: impl Fn(&Value, &[Value]) -> bool) -> Result<Value, String> {
    let [first, others @ ..] = some(all)? else { return Err("it takes at least one list".into()) };
    let others = others.iter().map(list).collect::<Result<Vec<_>, _>>()?;
    let kept = |one: &&Value| others.iter().all(|other| keep(one, other));
    from_list(distinct(&list(first)?.iter().filter(kept).cloned().collect::<Vec<_>>()))
}

fn element(all: FuncArgs) -> Result<Value, String> {
    let [members, at] = exactly::<2>(&all)?;
    let (members, at) = (list(members)?, whole(at)?);
    let length = i64::try_from(members.len()).ok().filter(|length| *length > 0);
    let at = at.rem_euclid(length.ok_or("the list has no members")?);
    Ok(members[usize::try_from(at).unwrap_or_default()].clone())
}

/// Lists in lists as one. How deep they are is bounded by how deep an expression is.
fn flatten(list: &[Value], flat: &mut Vec<Value>) -> Result<(), String> {
    for one in list {
        match one {
            Value::Array(inner) => flatten(inner, flat)?,
            other => flat.push(other.clone()),
        }
    }
    Ok(())
}

fn range(all: FuncArgs) -> Result<Value, String> {
    let bounds = some(&all)?.iter().map(whole).collect::<Result<Vec<_>, _>>()?;
    let (from, to, step) = match *bounds {
        [to] => (0, to, if to < 0 { -1 } else { 1 }),
        [from, to] => (from, to, if to < from { -1 } else { 1 }),
        [from, to, step] if step != 0 => (from, to, step),
        _ => return Err("it takes one to three numbers, the last not 0".into()),
    };
    let (mut at, mut told) = (from, Vec::new());
    while if step > 0 { at < to } else { at > to } {
        told.push(Value::from(at));
        if told.len() > crate::hcl::value::MOST_MEMBERS {
            break;
        }
        at = at.saturating_add(step);
    }
    from_list(told)
}
