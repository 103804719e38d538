//! The one language of `q` on every list: words separated by spaces, `key:value`, and double quotes around
//! what holds spaces. Letter case never matters, so everything is given in lower case. Each list declares its
//! keys: a key is known or a fault of its own, and none is ignored.
//!
//! - `values`: what stands behind a key.

mod values;

pub use values::{id, items, moment, number, several, truth};

/// One element of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// What stood before the colon; none for a bare word.
    pub key: Option<String>,
    /// The word, without its quotes; never empty.
    pub value: String,
}

/// Why a text is no search.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SearchFault {
    /// A quote has no partner.
    #[error("has an opening quote without a closing one")]
    Quote,
    /// More than one colon outside of quotes.
    #[error("has an element with more than one colon; put values with colons in double quotes")]
    Colons,
    /// Nothing before or behind a colon.
    #[error("has an element that begins or ends with a colon")]
    Edge,
}

/// A key that a list knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The word before the colon.
    pub name: &'static str,
    /// Whether it may be given more than once.
    pub repeats: bool,
}

impl Key {
    /// A key that is given once at most.
    #[must_use]
    pub const fn once(name: &'static str) -> Self {
        Self { name, repeats: false }
    }

    /// A key that may be given several times.
    #[must_use]
    pub const fn repeated(name: &'static str) -> Self {
        Self { name, repeats: true }
    }
}

/// What is wrong with one element of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFault {
    /// The key, or `q` when the text itself can't be read.
    pub key: String,
    /// What is wrong, in words that follow the key.
    pub detail: String,
}

/// A search whose keys are known, and everything that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// Key and value, in the order of the text.
    pub terms: Vec<(&'static str, String)>,
    /// The faults, in the order of the text.
    pub faults: Vec<KeyFault>,
}

/// Name of the parameter, used in place of the key where no element can be named.
const WHOLE: &str = "q";

/// Reads a search by the keys that a list knows; a bare word belongs to the key `bare`.
#[must_use]
pub fn read(text: &str, bare: &'static str, keys: &[Key]) -> Search {
    let with_key = |term: Term| Term { key: term.key.or_else(|| Some(bare.to_owned())), ..term };
    match parse(text) {
        Ok(terms) => classified(terms.into_iter().map(with_key), keys),
        Err(fault) => unreadable(&fault),
    }
}

/// The same where bare words are one text of their own, with single spaces between them: it comes beside the
/// search.
#[must_use]
pub fn read_apart(text: &str, keys: &[Key]) -> (Search, Option<String>) {
    let terms = match parse(text) {
        Ok(terms) => terms,
        Err(fault) => return (unreadable(&fault), None),
    };
    let (keyed, bare): (Vec<_>, Vec<_>) = terms.into_iter().partition(|term| term.key.is_some());
    let bare: Vec<_> = bare.into_iter().map(|term| term.value).collect();
    (classified(keyed, keys), (!bare.is_empty()).then(|| bare.join(" ")))
}

fn unreadable(fault: &SearchFault) -> Search {
    let fault = KeyFault { key: WHOLE.into(), detail: fault.to_string() };
    Search { faults: vec![fault], ..Search::default() }
}

fn classified(terms: impl IntoIterator<Item = Term>, keys: &[Key]) -> Search {
    let mut search = Search::default();
    for Term { key, value } in terms {
        let written = key.as_deref().unwrap_or(WHOLE);
        match keys.iter().find(|known| known.name == written) {
            None => {
                let names: Vec<_> = keys.iter().map(|known| known.name).collect();
                let detail = format!("is no key of this search, which knows {}", names.join(", "));
                search.faults.push(KeyFault { key: written.to_owned(), detail });
            }
            Some(known) if !known.repeats && search.terms.iter().any(|(name, _)| *name == known.name) => {
                let detail = "may be given only once".to_owned();
                search.faults.push(KeyFault { key: written.to_owned(), detail });
            }
            Some(known) => search.terms.push((known.name, value)),
        }
    }
    search
}

/// The truth value that a word of a search names: the six spellings of each in any letter case.
#[must_use]
pub fn boolean(word: &str) -> Option<bool> {
    match word {
        "1" | "t" | "true" => Some(true),
        "0" | "f" | "false" => Some(false),
        _ => None,
    }
}

