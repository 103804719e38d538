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

/// Pairs to add and to remove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingChange<T> {
    /// What is added.
    pub add: Vec<Pair<T>>,
    /// Removed afterwards: a pair in both lists is removed.
    pub remove: Vec<Pair<T>>,
}

impl<T: Clone + PartialEq> MappingChange<T> {
    /// Changes a mapping. What is there already isn't added twice, and what isn't there is removed in
    /// silence. A value whose last target is removed goes as well.
    pub fn apply(&self, mapping: &mut Mapping<T>) {
        for pair in &self.add {
            let targets = mapping.entry(pair.given.clone()).or_default();
            if !targets.contains(&pair.gets) {
                targets.push(pair.gets.clone());
            }
        }
        for pair in &self.remove {
            if let Some(targets) = mapping.get_mut(&pair.given) {
                targets.retain(|target| *target != pair.gets);
                if targets.is_empty() {
                    mapping.remove(&pair.given);
                }
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
        let (add, remove) =
            (vec![pair("a", 1), pair("a", 2), pair("b", 3)], vec![pair("b", 3), pair("c", 9)]);
        MappingChange { add, remove }.apply(&mut mapping);
        assert_eq!(mapping, Mapping::from([("a".to_owned(), vec![1, 2])]));
    }
}
