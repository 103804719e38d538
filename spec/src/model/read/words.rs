//! Words of the specification that become variants in Rust.

use crate::model::{Names, Symbol, pascal};

/// Each word once, sorted.
pub(super) fn distinct<'a>(words: impl Iterator<Item = &'a str>) -> Vec<Symbol> {
    let mut words: Vec<&str> = words.collect();
    words.sort_unstable();
    words.dedup();
    let mut names = Names::default();
    words.into_iter().map(|word| Symbol { name: word.to_owned(), rust: names.give(pascal(word)) }).collect()
}
