//! One operation: its input, its answers, and what the shim checks before the handler.

use super::{Location, Parameter, Type};

/// One operation of the specification.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId` (`updateGroup`).
    pub id: String,
    /// The trait's method (`update_group`).
    pub rust: String,
    /// The one tag, as `Tag::name` has it.
    pub tag: String,
    /// The HTTP method.
    pub method: Method,
    /// The full path with `{variables}`, each a whole segment.
    pub path: String,
    /// Further full paths (`x-also-at`) with the same variables.
    pub also_at: Vec<String>,
    /// `x-any-path`: every path behind this one is the same operation.
    pub any_path: bool,
    /// One line, or empty.
    pub summary: String,
    /// Markdown, or empty.
    pub description: String,
    /// Whether the operation is marked as deprecated.
    pub deprecated: bool,
    /// Who may call.
    pub security: Security,
    /// Path-level parameters merged in; path parameters first, in the order of the path.
    pub parameters: Vec<Parameter>,
    /// The struct of all parameters (`GroupPath`, `ListUsersParams`), which operations with the same ones
    /// share; none when there are none.
    pub params_type: Option<String>,
    /// The body of the request.
    pub body: Option<Body>,
    /// The exact statuses in ascending order, errors included; ranges of errors (`4XX`) are left to the
    /// default.
    pub answers: Vec<Answer>,
    /// The enum of its success answers (`LoginAnswer`), which operations with the same ones share; none where
    /// a handler gives the only answer's body, or a WebSocket.
    pub answer_type: Option<String>,
    /// The description of the `default` answer.
    pub default_answer: Option<String>,
    /// `x-feature`, as `Symbol::name` has it.
    pub feature: Option<String>,
    /// `x-permission`: what the caller needs site-wide, and the answer without it.
    pub permission: Option<Refusal>,
    /// `x-rate-limit`, as `Symbol::name` has it.
    pub rate_class: Option<String>,
    /// `x-max-body` in bytes; none means the runtime's default.
    pub max_body: Option<u64>,
    /// `x-audit`.
    pub audit: Option<Audit>,
    /// `x-error-format`.
    pub error_format: ErrorFormat,
    /// `x-strict-query`: unknown query parameters are faults.
    pub strict_query: bool,
    /// `x-switch`: the part of the API that the operator may turn off, and this operation with it.
    pub switch: Option<String>,
    /// `x-cors`: pages of every origin may read the answers.
    pub cors: bool,
    /// `x-no-store`: caches must not store the answers.
    pub no_store: bool,
    /// `x-csrf-field`: the field of the form that may hold the CSRF token instead of the header.
    pub csrf_field: Option<String>,
    /// `x-websocket`: the answer 101 is among the successes, and hands the connection over.
    pub websocket: bool,
    /// JSON pointer of the operation in the bundle.
    pub pointer: String,
}

/// Who may call an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Security {
    /// `Caller::name`s, each of which is sufficient; empty where nobody authenticates.
    pub callers: Vec<String>,
    /// The enum that takes several callers (`SessionOrScimKey`); none for fewer than two.
    pub caller_type: Option<String>,
    /// `{}` is among the alternatives: a call without credentials is allowed too.
    pub optional: bool,
}

/// The content of a request or an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Markdown, or empty.
    pub description: String,
    /// Whether every request must have it; always true in answers.
    pub required: bool,
    /// At least one, in order of appearance; all have the same `ty`.
    pub media: Vec<Media>,
    /// The type that it decodes to: `String` for text and HTML, `Bytes` for binary.
    pub ty: Type,
    /// `x-streamed`: the bytes are passed on as they arrive, and never held in memory as a whole.
    pub streamed: bool,
}

/// One media type of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// Lower case, without parameters (`application/scim+json`).
    pub content_type: String,
    /// Its parameters in answers (`; version=0.0.4`), or empty.
    pub parameters: String,
    /// How it is read and written.
    pub kind: BodyKind,
}

/// How a body is read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// `application/json` and every `…+json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `text/html`.
    Html,
    /// Any other `text/…`.
    Text,
    /// Bytes as they are.
    Binary,
}

