//! Operations and their tags.

use std::collections::HashSet;

use serde_json::Value;

use super::json::{At, step};
use super::paths::tags_of;
use super::reader::Reader;
use crate::model::{Location, Method, Names, Operation, Tag, pascal, snake};

impl<'a> Reader<'a> {
    /// The tags of the root, then those that only operations name.
    pub(super) fn tags(&mut self) -> Vec<Tag> {
        let mut tags: Vec<Tag> = vec![];
        let root = At { pointer: "", value: self.bundle };
        let listed = root.list("tags").iter().map(|tag| {
            let at = At { pointer: "", value: tag };
            (at.text("name"), at.text("description"))
        });
        let items = root
            .map("paths")
            .into_iter()
            .flatten()
            .flat_map(|(_, item)| item.as_object().into_iter().flatten());
        let used = items.flat_map(|(_, operation)| tags_of(operation)).map(|name| (name, ""));
        for (name, description) in listed.chain(used) {
            if !tags.iter().any(|tag| tag.name == name) {
                let rust = self.names.give(pascal(name));
                tags.push(Tag { name: name.to_owned(), rust, description: description.to_owned() });
            }
        }
        let served: HashSet<&str> = root
            .map("paths")
            .into_iter()
            .flatten()
            .flat_map(|(_, item)| item.as_object().into_iter().flatten())
            .flat_map(|(_, operation)| tags_of(operation))
            .collect();
        tags.retain(|tag| served.contains(tag.name.as_str()));
        tags
    }

    /// All operations, by tag and then in order of appearance.
    pub(super) fn operations(&mut self, tags: &[Tag]) -> Vec<Operation> {
        let bundle = self.bundle;
        let mut operations = vec![];
        let mut functions = Names::default();
        let mut ids = HashSet::new();
        let paths = bundle.get("paths").and_then(Value::as_object);
        if paths.is_none() {
            self.fault("", "the specification has no paths", "add `paths`");
        }
        for (path, item) in paths.into_iter().flatten() {
            let pointer = step("/paths", path);
            if path.starts_with("x-") {
                continue;
            }
            let Some(item) = self.resolved(&pointer, item) else { continue };
            let variables = self.variables(&pointer, path);
            for (key, value) in item.as_object().into_iter().flatten() {
                let Some(method) = Method::ALL.into_iter().find(|one| one.as_str().eq_ignore_ascii_case(key))
                else {
                    continue;
                };
                let at_pointer = step(&pointer, key);
                let at = At { pointer: &at_pointer, value };
                if let Some(operation) = self.operation(at, (path, &variables, item), method, &mut functions)
                {
                    if !ids.insert(operation.id.clone()) {
                        self.fault(
                            &at.step("operationId"),
                            format!("`{}` names another operation already", operation.id),
                            "choose another id",
                        );
                    }
                    operations.push(operation);
                }
            }
        }
        operations.sort_by_key(|operation| tags.iter().position(|tag| tag.name == operation.tag));
        self.check_mounts(&operations);
        self.share_types(&mut operations);
        operations
    }

    /// The value, or the one that its `$ref` refers to.
    pub(super) fn resolved(&mut self, pointer: &str, value: &'a Value) -> Option<&'a Value> {
        match value.get("$ref") {
            Some(target) => self.follow(pointer, target).map(|(_, value)| value),
            None => Some(value),
        }
    }

    fn operation(
        &mut self,
        at: At<'_, 'a>,
        (path, variables, item): (&str, &[String], &'a Value),
        method: Method,
        functions: &mut Names,
    ) -> Option<Operation> {
        let id = at.text("operationId");
        if id.is_empty() {
            self.fault(at.pointer, "the operation has no operationId", "give it one, such as `updateGroup`");
            return None;
        }
        let tags = tags_of(at.value);
        let [tag] = tags.as_slice() else {
            self.fault(
                &at.step("tags"),
                format!("the operation `{id}` has {} tags", tags.len()),
                "give it exactly one",
            );
            return None;
        };
        let name = pascal(id);
        let parameters = self.parameters(at, item, variables, &name);
        let body = self.request_body(at, &name);
        let (answers, default_answer) = self.answers(at, &name);
        let security = self.security(at);
        let websocket = at.flag("x-websocket");
        let operation = Operation {
            id: id.to_owned(),
            rust: functions.give(snake(id)),
            tag: (*tag).to_owned(),
            method,
            path: path.to_owned(),
            also_at: self.also_at(at, variables),
            any_path: at.flag("x-any-path"),
            summary: at.text("summary").to_owned(),
            description: at.text("description").to_owned(),
            deprecated: at.flag("deprecated"),
            security,
            params_type: None,
            parameters,
            body,
            answer_type: None,
            default_answer,
            feature: self.word(at, "x-feature"),
            permission: self.refusal(at),
            rate_class: self.word(at, "x-rate-limit"),
            max_body: self.max_body(at),
            audit: self.audit(at, &answers),
            answers,
            error_format: self.error_format(at),
            strict_query: at.flag("x-strict-query"),
            switch: self.word(at, "x-switch"),
            cors: at.flag("x-cors"),
            no_store: at.flag("x-no-store"),
            csrf_field: self.csrf_field(at),
            websocket,
            pointer: at.pointer.to_owned(),
        };
        self.check_variables(&operation, variables);
        self.check_success(&operation);
        self.check_secrets(&operation);
        Some(operation)
    }

    /// What is kept of a path ends where its secret begins.
    fn check_secrets(&mut self, operation: &Operation) {
        let secrets = operation.parameters.iter().filter(|parameter| parameter.secret).count();
        if secrets != usize::from(operation.before_secret().is_some()) {
            self.fault(
                &operation.pointer,
                "`x-secret` is on something else than the first variable of the path",
                "send the secret in a header, or put it before the other variables",
            );
        }
    }

    fn check_success(&mut self, operation: &Operation) {
        let pointer = format!("{}/responses", operation.pointer);
        let switching = operation.answers.iter().any(|answer| answer.status == 101);
        // A success that couldn't be read has a fault of its own, and isn't missing.
        let documented = self.bundle.pointer(&pointer).and_then(Value::as_object);
        let is_success = |status: &String| status.starts_with(['1', '2', '3']);
        if !documented.is_some_and(|answers| answers.keys().any(is_success)) {
            self.fault(
                &pointer,
                format!("the operation `{}` documents no success", operation.id),
                "add its exact 2xx, 3xx or 101",
            );
        }
        if operation.websocket != switching {
            self.fault(&pointer, "`x-websocket` and the answer 101 go together", "declare both or neither");
        }
        if matches!(operation.method, Method::Options | Method::Trace) {
            let method = operation.method.as_str();
            let mend = "remove it: OPTIONS is answered for every path, and TRACE for none";
            self.fault(&operation.pointer, format!("an operation can't be {method}"), mend);
        }
        if operation.websocket && (operation.method != Method::Get || operation.body.is_some()) {
            self.fault(
                &operation.pointer,
                "a WebSocket opens with a GET without a body",
                "use `get` and leave `requestBody` out",
            );
        }
        if operation.body.is_some() && matches!(operation.method, Method::Get | Method::Head | Method::Trace)
        {
            self.fault(
                &format!("{}/requestBody", operation.pointer),
                format!("{} takes no body (RFC 9110 §9.3)", operation.method.as_str()),
                "use parameters, or another method",
            );
        }
        if operation.parameters.iter().filter(|one| one.location == Location::Path).count() > 16 {
            self.fault(&operation.pointer, "the path has more than 16 variables", "use fewer");
        }
    }
}