/// Reads a search.
///
/// # Errors
/// The first element that is none.
pub fn parse(text: &str) -> Result<Vec<Term>, SearchFault> {
    elements(&text.to_lowercase())?.into_iter().filter_map(|element| term(&element).transpose()).collect()
}

/// A letter, and whether it stood in quotes.
type Letter = (char, bool);

fn elements(text: &str) -> Result<Vec<Vec<Letter>>, SearchFault> {
    let (mut elements, mut element, mut quoted) = (Vec::new(), Vec::new(), false);
    for letter in text.chars() {
        match letter {
            '"' => quoted = !quoted,
            ' ' if !quoted => elements.push(std::mem::take(&mut element)),
            _ => element.push((letter, quoted)),
        }
    }
    elements.push(element);
    if quoted { Err(SearchFault::Quote) } else { Ok(elements) }
}

fn term(element: &[Letter]) -> Result<Option<Term>, SearchFault> {
    let text = |letters: &[Letter]| letters.iter().map(|(letter, _)| *letter).collect::<String>();
    let mut parts = element.split(|letter| *letter == (':', false));
    let (first, second) = (parts.next().unwrap_or_default(), parts.next());
    if parts.next().is_some() {
        return Err(SearchFault::Colons);
    }
    match second {
        Some(second) if first.is_empty() || second.is_empty() => Err(SearchFault::Edge),
        Some(second) => Ok(Some(Term { key: Some(text(first)), value: text(second) })),
        None if first.is_empty() => Ok(None),
        None => Ok(Some(Term { key: None, value: text(first) })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn term(key: &str, value: &str) -> Term {
        Term { key: (!key.is_empty()).then(|| key.into()), value: value.into() }
    }

    #[test]
    fn words_keys_and_quotes_are_told_apart() {
        assert_eq!(parse(""), Ok(vec![]));
        assert_eq!(parse("  Ada   LOVE "), Ok(vec![term("", "ada"), term("", "love")]));
        assert_eq!(
            parse("status:active,dormant ada"),
            Ok(vec![term("status", "active,dormant"), term("", "ada")])
        );
        assert_eq!(parse("name:\"Ada L\" \"x:y z\""), Ok(vec![term("name", "ada l"), term("", "x:y z")]));
    }

    #[test]
    fn what_can_not_be_read_is_refused() {
        for (text, fault) in [
            ("\"open", SearchFault::Quote),
            ("a:b:c", SearchFault::Colons),
            (":a", SearchFault::Edge),
            ("a:", SearchFault::Edge),
            (":", SearchFault::Edge),
        ] {
            assert_eq!(parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn a_key_is_known_or_a_fault_of_its_own() {
        const KEYS: &[Key] = &[Key::repeated("search"), Key::once("status")];
        let search = read("ada status:active search:b colour:red \"STATUS\":x İ:1", "search", KEYS);
        assert_eq!(
            search.terms,
            [("search", "ada".into()), ("status", "active".into()), ("search", "b".into())]
        );
        let faulty: Vec<_> = search.faults.iter().map(|fault| fault.key.as_str()).collect();
        assert_eq!(faulty, ["colour", "status", "i\u{307}"]);
        assert!(search.faults[0].detail.contains("search, status"), "{:?}", search.faults);
        assert_eq!(read("a:b:c", "search", KEYS).faults[0].key, "q");
    }

    #[test]
    fn bare_words_can_be_one_text() {
        const KEYS: &[Key] = &[Key::once("status")];
        let (search, bare) = read_apart("go status:active  dev", KEYS);
        assert_eq!((search.terms, bare.as_deref()), (vec![("status", "active".into())], Some("go dev")));
        assert_eq!(read_apart("", KEYS), (Search::default(), None));
        assert_eq!(read_apart("a:b:c d", KEYS).0.faults[0].key, "q");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in ".*") {
            if let Ok(terms) = parse(&text) {
                prop_assert!(terms.iter().all(|term| !term.value.is_empty()));
            }
            let known: &[Key] = &[Key::repeated("search")];
            let search = read(&text, "search", known);
            prop_assert!(search.terms.iter().all(|(key, _)| *key == "search"));
        }
    }
}
