//! An entry as it is hashed, and as receivers are told of it.

use burgrave_store::AuditRecord;
use chrono::SecondsFormat;
use serde::Serialize;
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Everything but the two fields that are JSON already.
#[derive(Serialize)]
struct Told<'a> {
    id: Uuid,
    time: String,
    user_id: Option<Uuid>,
    organization_id: Option<Uuid>,
    request_id: Uuid,
    action: &'a str,
    resource_type: &'a str,
    resource_id: Uuid,
    resource_target: &'a str,
    status_code: i32,
    ip_address: &'a str,
    user_agent: &'a str,
}

/// The entry as JSON on one line: always the same text for the same entry.
pub(super) fn text_of(entry: &AuditRecord) -> String {
    let told = Told {
        id: entry.id.into(),
        time: entry.time.to_rfc3339_opts(SecondsFormat::Micros, true),
        user_id: entry.user_id.map(Uuid::from),
        organization_id: entry.organization_id.map(Uuid::from),
        request_id: entry.request_id.into(),
        action: &entry.action,
        resource_type: &entry.resource_type,
        resource_id: entry.resource_id,
        resource_target: &entry.resource_target,
        status_code: entry.status_code,
        ip_address: &entry.ip_address,
        user_agent: &entry.user_agent,
    };
    let mut text = serde_json::to_string(&told).unwrap_or_default();
    text.truncate(text.len().saturating_sub(1));
    for (name, json) in [("diff", &entry.diff), ("additional_fields", &entry.additional_fields)] {
        text.push_str(",\"");
        text.push_str(name);
        text.push_str("\":");
        // Only what somebody has written into the database by hand is anything else.
        let one_line = !json.contains(['\n', '\r']) && serde_json::from_str::<IgnoredAny>(json).is_ok();
        match one_line {
            true => text.push_str(json),
            false => text.push_str(&serde_json::Value::from(json.as_str()).to_string()),
        }
    }
    text.push('}');
    text
}

/// The hash of an entry: SHA-256 of the hash before it and of its text.
pub(super) fn hash(before: &[u8], text: &str) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(before);
    digest.update(text.as_bytes());
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn entry() -> AuditRecord {
        AuditRecord {
            id: Uuid::from_u128(1).into(),
            time: DateTime::from_timestamp_micros(1_700_000_000_000_001).unwrap(),
            user_id: None,
            organization_id: Some(Uuid::from_u128(2).into()),
            resource_type: "group".into(),
            resource_id: Uuid::from_u128(3),
            resource_target: "a \"b\"".into(),
            action: "write".into(),
            diff: r#"{"name":{"old":"a","new":"b","secret":false}}"#.into(),
            status_code: 200,
            ip_address: "127.0.0.1".into(),
            user_agent: "x".into(),
            request_id: Uuid::from_u128(4).into(),
            additional_fields: "{}".into(),
        }
    }

    #[test]
    fn an_entry_is_one_line_of_json() {
        let text = text_of(&entry());
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["time"], "2023-11-14T22:13:20.000001Z");
        assert_eq!(
            (&read["resource_target"], &read["diff"]["name"]["new"]),
            (&"a \"b\"".into(), &"b".into())
        );
        let broken = AuditRecord { diff: "{\n".into(), ..entry() };
        let text = text_of(&broken);
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(read["diff"] == "{\n" && !text.contains('\n'), "{text}");
    }

    #[test]
    fn each_field_and_what_came_before_count() {
        let own = |entry: &AuditRecord| hash(&[0; 32], &text_of(entry));
        let first = own(&entry());
        assert_eq!(first, own(&entry()));
        assert_ne!(first, hash(&first, &text_of(&entry())));
        for changed in [
            AuditRecord { status_code: 201, ..entry() },
            AuditRecord { organization_id: None, ..entry() },
            AuditRecord { additional_fields: r#"{"a":1}"#.into(), ..entry() },
            AuditRecord { user_agent: String::new(), ..entry() },
        ] {
            assert_ne!(first, own(&changed), "{changed:?}");
        }
    }
}
