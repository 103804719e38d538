//! What a handler knows about the call that it serves.

use std::net::IpAddr;
use std::sync::OnceLock;

use http::Method;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::Operation;

/// One call: who sent it from where, and what it asked for. The query and the headers are left out on
/// purpose: they hold credentials, and a handler gets what it needs of them as parameters.
#[derive(Clone, Debug)]
pub struct Cx {
    /// Unique to this call (version 7, or what a trusted proxy gave); the answer's `X-Coder-Request-Id`, and
    /// `request` in the log.
    pub request_id: Uuid,
    /// What was called; [`Operation::UNKNOWN`] where no operation matched.
    pub operation: &'static Operation,
    /// The method of the request: `HEAD` where a `GET` operation serves one.
    pub method: Method,
    /// The path in its one spelling, without the query. At most [`PATH_BYTES`] bytes of it.
    pub path: String,
    /// The values of the path's variables, decoded. At most [`PATH_BYTES`] bytes of each.
    pub variables: Vec<(&'static str, String)>,
    /// Where the call came from, seen through the trusted proxies.
    pub client_address: IpAddr,
    /// The header `User-Agent`, or empty. At most [`USER_AGENT_BYTES`] bytes of it.
    pub user_agent: String,
    /// The header `X-Coder-Bypass-Ratelimit` asks for no limit; whether it gets that is the guard's to say.
    pub rate_limit_bypass: bool,
    /// Whose account it is about where nobody is signed in, once the handler knows: the record of a refusal
    /// names them.
    pub concerns: OnceLock<Uuid>,
    /// Names the request in every line.
    pub log: slog::Logger,
    /// Cancelled when the server begins to shut down: long waits should end then.
    pub shutdown: CancellationToken,
}

/// How much of a `User-Agent` is kept, in bytes.
pub const USER_AGENT_BYTES: usize = 512;

/// How much of a path is kept for logs and records, in bytes.
pub const PATH_BYTES: usize = 512;

impl Cx {
    /// A call to this operation on this path, of nobody and from nowhere: for tests of what reads calls.
    #[must_use]
    pub fn of(operation: &'static Operation, path: &str) -> Self {
        Self {
            request_id: Uuid::nil(),
            operation,
            method: operation.method.clone(),
            path: path.to_owned(),
            variables: vec![],
            client_address: IpAddr::from([0, 0, 0, 0]),
            user_agent: String::new(),
            rate_limit_bypass: false,
            concerns: OnceLock::new(),
            log: slog::Logger::root(slog::Discard, slog::o!()),
            shutdown: CancellationToken::new(),
        }
    }

    /// What the path has for this variable of the operation's path; for records and logs. A handler gets all
    /// of it, checked, among its parameters.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}
