//! The little language of `q`: words separated by spaces, `key:value`, and double quotes around what holds spaces.
//! Letter case never matters, so everything is given in lower case.

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
    /// A key that the list doesn't know.
    #[error("has the key {0:?}, which this list doesn't know")]
    Key(String),
}

/// Reads a search.
///
/// # Errors
/// The first element that is none.
pub fn parse(text: &str) -> Result<Vec<Term>, SearchFault> {
    elements(&text.to_lowercase())?.into_iter().filter_map(|element| term(&element).transpose()).collect()
}

/// Reads a search in which only words count: bare, or with the key `search`.
///
/// # Errors
/// The first element that is none, or that has another key.
pub fn words(text: &str) -> Result<Vec<String>, SearchFault> {
    let word = |term: Term| match term.key {
        Some(key) if key != "search" => Err(SearchFault::Key(key)),
        _ => Ok(term.value),
    };
    parse(text)?.into_iter().map(word).collect()
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
        assert_eq!(words("role:owner"), Err(SearchFault::Key("role".into())));
        assert_eq!(words("search:a b"), Ok(vec!["a".into(), "b".into()]));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in ".*") {
            if let Ok(terms) = parse(&text) {
                prop_assert!(terms.iter().all(|term| !term.value.is_empty()));
            }
        }
    }
}
