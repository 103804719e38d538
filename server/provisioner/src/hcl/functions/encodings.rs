//! Functions of encodings.

use hcl::Value;
use sha2::{Digest, Sha256, Sha512};

use super::Named;
use super::arguments::{exactly, from_text, text};

pub(super) const ALL: [Named; 5] = [
    ("jsondecode", |all| {
        serde_json::from_str(&text(&exactly::<1>(&all)?[0])?).map_err(|_| "a JSON text is expected".into())
    }),
    ("jsonencode", |all| {
        from_text(serde_json::to_string(&exactly::<1>(&all)?[0]).map_err(|error| error.to_string())?)
    }),
    ("sha256", |all| Ok(Value::from(hex::encode(Sha256::digest(text(&exactly::<1>(&all)?[0])?))))),
    ("sha512", |all| Ok(Value::from(hex::encode(Sha512::digest(text(&exactly::<1>(&all)?[0])?))))),
    ("urlencode", |all| {
        let letter = |byte: u8| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            b' ' => "+".to_owned(),
            byte => format!("%{byte:02X}"),
        };
        from_text(text(&exactly::<1>(&all)?[0])?.bytes().map(letter).collect())
    }),
];
