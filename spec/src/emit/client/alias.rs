//! Names that collide in Rust. One of them gets an alias in the document; every literal of the generated text
//! that is an alias becomes the wire name again.

use std::collections::{HashMap, HashSet};

use proc_macro2::Literal;

/// Marks an alias: an invisible separator, which no Rust name keeps.
const MARK: char = '\u{2063}';

/// The wire names behind the aliases of one document, by the alias as Rust writes it in a literal.
#[derive(Debug, Default)]
pub(super) struct Aliases(HashMap<String, String>);

impl Aliases {
    /// A text whose Rust name is that of `hint`, and which stands for `original`.
    fn for_original(&mut self, hint: &str, original: &str) -> String {
        let written = |alias: &str| Literal::string(alias).to_string();
        let mut alias = format!("{hint}{MARK}");
        while self.0.get(&written(&alias)).is_some_and(|known| known != original) {
            alias.push(MARK);
        }
        self.0.insert(written(&alias), original.to_owned());
        alias
    }

    /// The wire name behind a literal that is an alias.
    pub(super) fn original(&self, literal: &Literal) -> Option<Literal> {
        // Most documents have no alias, and many literals.
        let found = if self.0.is_empty() { None } else { self.0.get(&literal.to_string()) };
        found.map(|original| Literal::string(original))
    }
}

/// The names taken in one scope, in their Rust spelling.
pub(super) struct Scope {
    taken: HashSet<String>,
    spell: fn(&str) -> String,
}

impl Scope {
    /// A scope in which the words of `reserved` are taken.
    pub(super) fn new(spell: fn(&str) -> String, reserved: &str) -> Self {
        Self { taken: reserved.split_whitespace().map(str::to_owned).collect(), spell }
    }

    /// `name` itself while its spelling is free, otherwise `name` with a number.
    pub(super) fn free(&mut self, name: &str) -> String {
        let stem = if (self.spell)(name).is_empty() { "Empty" } else { name };
        std::iter::once(stem.to_owned())
            .chain((2_usize..).map(|number| format!("{stem} {number}")))
            .find(|candidate| self.taken.insert((self.spell)(candidate)))
            .expect("the numbers don't run out")
    }

    /// The same, with an alias for a wire name that has to give way.
    pub(super) fn admit(&mut self, name: &str, aliases: &mut Aliases) -> String {
        let free = self.free(name);
        if free == name { free } else { aliases.for_original(&free, name) }
    }
}
