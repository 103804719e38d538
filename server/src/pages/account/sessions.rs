//! Sessions and tokens, and a token that was just made.

use askama::Template;
use burgrave_core::authorization::{AllowList, Composite, Scope, ScopeName};
use burgrave_store::{ApiKeyRecord, LoginType};

use super::{Frame, Tab, moment};
use crate::fault::Fault;
use crate::pages::words;

/// The fields that faults may stand beside.
pub(crate) const FIELDS: [&str; 4] = ["name", "days", "scopes", "more_scopes"];

/// What the form for a token offers; everything else is typed.
const OFFERED: [ScopeName; 9] = [
    ScopeName::All,
    ScopeName::ApplicationConnect,
    ScopeName::Composite(Composite::WorkspacesCreate),
    ScopeName::Composite(Composite::WorkspacesOperate),
    ScopeName::Composite(Composite::WorkspacesDelete),
    ScopeName::Composite(Composite::WorkspacesAccess),
    ScopeName::Composite(Composite::TemplatesBuild),
    ScopeName::Composite(Composite::TemplatesAuthor),
    ScopeName::Composite(Composite::ApikeysManageSelf),
];

/// What was typed for a token; at first nothing.
#[derive(Debug, Default)]
pub(crate) struct TypedToken {
    /// Its name.
    pub(crate) name: String,
    /// How many days it lasts.
    pub(crate) days: String,
    /// Scopes that were chosen.
    pub(crate) scopes: Vec<String>,
    /// Scopes that were typed.
    pub(crate) more_scopes: String,
}

/// How long tokens live, in days.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Days {
    /// One that doesn't say it.
    pub(crate) default: i64,
    /// The longest.
    pub(crate) longest: i64,
}

#[derive(Template)]
#[template(path = "account/sessions.html")]
struct Sessions<'a> {
    frame: &'a Frame<'a>,
    rows: Vec<Row>,
    offers: Vec<Offer>,
    days: Days,
    typed: &'a TypedToken,
}

/// A session or a token.
struct Row {
    id: String,
    title: String,
    is_this: bool,
    reach: Vec<String>,
    created: String,
    used: String,
    ends: String,
}

/// A scope to choose.
struct Offer {
    name: String,
    meaning: String,
    is_chosen: bool,
}

/// The page.
///
/// # Errors
/// `Internal`.
pub(crate) fn page(
    frame: &Frame<'_>,
    keys: &[ApiKeyRecord],
    days: Days,
    typed: &TypedToken,
) -> Result<String, Fault> {
    let own = frame.caller.key.id.as_str();
    let rows = keys.iter().rev().map(|key| row(key, key.id == own)).collect();
    let offers = OFFERED.iter().map(|scope| offer(*scope, &typed.scopes)).collect();
    frame.around(Tab::Sessions, &Sessions { frame, rows, offers, days, typed })
}

fn row(key: &ApiKeyRecord, is_this: bool) -> Row {
    let title = match key.login_type {
        LoginType::Token => format!("Token {}", key.token_name),
        LoginType::Oauth2ProviderApp => "Session of an app".into(),
        _ if is_this => "This session".into(),
        _ if key.parent_id.is_some() => "Session of a program".into(),
        LoginType::Password | LoginType::Github | LoginType::Oidc | LoginType::None => "Session".into(),
    };
    Row {
        id: key.id.clone(),
        title,
        is_this,
        reach: reach(&key.scope),
        created: moment(key.created_at),
        used: key
            .last_used_at
            .map_or_else(|| "never".into(), |time| format!("{} from {}", moment(time), key.ip_address)),
        ends: moment(key.expires_at),
    }
}

/// What a key may do, in words.
fn reach(scope: &Scope) -> Vec<String> {
    let mut words: Vec<String> = scope.names().iter().map(|name| words::meaning(*name)).collect();
    if *scope.objects() != AllowList::Everything {
        words.push(format!("Only for {}", scope.objects().to_strings().join(", ")));
    }
    words
}

fn offer(scope: ScopeName, chosen: &[String]) -> Offer {
    let name = scope.to_string();
    let is_chosen = chosen.contains(&name);
    Offer { meaning: words::meaning(scope), name, is_chosen }
}

#[derive(Template)]
#[template(path = "account/token.html")]
struct Made<'a> {
    token: &'a str,
    name: &'a str,
}

/// The page with a token that was made; `name` may be empty.
///
/// # Errors
/// `Internal`.
pub(crate) fn made(frame: &Frame<'_>, token: &str, name: &str) -> Result<String, Fault> {
    frame.around(Tab::Sessions, &Made { token, name })
}