/// One documented answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// 100–599. Where one status has content of several types, each is an answer of its own.
    pub status: u16,
    /// The variant (`NotModified`, `Created`, `OkText`).
    pub rust: String,
    /// Markdown, or empty.
    pub description: String,
    /// None when the answer has no content.
    pub body: Option<Body>,
    /// In order of appearance; `Content-Type` is never among them.
    pub headers: Vec<AnswerHeader>,
}

/// A documented header of an answer.
#[derive(Clone, Debug)]
pub struct AnswerHeader {
    /// As written in the specification.
    pub name: String,
    /// The field (`set_cookie`).
    pub field: String,
    /// Markdown, or empty.
    pub description: String,
    /// Whether every such answer has it.
    pub required: bool,
    /// Whether it is sent once for each of several values: `Set-Cookie`, and headers whose schema is an
    /// array.
    pub repeated: bool,
}

/// A site-wide permission that an operation asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// `Permission::rust`.
    pub permission: String,
    /// 403 or 404.
    pub status: u16,
}

/// The audit entries that an operation leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// The entry of its success; a refusal is recorded with the same kind and action.
    pub entry: AuditEntry,
    /// Entries of other outcomes, each with the outcome's name (`denied`).
    pub outcomes: Vec<(String, AuditEntry)>,
}

/// The fixed parts of one audit entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// The kind of object that is acted on.
    pub resource: String,
    /// The action on it.
    pub action: String,
    /// The status of the answer that goes with it.
    pub status: u16,
}

impl Audit {
    /// All entries.
    pub fn entries(&self) -> impl Iterator<Item = &AuditEntry> {
        std::iter::once(&self.entry).chain(self.outcomes.iter().map(|(_, entry)| entry))
    }
}

/// The shape of the errors that the shim writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ErrorFormat {
    /// `{message, detail, validations}`.
    #[default]
    Api,
    /// `{error, error_description}` (RFC 6749 §5.2).
    OAuth2,
    /// `urn:ietf:params:scim:api:messages:2.0:Error` (RFC 7644 §3.12).
    Scim,
    /// A page for a person.
    Html,
}

/// An HTTP method that OpenAPI knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
    /// `OPTIONS`
    Options,
    /// `TRACE`
    Trace,
}

impl Method {
    /// All of them, in the order in which the operations of one path are listed.
    pub const ALL: [Method; 8] = [
        Method::Get,
        Method::Head,
        Method::Post,
        Method::Put,
        Method::Patch,
        Method::Delete,
        Method::Options,
        Method::Trace,
    ];

    /// As it stands on the wire: `PATCH`.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
            Method::Options => "OPTIONS",
            Method::Trace => "TRACE",
        }
    }
}

impl Operation {
    /// The documented answers below 400, ascending.
    pub fn successes(&self) -> impl Iterator<Item = &Answer> {
        self.answers.iter().filter(|answer| answer.status < 400)
    }

    /// The path up to its first variable, where that is a secret.
    pub fn before_secret(&self) -> Option<&str> {
        let (before, rest) = self.path.split_once('{')?;
        let name = rest.split('}').next()?;
        let secret = |one: &&Parameter| one.location == Location::Path && one.secret && one.name == name;
        self.parameters.iter().find(secret).map(|_| before)
    }

    /// Whether the handler chooses between answers, or gives more than a body.
    pub fn answers_by_enum(&self) -> bool {
        let mut successes = self.successes();
        let (first, second) = (successes.next(), successes.next());
        second.is_some() || (!self.websocket && first.is_none_or(Answer::has_fields))
    }
}

impl Answer {
    /// Whether the handler chooses the media type of the answer.
    pub fn chooses_type(&self) -> bool {
        self.body.as_ref().is_some_and(|body| body.media.len() > 1)
    }

    /// Whether the answer's variant has named fields.
    pub fn has_fields(&self) -> bool {
        !self.headers.is_empty() || self.chooses_type()
    }
}
