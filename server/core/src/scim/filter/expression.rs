//! A filter as it was written: names are not looked up yet.

/// A filter as it was written.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// All hold.
    And(Vec<Expression>),
    /// One holds at least.
    Or(Vec<Expression>),
    /// It doesn't hold.
    Not(Box<Expression>),
    /// The attribute has a value.
    Present(String),
    /// The attribute's value compares so to the literal.
    Compare(String, Operator, Literal),
    /// An entry of the list fulfils the expression, whose names are sub-attributes.
    Element(String, Box<Expression>),
}

/// How values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// Equal.
    Equal,
    /// Not equal, or without a value.
    NotEqual,
    /// Contains.
    Contains,
    /// Starts with.
    StartsWith,
    /// Ends with.
    EndsWith,
    /// Behind, in the order of code points or of time.
    Greater,
    /// Behind or equal.
    GreaterOrEqual,
    /// Before.
    Less,
    /// Before or equal.
    LessOrEqual,
}

/// A value in a filter.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// In double quotes.
    Text(String),
    /// `true` or `false`.
    Flag(bool),
    /// A number, as it was written.
    Number(String),
    /// `null`: no value.
    Null,
}

impl Operator {
    /// The operator of a word, in any letter case.
    pub fn from_word(word: &str) -> Option<Self> {
        let all = [
            Self::Equal,
            Self::NotEqual,
            Self::Contains,
            Self::StartsWith,
            Self::EndsWith,
            Self::Greater,
            Self::GreaterOrEqual,
            Self::Less,
            Self::LessOrEqual,
        ];
        all.into_iter().find(|operator| operator.as_str().eq_ignore_ascii_case(word))
    }

    /// The word of RFC 7644.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "eq",
            Self::NotEqual => "ne",
            Self::Contains => "co",
            Self::StartsWith => "sw",
            Self::EndsWith => "ew",
            Self::Greater => "gt",
            Self::GreaterOrEqual => "ge",
            Self::Less => "lt",
            Self::LessOrEqual => "le",
        }
    }
}
