//! Names that would collide in Rust get another one in the copy; the text gets the true one back wherever it is a literal.

use std::collections::{HashMap, HashSet};

use proc_macro2::Literal;

/// Stands in aliases and nowhere else: an invisible separator, which no Rust name keeps.
const MARK: char = '\u{2063}';

/// Which alias stands for which true name, by the alias as Rust writes it in a literal.
#[derive(Debug, Default)]
pub(super) struct Aliases {
    originals: HashMap<String, String>,
}

impl Aliases {
    /// A text that makes the Rust name `hint`, and that `original` gives back.
    pub(super) fn for_original(&mut self, hint: &str, original: &str) -> String {
        let mut alias = format!("{hint}{MARK}");
        let written = |alias: &str| Literal::string(alias).to_string();
        while self.originals.get(&written(&alias)).is_some_and(|known| known != original) {
            alias.push(MARK);
        }
        self.originals.insert(written(&alias), original.to_owned());
        alias
    }

    /// Whether no name had to give way.
    pub(super) fn is_empty(&self) -> bool {
        self.originals.is_empty()
    }

    /// The true name behind a literal, when it is an alias.
    pub(super) fn original(&self, literal: &str) -> Option<&str> {
        self.originals.get(literal).map(String::as_str)
    }
}

/// The names given out in one scope, as `spell` writes them in Rust.
pub(super) struct Scope {
    taken: HashSet<String>,
    spell: fn(&str) -> String,
}

impl Scope {
    /// A scope in which `reserved` is taken.
    pub(super) fn new(spell: fn(&str) -> String, reserved: &[&str]) -> Self {
        Self { taken: reserved.iter().map(|name| (*name).to_owned()).collect(), spell }
    }

    /// `name` itself while its spelling is free, or an alias with a number.
    pub(super) fn admit(&mut self, name: &str, aliases: &mut Aliases) -> String {
        let spelled = (self.spell)(name);
        if !spelled.is_empty() && self.taken.insert(spelled.clone()) {
            return name.to_owned();
        }
        let stem = if spelled.is_empty() { "Empty" } else { name };
        let free = std::iter::once(stem.to_owned())
            .chain((2_usize..).map(|number| format!("{stem} {number}")))
            .find(|candidate| self.taken.insert((self.spell)(candidate)))
            .expect("the numbers don't run out");
        aliases.for_original(&free, name)
    }
}
