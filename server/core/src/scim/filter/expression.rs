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

/// How values are compared: the words of RFC 7644 §3.4.2.2, in any letter case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(ascii_case_insensitive)]
pub enum Operator {
    /// Equal.
    #[strum(serialize = "eq")]
    Equal,
    /// Not equal, or without a value.
    #[strum(serialize = "ne")]
    NotEqual,
    /// Contains.
    #[strum(serialize = "co")]
    Contains,
    /// Starts with.
    #[strum(serialize = "sw")]
    StartsWith,
    /// Ends with.
    #[strum(serialize = "ew")]
    EndsWith,
    /// Behind, in the order of code points or of time.
    #[strum(serialize = "gt")]
    Greater,
    /// Behind or equal.
    #[strum(serialize = "ge")]
    GreaterOrEqual,
    /// Before.
    #[strum(serialize = "lt")]
    Less,
    /// Before or equal.
    #[strum(serialize = "le")]
    LessOrEqual,
}

impl Operator {
    /// The word of RFC 7644.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
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
