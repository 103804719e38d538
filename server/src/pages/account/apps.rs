//! The apps that act for a person.

use askama::Template;
use burgrave_core::oauth2::scope::Scopes;
use burgrave_store::{AppRecord, GrantRecord};

use super::{Frame, Tab, moment};
use crate::fault::Fault;
use crate::federation::oauth2::is_unverified;
use crate::pages::words::{self, Line};

#[derive(Template)]
#[template(path = "account/apps.html")]
struct Apps<'a> {
    frame: &'a Frame<'a>,
    rows: Vec<Row<'a>>,
}

/// An app.
struct Row<'a> {
    /// Its client id: the address of its document, or its UUID.
    client_id: String,
    name: &'a str,
    is_unverified: bool,
    document_url: &'a str,
    since: String,
    lines: Vec<Line>,
}

/// The page.
///
/// # Errors
/// `Internal`.
pub(crate) fn page(frame: &Frame<'_>, granted: &[(AppRecord, GrantRecord)]) -> Result<String, Fault> {
    let rows = granted.iter().map(|(app, grant)| row(app, grant)).collect();
    frame.around(Tab::Apps, &Apps { frame, rows })
}

fn row<'a>(app: &'a AppRecord, grant: &GrantRecord) -> Row<'a> {
    let own = || app.id.to_string();
    let named = Some(app.document_url.clone()).filter(|url| !url.is_empty());
    Row {
        client_id: named.unwrap_or_else(own),
        name: &app.name,
        is_unverified: is_unverified(app),
        document_url: &app.document_url,
        since: moment(grant.created_at),
        lines: words::lines(&Scopes::existing(&grant.scope)),
    }
}
