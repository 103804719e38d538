//! Percent-encoded text: segments of paths, queries, forms.

use std::collections::HashMap;

use percent_encoding::percent_decode;

use super::Faults;

/// How many pairs a query or a form may have; what follows them isn't read.
pub const MAX_PAIRS: usize = 1_000;

/// The pairs of a query or form, decoded; `+` is a space. Faults take the place of pairs that aren't UTF-8,
/// and of all pairs beyond [`MAX_PAIRS`].
pub(super) fn pairs(text: &[u8], faults: &mut Faults) -> Vec<(String, String)> {
    let mut all = vec![];
    let mut count = 0;
    for pair in text.split(|byte| *byte == b'&') {
        faults.spend(pair.len() + 1);
        if pair.is_empty() {
            continue;
        }
        count += 1;
        if count > MAX_PAIRS {
            faults.add(format!("must have at most {MAX_PAIRS} parameters"));
            break;
        }
        let equals = pair.iter().position(|byte| *byte == b'=');
        let (name, value) = match equals {
            Some(at) => (&pair[..at], &pair[at + 1..]),
            None => (pair, &pair[..0]),
        };
        match (decoded(&spaced(name)), decoded(&spaced(value))) {
            (Ok(name), Ok(value)) => all.push((name, value)),
            (Ok(name), Err(detail)) => faults.key(name, |faults| faults.add(detail)),
            (Err(detail), _) => faults.add(format!("has a name that {detail}")),
        }
    }
    all
}

/// The pairs by name, in the order in which the names appear first.
pub(super) fn by_name(pairs: Vec<(String, String)>, faults: &mut Faults) -> Vec<(String, Vec<String>)> {
    faults.spend(pairs.len());
    let mut all: Vec<(String, Vec<String>)> = Vec::with_capacity(pairs.len());
    let mut places: HashMap<String, usize> = HashMap::with_capacity(pairs.len());
    for (name, text) in pairs {
        match places.get(&name) {
            Some(place) => all[*place].1.push(text),
            None => {
                places.insert(name.clone(), all.len());
                all.push((name, vec![text]));
            }
        }
    }
    all
}

/// The bytes as text, or what they must be.
pub(super) fn clean(bytes: Vec<u8>) -> Result<String, &'static str> {
    let text = String::from_utf8(bytes).map_err(|_| "must be percent-encoded UTF-8")?;
    if text.contains('\0') { Err("must not contain the character U+0000") } else { Ok(text) }
}

fn decoded(text: &[u8]) -> Result<String, &'static str> {
    clean(percent_decode(text).collect())
}

fn spaced(text: &[u8]) -> Vec<u8> {
    text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect()
}
