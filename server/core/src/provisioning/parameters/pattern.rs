//! Regular expressions of templates: whoever writes a template must not be able to stop the server with one.

use regex::{Regex, RegexBuilder};

/// Bytes of an expression at most.
const MOST_BYTES: usize = 4096;
/// Bytes that an expression may need when it is ready for use.
const SIZE_LIMIT: usize = 1 << 20;
/// How deep an expression may be nested.
const DEPTH: u32 = 64;

/// An expression that can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum PatternFault {
    #[error("has a regular expression that is longer than {MOST_BYTES} bytes")]
    Long,
    #[error("has a regular expression that needs too much memory")]
    Large,
    #[error("has a regular expression that can't be read")]
    Unreadable,
}

/// Reads an expression. What it costs to look for it is linear in the text.
pub(super) fn compile(expression: &str) -> Result<Regex, PatternFault> {
    if expression.len() > MOST_BYTES {
        return Err(PatternFault::Long);
    }
    let built = RegexBuilder::new(expression)
        .size_limit(SIZE_LIMIT)
        .dfa_size_limit(SIZE_LIMIT)
        .nest_limit(DEPTH)
        .build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => PatternFault::Large,
        _ => PatternFault::Unreadable,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_bounded() {
        assert!(compile("^[a-z]+$").is_ok_and(|found| found.is_match("abc")));
        let fault = |expression: &str| compile(expression).err();
        assert_eq!(fault(&"a".repeat(MOST_BYTES + 1)), Some(PatternFault::Long));
        assert_eq!(fault(r"(\w{1000}){1000}"), Some(PatternFault::Large));
        assert_eq!(fault("("), Some(PatternFault::Unreadable));
        assert_eq!(fault(&"(".repeat(2000)), Some(PatternFault::Unreadable));
    }
}
