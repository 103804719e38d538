//! The `q` of the audit log: `key:value` terms, each key once. A bare word is a kind of resource.

use burgrave_api::formats;
use burgrave_core::audit::{AuditAction, AuditKind, BUILD_REASONS};
use burgrave_core::authorization::Read;
use burgrave_core::ids::{OrganizationId, UserId};
use burgrave_core::search::{self, Key};
use burgrave_store::{AuditFilter, Reader};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use strum::VariantArray as _;
use uuid::Uuid;

use crate::application::{Caller, find};
use crate::fault::{Fault, FieldFault};

/// The key that a bare word stands for.
const BARE: &str = "resource_type";

const KEYS: &[Key] = &[
    Key::once(BARE),
    Key::once("resource_id"),
    Key::once("resource_target"),
    Key::once("action"),
    Key::once("username"),
    Key::once("email"),
    Key::once("organization"),
    Key::once("date_from"),
    Key::once("date_to"),
    Key::once("build_reason"),
    Key::once("request_id"),
];

/// Reads a search; every fault of it is named.
///
/// # Errors
/// `BrokenRule`.
pub(super) async fn read(reader: &Reader, caller: &Caller, q: &str) -> Result<AuditFilter, Fault> {
    let search = search::read(q, BARE, KEYS);
    let (mut filter, mut faults) = (AuditFilter::default(), Vec::new());
    faults.extend(search.faults.into_iter().map(|fault| fault_of(&fault.key, fault.detail)));
    for (key, value) in search.terms {
        if let Err(detail) = apply(reader, caller, &mut filter, key, &value).await? {
            faults.push(fault_of(key, detail));
        }
    }
    if faults.is_empty() { Ok(filter) } else { Err(refused(faults)) }
}

/// Adds one term; gives what is wrong with it.
async fn apply(
    reader: &Reader,
    caller: &Caller,
    filter: &mut AuditFilter,
    key: &str,
    value: &str,
) -> Result<Result<(), String>, Fault> {
    let done = match key {
        "request_id" => id(value).map(|id| filter.request = Some(id)),
        "resource_id" => id(value).map(|id| filter.resource = Some(id)),
        "resource_target" => {
            filter.target = Some(value.to_owned());
            Ok(())
        }
        "resource_type" => {
            word(value, value.parse::<AuditKind>().is_ok(), &kinds()).map(|word| filter.kind = Some(word))
        }
        "action" => word(value, value.parse::<AuditAction>().is_ok(), &actions())
            .map(|word| filter.action = Some(word)),
        "build_reason" => word(value, BUILD_REASONS.contains(&value), &BUILD_REASONS.join(", "))
            .map(|word| filter.build_reason = Some(word)),
        "date_from" => day(value, 0).map(|time| filter.from = Some(time)),
        "date_to" => day(value, 1).map(|time| filter.until = Some(time)),
        "username" => {
            both(filter, by_username(reader, caller, value).await?);
            Ok(())
        }
        "email" => {
            both(filter, reader.ids_by_email_ever(value).await?);
            Ok(())
        }
        "organization" => organization(reader, caller, value).await?.map(|id| filter.organization = Some(id)),
        _ => Err("is no key that this search knows".to_owned()),
    };
    Ok(done)
}

/// Two keys filter by the person; both must match.
fn both(filter: &mut AuditFilter, found: Vec<UserId>) {
    filter.users = Some(match filter.users.take() {
        Some(before) => before.into_iter().filter(|id| found.contains(id)).collect(),
        None => found,
    });
}

async fn by_username(reader: &Reader, caller: &Caller, value: &str) -> Result<Vec<UserId>, Fault> {
    if value == find::ME {
        return Ok(vec![caller.user.id]);
    }
    Ok(reader.ids_by_username_ever(value).await?)
}

/// An id isn't looked up, so that entries of deleted organizations are found by it.
async fn organization(
    reader: &Reader,
    caller: &Caller,
    value: &str,
) -> Result<Result<OrganizationId, String>, Fault> {
    if let Ok(id) = id::<OrganizationId>(value)
        && !id.is_nil()
    {
        return Ok(Ok(id));
    }
    match find::organization::<Read>(reader, caller, value, "read it").await {
        Ok(found) => Ok(Ok(found.id)),
        Err(Fault::Hidden | Fault::Forbidden { .. }) => {
            Ok(Err("must be an existing organization's UUID or name".to_owned()))
        }
        Err(other) => Err(other),
    }
}

fn id<Id: From<Uuid>>(value: &str) -> Result<Id, String> {
    formats::uuid(value).map(Id::from).ok_or_else(|| "must be a UUID".to_owned())
}

fn word(value: &str, known: bool, all: &str) -> Result<String, String> {
    if known { Ok(value.to_owned()) } else { Err(format!("must be one of {all}")) }
}

/// The beginning of a day in UTC, or of the one that many days later.
fn day(value: &str, later: u64) -> Result<DateTime<Utc>, String> {
    let day = NaiveDate::parse_from_str(value, "%Y-%m-%d").ok().filter(|_| value.len() == 10);
    let day = day.and_then(|day| day.checked_add_days(Days::new(later)));
    day.map(|day| day.and_time(NaiveTime::MIN).and_utc())
        .ok_or_else(|| "must be a day as 2026-03-02".to_owned())
}

fn kinds() -> String {
    AuditKind::VARIANTS.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ")
}

fn actions() -> String {
    AuditAction::VARIANTS.iter().map(|action| action.as_str()).collect::<Vec<_>>().join(", ")
}

fn fault_of(field: &str, detail: impl Into<String>) -> FieldFault {
    FieldFault { field: field.to_owned(), detail: detail.into() }
}

fn refused(fields: Vec<FieldFault>) -> Fault {
    Fault::BrokenRule { message: "Invalid audit search query.".into(), detail: None, fields }
}
