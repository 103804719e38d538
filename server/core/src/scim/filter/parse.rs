//! Tokens become an expression. `not` binds before `and`, `and` before `or`.

use super::token::{Token, tokens};
use super::{Expression, Literal};
use crate::scim::ScimFault;

/// How long a filter may be, in bytes.
pub const MAX_LENGTH: usize = 8 * 1024;

/// How deeply parentheses may be nested.
pub const MAX_DEPTH: usize = 16;

/// How many comparisons a filter may have.
pub const MAX_COMPARISONS: usize = 100;

/// Reads a filter.
///
/// # Errors
/// `invalidFilter`, in words that say what stands where something else should.
pub fn parse(text: &str) -> Result<Expression, ScimFault> {
    let mut parser = Parser::new(text)?;
    let expression = parser.either()?;
    parser.end()?;
    Ok(expression)
}

/// What is left of a text, and how deep in it we are.
pub(crate) struct Parser<'a> {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token<'a>>>,
    depth: usize,
    comparisons: usize,
    in_list: bool,
}

impl<'a> Parser<'a> {
    /// # Errors
    /// The text is too long, or has no tokens.
    pub(crate) fn new(text: &'a str) -> Result<Self, ScimFault> {
        if text.len() > MAX_LENGTH {
            return Err(ScimFault::filter(format!("The filter is longer than {MAX_LENGTH} bytes.")));
        }
        let tokens = tokens(text)?.into_iter().peekable();
        Ok(Self { tokens, depth: 0, comparisons: 0, in_list: false })
    }

    /// The next token.
    pub(crate) fn take(&mut self) -> Option<Token<'a>> {
        self.tokens.next()
    }

    /// # Errors
    /// Something is left.
    pub(crate) fn end(&mut self) -> Result<(), ScimFault> {
        match self.take() {
            None => Ok(()),
            Some(token) => Err(unexpected(Some(&token), "its end or `and` or `or`")),
        }
    }

    fn keyword(&mut self, word: &str) -> bool {
        let is_it = matches!(self.tokens.peek(), Some(Token::Word(next)) if next.eq_ignore_ascii_case(word));
        if is_it {
            self.tokens.next();
        }
        is_it
    }

    fn either(&mut self) -> Result<Expression, ScimFault> {
        let mut parts = vec![self.both()?];
        while self.keyword("or") {
            parts.push(self.both()?);
        }
        Ok(joined(parts, Expression::Or))
    }

    fn both(&mut self) -> Result<Expression, ScimFault> {
        let mut parts = vec![self.single()?];
        while self.keyword("and") {
            parts.push(self.single()?);
        }
        Ok(joined(parts, Expression::And))
    }

    fn single(&mut self) -> Result<Expression, ScimFault> {
        if self.keyword("not") {
            return match self.take() {
                Some(Token::Open) => Ok(Expression::Not(Box::new(self.nested(Token::Close)?))),
                other => Err(unexpected(other.as_ref(), "`(` behind `not`")),
            };
        }
        match self.take() {
            Some(Token::Open) => self.nested(Token::Close),
            Some(Token::Word(path)) if !path.starts_with('.') => self.comparison(path),
            other => Err(unexpected(other.as_ref(), "an attribute's name, `not` or `(`")),
        }
    }

    /// What stands up to the closing parenthesis.
    fn nested(&mut self, close: Token<'static>) -> Result<Expression, ScimFault> {
        if self.depth == MAX_DEPTH {
            return Err(ScimFault::filter(format!(
                "The filter is nested more than {MAX_DEPTH} levels deep."
            )));
        }
        self.depth += 1;
        let inner = self.either()?;
        self.depth -= 1;
        match self.take() {
            Some(token) if token == close => Ok(inner),
            other => Err(unexpected(other.as_ref(), if close == Token::Close { "`)`" } else { "`]`" })),
        }
    }

    fn comparison(&mut self, path: &str) -> Result<Expression, ScimFault> {
        if matches!(self.tokens.peek(), Some(Token::OpenList)) {
            self.tokens.next();
            return self.element(path);
        }
        self.test(path)
    }

    /// Behind `path[`. A sub-attribute behind the bracket is one more condition on the same entry.
    fn element(&mut self, path: &str) -> Result<Expression, ScimFault> {
        let mut inner = self.list()?;
        if let Some(Token::Word(word)) = self.tokens.peek().cloned()
            && let Some(sub) = word.strip_prefix('.')
        {
            self.tokens.next();
            inner = Expression::And(vec![inner, self.test(sub)?]);
        }
        Ok(Expression::Element(path.to_owned(), Box::new(inner)))
    }

    /// What stands up to the closing bracket.
    ///
    /// # Errors
    /// `invalidFilter`; a bracket inside a bracket too.
    pub(crate) fn list(&mut self) -> Result<Expression, ScimFault> {
        if self.in_list {
            return Err(ScimFault::filter("The filter has a bracket inside another one."));
        }
        self.in_list = true;
        let inner = self.nested(Token::CloseList)?;
        self.in_list = false;
        Ok(inner)
    }

    fn test(&mut self, path: &str) -> Result<Expression, ScimFault> {
        self.comparisons += 1;
        if self.comparisons > MAX_COMPARISONS {
            return Err(ScimFault::filter(format!(
                "The filter has more than {MAX_COMPARISONS} comparisons."
            )));
        }
        let operator = match self.take() {
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("pr") => {
                return Ok(Expression::Present(path.to_owned()));
            }
            Some(Token::Word(word)) => word.parse().map_err(|_| {
                ScimFault::filter(format!(
                    "The filter has the operator {word:?}; there are eq, ne, co, sw, ew, gt, ge, lt, le and \
                     pr."
                ))
            })?,
            other => return Err(unexpected(other.as_ref(), "an operator")),
        };
        Ok(Expression::Compare(path.to_owned(), operator, self.literal()?))
    }

    fn literal(&mut self) -> Result<Literal, ScimFault> {
        match self.take() {
            Some(Token::Text(text)) => Ok(Literal::Text(text)),
            // JSON's words; in other letter cases some clients write them too.
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("true") => Ok(Literal::Flag(true)),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("false") => Ok(Literal::Flag(false)),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("null") => Ok(Literal::Null),
            Some(Token::Word(word)) if serde_json::from_str::<serde_json::Number>(word).is_ok() => {
                Ok(Literal::Number(word.to_owned()))
            }
            other => {
                Err(unexpected(other.as_ref(), "a text in double quotes, a number, true, false or null"))
            }
        }
    }
}

