//! What is known while a bundle is read.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::json::step;
use super::words::distinct;
use crate::model::{Api, Audit, ModelFault, NamedType, Names, pascal};

/// How deep references and inline schemas may nest before the reader gives up on them.
pub(super) const MAX_DEPTH: usize = 64;

/// Names of what is generated beside the types, and of what the server's crate gives away with them.
const RESERVED: [&str; 34] = [
    "Api",
    "ApiError",
    "AuditAction",
    "AuditedOperation",
    "AuditKind",
    "Base64",
    "Caller",
    "Carrier",
    "Closed",
    "Credential",
    "Cx",
    "ErrorFormat",
    "ErrorPage",
    "Feature",
    "Field",
    "Guard",
    "Message",
    "Operation",
    "Outcome",
    "Permission",
    "RateClass",
    "RateStatus",
    "Running",
    "Settings",
    "Shim",
    "Shims",
    "Shutdown",
    "StartError",
    "Twin",
    "Upgrade",
    "Validation",
    "WebSocket",
    "WebSocketReceiver",
    "WebSocketSender",
];

/// The bundle, the names given out, and what was read so far.
pub(super) struct Reader<'a> {
    pub(super) bundle: &'a Value,
    pub(super) faults: Vec<ModelFault>,
    pub(super) names: Names,
    /// Slots in the order of the output; empty while its type is being read.
    pub(super) types: Vec<Option<NamedType>>,
    /// Schemas that have a Rust name, by pointer.
    pub(super) named: HashMap<String, String>,
    /// Whether they let null pass, as found when they were read.
    pub(super) nullable: HashMap<String, bool>,
    /// The unions of which exactly one alternative may fit, by Rust name.
    pub(super) one_of: HashSet<String>,
    /// The names kept for the components, by pointer.
    pub(super) reserved: HashMap<String, String>,
    /// The plain schemas being read at the moment, to notice those that contain themselves.
    pub(super) open: Vec<String>,
    /// Those of them that turned out to contain themselves.
    pub(super) recursive: Vec<String>,
    pub(super) depth: usize,
    /// Patterns that compile: the same one often stands in many places, and compiling is slow.
    pub(super) patterns: HashSet<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bundle: &'a Value) -> Self {
        let mut names = Names::without(RESERVED);
        let components = bundle.pointer("/components/schemas").and_then(Value::as_object);
        let reserved = components
            .into_iter()
            .flat_map(|all| all.keys())
            .map(|name| (step("/components/schemas", name), names.give(pascal(name))))
            .collect();
        Self {
            bundle,
            faults: vec![],
            names,
            types: vec![],
            named: HashMap::new(),
            nullable: HashMap::new(),
            one_of: HashSet::new(),
            reserved,
            open: vec![],
            recursive: vec![],
            depth: 0,
            patterns: HashSet::new(),
        }
    }

    /// Records a fault.
    pub(super) fn fault(&mut self, pointer: &str, problem: impl Into<String>, mend: impl Into<String>) {
        let fault = ModelFault { pointer: pointer.to_owned(), problem: problem.into(), mend: mend.into() };
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// Everything.
    pub(super) fn api(mut self) -> Result<Api, Vec<ModelFault>> {
        self.servers();
        self.components();
        let tags = self.tags();
        let callers = self.callers();
        let operations = self.operations(&tags);
        let used =
            |name: &str| operations.iter().any(|one| one.security.callers.iter().any(|each| each == name));
        let callers = callers.into_iter().filter(|caller| used(&caller.name)).collect();
        let (features, rate_classes) = self.symbols(&operations);
        let entries: Vec<_> =
            operations.iter().filter_map(|one| one.audit.as_ref()).flat_map(Audit::entries).collect();
        let audit_kinds = distinct(entries.iter().map(|entry| entry.resource.as_str()));
        let audit_actions = distinct(entries.iter().map(|entry| entry.action.as_str()));
        let permissions = self.permissions(&operations);
        let info = self.bundle.get("info").unwrap_or(&Value::Null);
        let text = |key: &str| info.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut types: Vec<NamedType> = std::mem::take(&mut self.types).into_iter().flatten().collect();
        self.tell_apart(&mut types);
        super::boxes::put_in_boxes(&mut types);
        super::reach::mark(&mut types, &operations);
        self.check_form_bodies(&operations, &types);
        self.check_bytes(&operations, &types);
        if !self.faults.is_empty() {
            return Err(self.faults);
        }
        Ok(Api {
            title: text("title"),
            version: text("version"),
            tags,
            operations,
            types,
            callers,
            features,
            permissions,
            rate_classes,
            audit_kinds,
            audit_actions,
        })
    }

    /// Paths are served as they are written: a server's own path would be left out of them.
    fn servers(&mut self) {
        let servers = self.bundle.get("servers").and_then(Value::as_array);
        for (index, server) in servers.into_iter().flatten().enumerate() {
            let url = server.get("url").and_then(Value::as_str).unwrap_or_default();
            let path =
                url.split_once("://").map_or(url, |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
            if !["", "/"].contains(&path) {
                let problem = format!("the path `{path}` of the server's URL is not served");
                self.fault(&format!("/servers/{index}/url"), problem, "write it in front of each path");
            }
        }
    }

    /// The schemas under `components`, in their order.
    fn components(&mut self) {
        let bundle = self.bundle;
        let Some(schemas) = bundle.pointer("/components/schemas").and_then(Value::as_object) else { return };
        for (name, value) in schemas {
            let pointer = step("/components/schemas", name);
            let hint = self.reserved.get(&pointer).cloned().unwrap_or_default();
            self.component(&pointer, value, &hint);
        }
    }
}
