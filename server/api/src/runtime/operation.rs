//! The static table that the shim walks: what each operation declares in the specification.

use http::Method;

/// What the specification declares about one operation.
#[derive(Debug)]
pub struct Operation {
    /// `operationId`.
    pub id: &'static str,
    /// Its tag.
    pub tag: &'static str,
    /// The method that it answers.
    pub method: Method,
    /// The full path with `{variables}`.
    pub path: &'static str,
    /// Further full paths with the same variables.
    pub also_at: &'static [&'static str],
    /// `x-any-path`: every path behind this one is the same operation.
    pub any_path: bool,
    /// Who may call, in the order in which credentials are looked for; empty: nobody authenticates.
    pub callers: &'static [&'static CallerKind],
    /// A call without credentials passes too.
    pub anonymous_too: bool,
    /// `x-feature`.
    pub feature: Option<Word>,
    /// `x-permission`.
    pub permission: Option<Refusal>,
    /// `x-rate-limit`.
    pub rate_class: Option<Word>,
    /// `x-audit`: its place among the audited operations of the specification.
    pub audit: Option<usize>,
    /// What the request carries.
    pub body: Option<BodyRule>,
    /// How much of a body is read, and of one WebSocket message, in bytes.
    pub max_body: u64,
    /// `x-error-format`.
    pub error_format: ErrorFormat,
    /// `x-switch`: what the operator may turn off. The operation isn't routed then.
    pub switch: Option<&'static str>,
    /// `x-cors`: pages of every origin may read the answers.
    pub cors: bool,
    /// `x-no-store`: no cache may keep the answers.
    pub no_store: bool,
    /// The path up to a variable that is a secret (`x-secret`): logs and records keep no more of it.
    pub before_secret: Option<&'static str>,
    /// `x-csrf-field`: the field of a form that may hold the CSRF token instead of the header.
    pub csrf_field: Option<&'static str>,
    /// Whether the connection becomes a WebSocket.
    pub websocket: Switching,
}

/// A word of the specification and its place among the variants of the generated enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// The variant's number.
    pub index: usize,
    /// As the specification writes it.
    pub name: &'static str,
}

/// A site-wide permission, and what is answered without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// `resource:action`.
    pub permission: Word,
    /// 403 or 404.
    pub status: u16,
}

/// What the audit entry of an operation says; `Kind` and `Action` are the enums made of the specification's
/// words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditedOperation<Kind, Action> {
    /// `operationId`.
    pub id: &'static str,
    /// The kind of object that is acted on.
    pub kind: Kind,
    /// What is done to it.
    pub action: Action,
    /// The status of the answer that goes with it.
    pub status: u16,
}

/// One type of caller, and where its credential travels.
#[derive(Debug, PartialEq, Eq)]
pub struct CallerKind {
    /// Its place among the callers of the specification.
    pub index: usize,
    /// `x-caller`.
    pub name: &'static str,
    /// The first that a request has is used.
    pub carriers: &'static [Place],
}

/// The place in a request that holds a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The header of this name.
    Header(&'static str),
    /// The cookie of this name.
    Cookie(&'static str),
    /// The query parameter of this name.
    Query(&'static str),
    /// `Authorization: Bearer …` (RFC 6750 §2.1).
    Bearer,
    /// `Authorization: Basic …` (RFC 7617).
    Basic,
}

/// What a request may carry.
#[derive(Debug, PartialEq, Eq)]
pub struct BodyRule {
    /// Whether it must be there.
    pub required: bool,
    /// It reaches the handler piece by piece; one that isn't there is an empty one.
    pub streamed: bool,
    /// The media types that are taken, in lower case without parameters.
    pub media: &'static [Media],
}

/// Whether the connection of an operation becomes a WebSocket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switching {
    /// It stays HTTP.
    Never,
    /// As the handler decides.
    Optional,
    /// In every success.
    Always,
}

/// One media type of a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Media {
    /// In lower case, without parameters.
    pub content_type: &'static str,
    /// How it is read.
    pub kind: MediaKind,
}

/// How a body is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// `application/json` and every `…+json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// UTF-8 text.
    Text,
    /// Bytes as they are.
    Binary,
}

/// The shape of errors.
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

/// How much of a body is read where the specification doesn't say otherwise, in bytes.
pub const DEFAULT_MAX_BODY: u64 = 1024 * 1024;

impl Operation {
    /// Stands in where a request matches no operation: its id and path are empty.
    pub const UNKNOWN: &'static Operation = &UNKNOWN;

    /// Whether the call is finished though the client hangs up or the time limit passes: it changes
    /// something, by its method (RFC 9110 §9.2.1) or as its audit entry tells.
    pub fn runs_to_its_end(&self) -> bool {
        !self.method.is_safe() || self.audit.is_some()
    }
}

static UNKNOWN: Operation = Operation {
    id: "",
    tag: "",
    method: Method::GET,
    path: "",
    also_at: &[],
    any_path: false,
    callers: &[],
    anonymous_too: false,
    feature: None,
    permission: None,
    rate_class: None,
    audit: None,
    body: None,
    max_body: DEFAULT_MAX_BODY,
    error_format: ErrorFormat::Api,
    switch: None,
    cors: false,
    no_store: false,
    before_secret: None,
    csrf_field: None,
    websocket: Switching::Never,
};