fn joined(mut parts: Vec<Expression>, join: fn(Vec<Expression>) -> Expression) -> Expression {
    if parts.len() == 1 { parts.remove(0) } else { join(parts) }
}

fn unexpected(found: Option<&Token<'_>>, wanted: &str) -> ScimFault {
    let found = match found {
        None => "ends".to_owned(),
        Some(Token::Open) => "has `(`".into(),
        Some(Token::Close) => "has `)`".into(),
        Some(Token::OpenList) => "has `[`".into(),
        Some(Token::CloseList) => "has `]`".into(),
        Some(Token::Word(word)) => format!("has {word:?}"),
        Some(Token::Text(_)) => "has a text".into(),
    };
    ScimFault::filter(format!("The filter {found} where {wanted} should stand."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        fn show(expression: &Expression) -> String {
            let all = |parts: &[Expression], word: &str| {
                format!("({})", parts.iter().map(show).collect::<Vec<_>>().join(word))
            };
            match expression {
                Expression::And(parts) => all(parts, " & "),
                Expression::Or(parts) => all(parts, " | "),
                Expression::Not(inner) => format!("!{}", show(inner)),
                Expression::Present(path) => format!("{path}?"),
                Expression::Compare(path, operator, value) => {
                    format!("{path} {} {value:?}", operator.as_str())
                }
                Expression::Element(path, inner) => format!("{path}[{}]", show(inner)),
            }
        }
        parse(text).map_or_else(|fault| fault.detail, |expression| show(&expression))
    }

    #[test]
    fn not_binds_before_and_and_and_before_or() {
        assert_eq!(shown("a pr or b pr and c pr"), "(a? | (b? & c?))");
        assert_eq!(shown("not (a pr) and (b pr OR c pr)"), "(!a? & (b? | c?))");
        assert_eq!(shown("NOT(a pr or b pr)"), "!(a? | b?)");
    }

    #[test]
    fn values_are_those_of_json() {
        assert_eq!(shown(r#"a Eq "x\"\u00e9 )""#), "a eq Text(\"x\\\"é )\")");
        assert_eq!(shown("a gt -1.5e+3"), "a gt Number(\"-1.5e+3\")");
        assert_eq!(shown("a eq TRUE and b ne null"), "(a eq Flag(true) & b ne Null)");
    }

    #[test]
    fn a_sub_attribute_behind_a_bracket_is_about_the_same_entry() {
        assert_eq!(
            shown(r#"emails[type eq "work"].value co "@""#),
            "emails[(type eq Text(\"work\") & value co Text(\"@\"))]"
        );
        assert_eq!(shown("urn:x:2.0:User:manager[value pr]"), "urn:x:2.0:User:manager[value?]");
    }

    #[test]
    fn what_is_no_filter_is_refused_with_the_place() {
        for (text, words) in [
            ("", "ends"),
            ("a", "operator"),
            ("a eq", "a text in double quotes"),
            ("a eq x", "\"x\""),
            ("a eq \"x", "without a closing one"),
            ("a is \"x\"", "the operator"),
            ("a pr b", "`and` or `or`"),
            ("(a pr", "`)`"),
            ("a[b pr", "`]`"),
            ("a[b[c pr]]", "inside another"),
            ("not a pr", "behind `not`"),
            ("a eq 'x'", "nothing begins"),
            (".a pr", "an attribute's name"),
        ] {
            assert!(shown(text).contains(words), "{text}: {}", shown(text));
        }
    }

    #[test]
    fn depth_length_and_number_are_bounded() {
        let nested = |depth: usize| format!("{}a pr{}", "(".repeat(depth), ")".repeat(depth));
        assert!(parse(&nested(MAX_DEPTH)).is_ok());
        assert!(parse(&nested(MAX_DEPTH + 1)).is_err());
        assert!(parse(&"(".repeat(MAX_LENGTH)).is_err());
        assert!(parse(&format!("a eq \"{}\"", "x".repeat(MAX_LENGTH))).is_err());
        let chain = |number: usize| vec!["a pr"; number].join(" or ");
        assert!(parse(&chain(MAX_COMPARISONS)).is_ok());
        assert!(parse(&chain(MAX_COMPARISONS + 1)).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "[a-z\"\\\\()\\[\\]. :$0-9\u{e9}]{0,60}") {
            let _ = parse(&text);
        }
    }
}
