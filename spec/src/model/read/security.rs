//! Security schemes, and the callers that an operation allows.

use serde_json::Value;

use super::json::{At, step};
use super::reader::Reader;
use crate::model::{Caller, Carrier, CarrierKind, Security, pascal, snake};

const SCHEMES: &str = "/components/securitySchemes";

impl<'a> Reader<'a> {
    /// The callers of all schemes.
    pub(super) fn callers(&mut self) -> Vec<Caller> {
        let bundle = self.bundle;
        let mut callers: Vec<Caller> = vec![];
        for (scheme, value) in bundle.pointer(SCHEMES).and_then(Value::as_object).into_iter().flatten() {
            let pointer = step(SCHEMES, scheme);
            let Some(kind) = self.carrier(At { pointer: &pointer, value }) else { continue };
            let name = caller_name(scheme, value);
            let carrier = Carrier { scheme: scheme.clone(), kind };
            match callers.iter_mut().find(|caller| caller.name == name) {
                Some(caller) => caller.carriers.push(carrier),
                None => callers.push(Caller {
                    snake: snake(&name).replace("r#", ""),
                    name,
                    carriers: vec![carrier],
                }),
            }
        }
        callers
    }

    fn carrier(&mut self, at: At<'_, '_>) -> Option<CarrierKind> {
        let name = at.text("name").to_owned();
        let kind = match (at.text("type"), at.text("in"), at.text("scheme").to_ascii_lowercase().as_str()) {
            ("apiKey", "header", _) => CarrierKind::Header(name),
            ("apiKey", "cookie", _) => CarrierKind::Cookie(name),
            ("apiKey", "query", _) => CarrierKind::Query(name),
            ("http", _, "bearer") | ("oauth2" | "openIdConnect", ..) => return Some(CarrierKind::Bearer),
            ("http", _, "basic") => return Some(CarrierKind::Basic),
            _ => {
                self.fault(
                    at.pointer,
                    "this kind of security scheme can't be expressed",
                    "use apiKey, or http with bearer or basic",
                );
                return None;
            }
        };
        if at.text("name").is_empty() {
            self.fault(at.pointer, "the scheme doesn't say its name on the wire", "add `name`");
            return None;
        }
        Some(kind)
    }

    /// The security of one operation: its own, or that of the root.
    pub(super) fn security(&mut self, at: At<'_, 'a>) -> Security {
        let root = At { pointer: "", value: self.bundle };
        let source = if at.get("security").is_some() { at } else { root };
        let place = source.step("security");
        let mut security = Security::default();
        for (index, alternative) in source.list("security").iter().enumerate() {
            let pointer = format!("{place}/{index}");
            let Some(needs) = alternative.as_object() else {
                self.fault(
                    &pointer,
                    "an alternative of `security` must be an object",
                    "write `- Scheme: []`",
                );
                continue;
            };
            if needs.len() > 1 {
                self.fault(&pointer, "two schemes at once can't be asked for", "list them as alternatives");
                continue;
            }
            let Some(scheme) = needs.keys().next() else {
                security.optional = true;
                continue;
            };
            let bundle = self.bundle;
            let Some(value) = bundle.pointer(&step(SCHEMES, scheme)) else {
                self.fault(
                    &pointer,
                    format!("the security scheme `{scheme}` isn't declared"),
                    "add it under `components.securitySchemes`",
                );
                continue;
            };
            if needs.values().any(|scopes| scopes.as_array().is_some_and(|scopes| !scopes.is_empty())) {
                let mend = "leave the list empty; `x-permission` names a right that the caller needs";
                self.fault(&step(&pointer, scheme), "scopes of a requirement are not checked", mend);
            }
            let name = caller_name(scheme, value);
            if !security.callers.contains(&name) {
                security.callers.push(name);
            }
        }
        security.optional &= !security.callers.is_empty();
        if security.callers.len() > 1 {
            security.caller_type = Some(self.caller_type(&security.callers));
        }
        security
    }

    /// One enum for each distinct list of callers.
    fn caller_type(&mut self, callers: &[String]) -> String {
        let key = format!("callers {}", callers.join(" "));
        if let Some(name) = self.named.get(&key) {
            return name.clone();
        }
        let name = self.names.give(callers.join("Or"));
        self.named.insert(key, name.clone());
        name
    }
}

fn caller_name(scheme: &str, value: &Value) -> String {
    pascal(value.get("x-caller").and_then(Value::as_str).unwrap_or(scheme))
}
