//! The state of reading a bundle.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::json::step;
use super::words::distinct;
use crate::model::{Api, Audit, ModelFault, NamedType, Names, TypeAlias, pascal};

/// The greatest depth of nested references and inline schemas; a greater one is a fault.
pub(super) const MAX_DEPTH: usize = 64;

/// Names of other generated items, and of items that the server's crate exports beside them.
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

/// The bundle, the names that are taken, and the types that have been read.
pub(super) struct Reader<'a> {
    pub(super) bundle: &'a Value,
    pub(super) faults: Vec<ModelFault>,
    pub(super) names: Names,
    /// Slots in the order of the output. A slot is empty while its type is being read.
    pub(super) types: Vec<Option<NamedType>>,
    pub(super) type_aliases: Vec<TypeAlias>,
    /// Schemas that have a Rust name, by pointer.
    pub(super) named: HashMap<String, String>,
    /// Whether these schemas allow null, by pointer, as found when they were read.
    pub(super) nullable: HashMap<String, bool>,
    /// The unions made from `oneOf`, of which exactly one alternative may match, by Rust name.
    pub(super) one_of: HashSet<String>,
    /// The names reserved for the components, by pointer.
    pub(super) reserved: HashMap<String, String>,
    /// The schemas that are being read, to find those that contain themselves.
    pub(super) open: Vec<String>,
    /// The schemas among them that contain themselves.
    pub(super) recursive: Vec<String>,
    pub(super) depth: usize,
    /// Patterns that compile. Many places have the same one, and compiling is slow.
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
            type_aliases: vec![],
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

    /// Reads the whole bundle.
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
            type_aliases: self.type_aliases,
            callers,
            features,
            permissions,
            rate_classes,
            audit_kinds,
            audit_actions,
        })
    }

    /// Faults for servers with a path of their own: operations are served at the paths that are written.
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
