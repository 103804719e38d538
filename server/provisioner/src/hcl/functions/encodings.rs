//! Functions of encodings.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha512};

use super::Named;
use super::arguments::{exactly, text};
use crate::hcl::value::Value;

pub(super) const ALL: [Named; 10] = [
    ("base64decode", |all| {
        let bytes = STANDARD.decode(&*text(&exactly::<1>(all)?[0])?);
        let text = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok());
        Value::text(text.ok_or("a text in Base64 is expected")?)
    }),
    ("base64encode", |all| Value::text(STANDARD.encode(&*text(&exactly::<1>(all)?[0])?))),
    ("base64sha256", |all| Value::text(STANDARD.encode(Sha256::digest(&*text(&exactly::<1>(all)?[0])?)))),
    ("base64sha512", |all| Value::text(STANDARD.encode(Sha512::digest(&*text(&exactly::<1>(all)?[0])?)))),
    ("jsondecode", |all| {
        let document = serde_json::from_str(&text(&exactly::<1>(all)?[0])?);
        Value::from_json(&document.map_err(|_| "a JSON text is expected")?)
    }),
    // The marks of HTML stand only in texts, where they are written as numbers.
    ("jsonencode", |all| {
        let json = exactly::<1>(all)?[0].to_json();
        Value::text(json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
    }),
    ("sha256", |all| Value::text(hex::encode(Sha256::digest(&*text(&exactly::<1>(all)?[0])?)))),
    ("sha512", |all| Value::text(hex::encode(Sha512::digest(&*text(&exactly::<1>(all)?[0])?)))),
    ("urldecode", |all| {
        let (encoded, mut bytes) = (text(&exactly::<1>(all)?[0])?, Vec::new());
        let mut rest = encoded.bytes();
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'+' => b' ',
                b'%' => {
                    let digits = [rest.next(), rest.next()].map(|digit| digit.unwrap_or_default());
                    *hex::decode(digits).map_err(|_| "two digits follow each %")?.first().unwrap_or(&0)
                }
                byte => byte,
            });
        }
        Value::text(String::from_utf8(bytes).map_err(|_| "the result is no text")?)
    }),
    ("urlencode", |all| {
        let letter = |byte: u8| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            b' ' => "+".to_owned(),
            byte => format!("%{byte:02X}"),
        };
        Value::text(text(&exactly::<1>(all)?[0])?.bytes().map(letter).collect())
    }),
];
