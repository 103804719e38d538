//! Filters of group sync: regular expressions in RE2's syntax as Go reads it, with the meaning that they have
//! there.
//!
//! Other programs read the same settings and compile the filter themselves, so that only what both understand
//! alike is taken. - `check`: what isn't. `names`: names of Unicode classes.

mod check;
mod names;

use regex::Regex;

/// Longest filter, in bytes.
const LONGEST: usize = 4096;

/// A filter that was read.
#[derive(Debug, Clone)]
pub struct Filter(Regex);

/// Why a text is no filter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is no regular expression in RE2's syntax: {reason} at character {column}")]
pub struct FilterFault {
    /// The place in the text, in characters, the first being 1.
    pub column: usize,
    /// What is wrong there.
    pub reason: String,
}

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    /// The first place that is not RE2's, or would mean something else here.
    pub fn new(text: &str) -> Result<Self, FilterFault> {
        if text.len() > LONGEST {
            let reason = format!("it is longer than {LONGEST} bytes");
            return Err(FilterFault { column: LONGEST, reason });
        }
        let meant = check::translated(text)?;
        let compiled = Regex::new(&meant)
            .map_err(|_| FilterFault { column: 1, reason: "it is too large for what begins".into() })?;
        Ok(Self(compiled))
    }

    /// A filter that is stored. Those of earlier versions may go beyond RE2's syntax: they keep the meaning
    /// that they had until they are written again. What can't be compiled at all lets nothing through.
    pub(super) fn stored(text: &str) -> Option<Self> {
        Self::new(text).ok().or_else(|| Regex::new(text).ok().map(Self))
    }

    /// Whether a value passes: the match may lie anywhere in it.
    #[must_use]
    pub fn passes(&self, value: &str) -> bool {
        self.0.is_match(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(text: &str) -> Option<usize> {
        Filter::new(text).err().map(|fault| fault.column)
    }

    #[test]
    fn what_both_read_alike_is_taken() {
        for text in [
            "^team-",
            "(?i)^team-[a-z]+$",
            "(?i:a)b",
            "(?s-m:a.b)",
            "(?U)a+",
            "a{2,3}?b{1000}",
            "(?:a{10}){100}",
            "(?P<name>a)|(?<other>b)",
            r"\bteam\b|\Bx",
            r"\Aa\z",
            r"[\d_-]+\s\w\W[^\S]",
            r"[[:alpha:][:^digit:]]",
            r"\pL\p{Greek}\P{Lu}[\p{Han}\PN]",
            r"\.\-\_\x41\x{1F600}\a\f\t\n\r\v\ ",
            "[]a][^]a][a-][-a]",
            "(a*)*",
            "a|",
        ] {
            assert_eq!(Filter::new(text).err(), None, "{text}");
        }
    }

    #[test]
    fn what_re2_refuses_is_refused_with_its_place() {
        for (text, place) in [
            ("(?x) a b", 1),
            ("ab(?R)a$", 3),
            ("(?u:a)", 1),
            ("(?-u:a)", 1),
            ("(?ix)a", 1),
            ("xa{2000}", 2),
            ("a{0,1001}", 1),
            ("(a{11}){100}", 2),
            ("a{1001,}", 1),
            (r"x\b{start}", 2),
            (r"\b{end-half}", 1),
            ("a**", 1),
            ("ba+*", 2),
            ("a{2}{3}", 1),
            (r"\u0041", 1),
            (r"\U00000041", 1),
            (r"\p{Emoji}", 1),
            (r"a\p{greek}", 2),
            (r"\p{sc=Greek}", 1),
            (r"\p{Alphabetic}", 1),
            ("(?P<a.b>c)", 1),
            ("(?P<ä>c)", 1),
            (r"(a)\1", 4),
            ("(?=a)", 1),
            ("[z-a]", 2),
            ("a(b", 2),
        ] {
            assert_eq!(column(text), Some(place), "{text}: {:?}", Filter::new(text));
        }
    }

    #[test]
    fn what_means_something_else_is_refused_with_its_place() {
        for (text, place) in [
            ("[a-z&&[^b]]", 2),
            ("x[a-z--b]", 3),
            ("[a~~b]", 2),
            ("[a[b]]", 3),
            ("[[:foo:]]", 2),
            ("a{ 2 }", 2),
            ("[--a]", 2),
            ("[^--a]", 3),
            (r"a\<b", 2),
            (r"a\>b", 2),
        ] {
            assert_eq!(column(text), Some(place), "{text}: {:?}", Filter::new(text));
        }
    }

    #[test]
    fn classes_of_letters_and_digits_are_those_of_ascii() {
        let passes = |text: &str, value: &str| Filter::new(text).expect("it is a filter").passes(value);
        for (text, yes, no) in [
            (r"^\d$", "7", "\u{663}"),
            (r"^\D$", "\u{663}", "7"),
            (r"^\w$", "a", "\u{e4}"),
            (r"^[\W]$", "\u{e4}", "a"),
            (r"^\s$", "\t", "\u{a0}"),
            (r"^\s$", "\u{c}", "\u{b}"),
            (r"^[\d-]$", "-", "\u{663}"),
            (r"a\b", "a\u{e4}", "ab"),
            (r"a\B", "ab", "a\u{e4}"),
            (r"^.$", "\u{e4}", "\n"),
            (r"(?i)^k$", "\u{212a}", "x"),
        ] {
            assert!(passes(text, yes) && !passes(text, no), "{text}");
        }
    }

    #[test]
    fn every_name_of_a_script_can_be_used() {
        for name in names::SCRIPTS {
            assert_eq!(Filter::new(&format!(r"\p{{{name}}}")).err(), None, "{name}");
        }
        for name in names::CATEGORIES {
            assert_eq!(Filter::new(&format!(r"[\P{{{name}}}]")).err(), None, "{name}");
        }
    }

    #[test]
    fn the_place_counts_characters_and_long_filters_are_refused() {
        assert_eq!(column("ää(?x)"), Some(3));
        assert_eq!(column(&"a".repeat(4097)), Some(4096));
        assert!(column(r"(?:\pL{1000}){1}\pL{1000}\pL{1000}\pL{1000}").is_some(), "too large a program");
    }

    #[test]
    fn a_stored_filter_of_before_keeps_its_meaning() {
        let stored = Filter::stored("(?x) te am").expect("it could be compiled when it was stored");
        assert!(stored.passes("a team") && !stored.passes("te am"));
        assert!(Filter::stored("(").is_none());
    }
}
