//! From a claim's value to what it stands for, and how that is changed piece by piece.

use std::collections::BTreeMap;

/// What each value of a claim stands for.
pub type Mapping<T> = BTreeMap<String, Vec<T>>;

/// One entry of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair<T> {
    /// A value of the claim.
    pub given: String,
    /// What it stands for.
    pub gets: T,
}

/// Adds and then removes pairs: a pair in both is gone. What is there already isn't added twice, and what isn't there is
/// removed in silence. A value whose last target is removed goes as well.
pub fn edit<T: PartialEq>(mapping: &mut Mapping<T>, add: Vec<Pair<T>>, remove: &[Pair<T>]) {
    for pair in add {
        let targets = mapping.entry(pair.given).or_default();
        if !targets.contains(&pair.gets) {
            targets.push(pair.gets);
        }
    }
    for pair in remove {
        if let Some(targets) = mapping.get_mut(&pair.given) {
            targets.retain(|target| *target != pair.gets);
            if targets.is_empty() {
                mapping.remove(&pair.given);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(given: &str, gets: u8) -> Pair<u8> {
        Pair { given: given.into(), gets }
    }

    #[test]
    fn pairs_are_added_once_and_removed_last() {
        let mut mapping = Mapping::from([("a".to_owned(), vec![1])]);
        edit(&mut mapping, vec![pair("a", 1), pair("a", 2), pair("b", 3)], &[pair("b", 3), pair("c", 9)]);
        assert_eq!(mapping, Mapping::from([("a".to_owned(), vec![1, 2])]));
    }
}
