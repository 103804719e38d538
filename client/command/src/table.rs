//! The table of operations, which the build writes from the specification.

/// A tag of the specification: `burgrave <noun> …`.
#[derive(Debug)]
pub struct Noun {
    /// The tag in kebab case.
    pub name: &'static str,
    /// The tag's description.
    pub about: &'static str,
    /// Its commands, in the order of the specification.
    pub operations: &'static [Operation],
}

/// One operation: `burgrave <noun> <verb>`.
#[derive(Debug)]
pub struct Operation {
    /// `operationId`.
    pub id: &'static str,
    /// The id in kebab case, without the noun where that stays unique.
    pub verb: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path with `{variables}`.
    pub path: &'static str,
    /// One line.
    pub summary: &'static str,
    /// Markdown, or empty.
    pub description: &'static str,
    /// Whether the specification marks it as deprecated.
    pub deprecated: bool,
    /// What a call is authenticated by.
    pub credential: Credential,
    /// Those of the path first.
    pub inputs: &'static [Input],
    /// The body of the request.
    pub body: Option<Body>,
    /// What it answers with.
    pub answer: Answer,
    /// The media types of the answer; empty where it has no content.
    pub media: &'static [&'static str],
    /// Whether it can become a WebSocket of text messages.
    pub socket: bool,
    /// The property that has the list; empty where the answer itself is one, none where there is no list.
    pub items: Option<&'static str>,
    /// The plain properties of each item of the list, or of the answer.
    pub columns: &'static [&'static str],
    /// How the next page of the list is asked for.
    pub paging: Option<Paging>,
}

/// A positional argument or a flag.
#[derive(Debug)]
pub struct Input {
    /// Its id among the arguments: the place and the name.
    pub id: &'static str,
    /// The name as it stands on the wire.
    pub name: &'static str,
    /// The flag without its hyphens; that of a secret names a file.
    pub flag: &'static str,
    /// Where it travels.
    pub place: Place,
    /// Whether every call needs it.
    pub required: bool,
    /// Whether it has several values, and how they travel.
    pub list: List,
    /// What each value is.
    pub value: Value,
    /// The word that help shows for a value.
    pub hint: &'static str,
    /// Whether it is read from a file or the input stream, and never from the command line.
    pub secret: bool,
    /// Markdown, or empty.
    pub doc: &'static str,
}

/// Where an input travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Place {
    Path,
    Query,
    Header,
    Body,
}

/// How many values an input has, and how they travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// One value.
    One,
    /// Several, each by itself.
    Repeated,
    /// Several in one text, with this between them.
    Joined(char),
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// Any text; the server knows its rules.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A whole number and its bounds.
    Integer(Option<i64>, Option<i64>),
    /// A number.
    Number,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// JSON text.
    Json,
}

/// The body of a request.
#[derive(Debug)]
pub struct Body {
    /// How it is written.
    pub kind: BodyKind,
    /// Its media types, the usual one first.
    pub media: &'static [&'static str],
    /// Whether every request has one.
    pub required: bool,
}

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// As JSON.
    Json,
    /// As a form.
    Form,
    /// As it is, from a file.
    Bytes,
}

/// What an operation answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Only the status.
    Nothing,
    /// JSON.
    Json,
    /// Text.
    Text,
    /// Bytes as they are.
    Bytes,
    /// Server-sent events without end.
    Events,
}

/// What a call is authenticated by.
#[derive(Debug, Clone, Copy)]
pub struct Credential {
    /// The kind of token, and its place.
    pub kind: CredentialKind,
    /// Whether a call without it is allowed too.
    pub optional: bool,
}

/// The kinds of tokens. Only that of a session is kept; the others, which have names, come from
/// `BURGRAVE_TOKEN`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialKind {
    /// Nothing.
    None,
    /// A session or an API token.
    Session,
    /// `Authorization: Bearer …`.
    Bearer(&'static str),
    /// A header of this name.
    Header(&'static str, &'static str),
    /// `Authorization: Basic …` of `ID:SECRET`.
    Basic(&'static str),
}

/// How the next page of a list is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Paging {
    /// The parameter that says where a page begins.
    pub by: &'static str,
    /// What it says.
    pub step: Step,
    /// The parameter that bounds a page.
    pub limit: Option<&'static str>,
    /// The largest bound.
    pub most: i64,
}

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Behind the item with this id.
    Last,
    /// Behind this many items.
    Offset,
    /// At the item with this number, counted from 1.
    Start,
}

include!(concat!(env!("OUT_DIR"), "/operations.rs"));

/// The noun of this name.
pub fn noun(name: &str) -> Option<&'static Noun> {
    NOUNS.iter().find(|noun| noun.name == name)
}

impl Noun {
    /// The operation with this verb.
    pub fn operation(&self, verb: &str) -> Option<&'static Operation> {
        self.operations.iter().find(|operation| operation.verb == verb)
    }
}

impl Operation {
    /// The inputs of one place.
    pub fn inputs_in(&self, place: Place) -> impl Iterator<Item = &'static Input> {
        self.inputs.iter().filter(move |input| input.place == place)
    }

    /// Whether it only ever gives messages as they come.
    pub fn only_streams(&self) -> bool {
        self.answer == Answer::Events || (self.socket && self.answer == Answer::Nothing)
    }
}
