//! The kinds of values that only these settings have. A value may be a secret, so refusals don't repeat it.

use std::collections::BTreeMap;

use burgrave_core::idpsync::Filter;
use burgrave_core::ids::OrganizationId;
use burgrave_core::names::ascii_domain;
use burgrave_core::sealing::{KEY_LENGTH, SealingKeys};
use serde::de::DeserializeOwned;
use url::Url;

use super::super::values::{Refusal, refuse};

pub(super) fn text(text: &str) -> Result<String, Refusal> {
    Ok(text.to_owned())
}

/// Words with commas or spaces between them.
pub(super) fn words(text: &str) -> Result<Vec<String>, Refusal> {
    let words = text.split([',', ' ']).map(str::trim).filter(|word| !word.is_empty());
    Ok(words.map(str::to_owned).collect())
}

/// Domains, with an `@` in front or not.
pub(super) fn domains(text: &str) -> Result<Vec<String>, Refusal> {
    let domains = words(text)?;
    match domains.iter().find(|domain| ascii_domain(domain.trim_start_matches('@')).is_none()) {
        Some(wrong) => {
            refuse(format!("\"{wrong}\" is no domain"), "write domains, as example.com,example.org")
        }
        None => Ok(domains),
    }
}

/// Names with commas between them; they may hold spaces.
pub(super) fn names(text: &str) -> Result<Vec<String>, Refusal> {
    Ok(text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

pub(super) fn issuer(text: &str) -> Result<Option<String>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    let mend =
        "write the issuer as the provider's discovery document has it, as https://login.example.com/realm";
    match Url::parse(text) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") || !url.has_host() => {
            refuse(format!("\"{text}\" is no http or https URL"), mend)
        }
        Ok(url) if url.query().is_some() || url.fragment().is_some() => {
            refuse("an issuer has no query or fragment (RFC 8414 section 2)", mend)
        }
        Ok(_) => Ok(Some(text.to_owned())),
        Err(fault) => refuse(format!("\"{text}\" is not a URL ({fault})"), mend),
    }
}

pub(super) fn texts(text: &str) -> Result<BTreeMap<String, String>, Refusal> {
    json(text, "write an object of texts, as {\"key\":\"value\"}")
}

pub(super) fn ids(text: &str) -> Result<BTreeMap<String, Vec<OrganizationId>>, Refusal> {
    json(text, "write an object of lists of UUIDs, as {\"value\":[\"1f7a3c52-0d9e-4f0b-8a61-5c2d7e9b4a13\"]}")
}

pub(super) fn lists(text: &str) -> Result<BTreeMap<String, Vec<String>>, Refusal> {
    json(text, "write an object of lists of names, as {\"value\":[\"auditor\"]}")
}

fn json<T: DeserializeOwned + Default>(text: &str, mend: &str) -> Result<T, Refusal> {
    if text.is_empty() {
        return Ok(T::default());
    }
    serde_json::from_str(text).or_else(|fault| refuse(format!("this JSON can't be read: {fault}"), mend))
}

pub(super) fn expression(text: &str) -> Result<Option<String>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    match Filter::new(text) {
        Err(fault) => refuse(format!("the value {fault}"), "write a regular expression, as ^team-"),
        Ok(_) => Ok(Some(text.to_owned())),
    }
}

pub(in crate::config) fn keys(text: &str) -> Result<Vec<[u8; KEY_LENGTH]>, Refusal> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| SealingKeys::parse(part).ok_or(())).collect::<Result<_, ()>>().or_else(|()| {
        refuse("one of the keys is not 32 bytes as base64", "make one with: openssl rand -base64 32")
    })
}
