//! The trait with the checks that shims make before they call a handler.

use super::audits;
use crate::emit::Code;
use crate::model::{Api, Caller, CarrierKind};

pub(super) fn write(api: &Api, code: &mut Code) {
    code.blank().doc("What the shims ask the server before they call a handler: who calls, and may it.");
    code.block("pub trait Guard: prelude::Send + prelude::Sync + 'static", |code| {
        for caller in &api.callers {
            code.doc(format!("What authentication yields for the kind of caller {}.", caller.name));
            code.line(format!(
                "type {}: prelude::Clone + prelude::Send + prelude::Sync + 'static;",
                caller.name
            ));
        }
        for caller in &api.callers {
            of_caller(api, code, caller);
        }
        of_all(api, code);
        last(api, code);
    });
}

fn of_caller(api: &Api, code: &mut Code, caller: &Caller) {
    let Caller { name, snake, carriers } = caller;
    let snake = snake.trim_start_matches("r#");
    code.blank().doc(format!(
        "Who holds this credential; without one, what is missing. Asked for operations that let in {name}."
    ));
    function(
        code,
        &format!("authenticate_{snake}"),
        &["cx: &runtime::Cx", "credential: prelude::Option<runtime::Credential>"],
        &format!(
            "impl prelude::Future<Output = prelude::Result<Self::{name}, runtime::ApiError>> + prelude::Send"
        ),
    );
    if carriers.iter().any(|carrier| matches!(carrier.kind, CarrierKind::Cookie(_))) {
        code.blank().doc(
            "What `X-CSRF-TOKEN` must hold when a change is asked for with this credential as a cookie.",
        );
        function(code, &format!("csrf_token_{snake}"), &["credential: &str"], "prelude::String");
    }
    let caller = format!("caller: &Self::{name}");
    if !api.rate_classes.is_empty() {
        code.blank().doc(
            "Counts a call against its caller; 429 when the limit is used up. Against the address, unless it is\n\
             overridden.",
        );
        let arguments = ["cx: &runtime::Cx", &caller, "class: RateClass"];
        let result = "prelude::Result<runtime::RateStatus, runtime::ApiError>";
        let body = ["let _ = caller;", "self.limit_address(cx, class)"];
        provided(code, &format!("limit_{snake}"), &arguments, result, &body);
    }
    if !api.permissions.is_empty() {
        code.blank()
            .doc("Whether the caller has a site-wide permission. Callers of this kind have none, unless it is overridden.");
        let arguments = ["cx: &runtime::Cx", &caller, "permission: Permission"];
        let result =
            "impl prelude::Future<Output = prelude::Result<bool, runtime::ApiError>> + prelude::Send";
        let body = ["let _ = (cx, caller, permission);", "async { prelude::Ok(false) }"];
        provided(code, &format!("permit_{snake}"), &arguments, result, &body);
    }
}

fn of_all(api: &Api, code: &mut Code) {
    if !api.rate_classes.is_empty() {
        code.blank().doc(
            "Counts a call that nobody authenticated against its address; 429 when the limit is used up.",
        );
        let arguments = ["cx: &runtime::Cx", "class: RateClass"];
        function(
            code,
            "limit_address",
            &arguments,
            "prelude::Result<runtime::RateStatus, runtime::ApiError>",
        );
    }
    if !api.features.is_empty() {
        code.blank().doc("Refuses a feature that isn't enabled.");
        function(code, "feature", &["feature: Feature"], "prelude::Result<(), runtime::ApiError>");
    }
}

fn last(api: &Api, code: &mut Code) {
    if audits::any(api) {
        code.blank().doc("Told of each refusal (4xx) of an operation with `x-audit`, before it is answered.");
        let mut arguments = vec!["cx: &runtime::Cx"];
        if !api.callers.is_empty() {
            arguments.push("caller: prelude::Option<Caller<'_, Self>>");
        }
        arguments.extend(["audit: AuditedOperation", "status: runtime::StatusCode"]);
        function(code, "refused", &arguments, "impl prelude::Future<Output = ()> + prelude::Send");
    }
    code.blank().doc(
        "Whether the caller may not know of an object that the path names. Asked when the input can't be taken: then the\n\
         answer is that there is no such object, whatever is wrong with the rest. Nothing is hidden unless it is overridden.",
    );
    let (caller, names) = if api.callers.is_empty() {
        ("", "cx")
    } else {
        (", caller: prelude::Option<Caller<'_, Self>>", "(cx, caller)")
    };
    let head = format!(
        "fn hides(&self, cx: &runtime::Cx{caller}) -> impl prelude::Future<Output = bool> + prelude::Send"
    );
    code.block(head, |code| {
        code.line(format!("let _ = {names};")).line("async { false }");
    });
    code.blank().doc(
        "Gives each error what its caller has to know of it, such as a challenge. Leaves it as it is unless it is\n\
         overridden.",
    );
    let caller = if api.callers.is_empty() { "" } else { "caller: prelude::Option<Caller<'_, Self>>, " };
    let head =
        format!("fn dress(&self, cx: &runtime::Cx, {caller}error: runtime::ApiError) -> runtime::ApiError");
    code.block(head, |code| {
        code.line(if api.callers.is_empty() { "let _ = cx;" } else { "let _ = (cx, caller);" }).line("error");
    });
    code.blank().doc(
        "Told of each 4xx that a handler gives: what it refuses may be a wrong credential. An error takes the answer's\n\
         place. Does nothing unless it is overridden.",
    );
    let head = "fn refused_credential(&self, cx: &runtime::Cx, status: runtime::StatusCode) \
                -> impl prelude::Future<Output = prelude::Result<(), runtime::ApiError>> + prelude::Send";
    code.block(head, |code| {
        code.line("let _ = (cx, status);").line("async { prelude::Ok(()) }");
    });
    code.blank()
        .doc(
            "Counts a call that leads to no operation against its address; 429 when the limit is used up. There is none \
             unless it is overridden.",
        )
        .block(
            "fn limit_unknown(&self, cx: &runtime::Cx) -> prelude::Result<runtime::RateStatus, runtime::ApiError>",
            |code| {
                code.line("let _ = cx;").line("prelude::Ok(runtime::RateStatus::UNLIMITED)");
            },
        );
    code.blank().doc(
        "What the answer to this caller tells in headers beside what its operation says. There is nothing unless it is\n\
         overridden.",
    );
    let (caller, names) = if api.callers.is_empty() {
        ("", "cx")
    } else {
        (", caller: prelude::Option<Caller<'_, Self>>", "(cx, caller)")
    };
    code.block(format!("fn announce(&self, cx: &runtime::Cx{caller}) -> runtime::Headers"), |code| {
        code.line(format!("let _ = {names};")).line("runtime::Headers::new()");
    });
    code.blank().doc("Told of every call's end, for metrics. Does nothing unless it is overridden.").block(
        "fn observe(&self, cx: &runtime::Cx, outcome: &runtime::Outcome)",
        |code| {
            code.line("let _ = (cx, outcome);");
        },
    );
}

/// A provided function: an implementation may override its body.
fn provided(code: &mut Code, name: &str, arguments: &[&str], result: &str, body: &[&str]) {
    code.enclosed(
        format!("fn {name}("),
        |code| {
            code.line("&self,");
            for argument in arguments {
                code.line(format!("{argument},"));
            }
        },
        &format!(") -> {result} {{"),
    );
    code.inside(|code| {
        for line in body {
            code.line(line);
        }
    });
    code.line("}");
}

/// A required function, on one line if it fits.
pub(in crate::emit) fn function(code: &mut Code, name: &str, arguments: &[&str], result: &str) {
    let arguments: Vec<_> = std::iter::once("&self").chain(arguments.iter().copied()).collect();
    let flat = format!("fn {name}({}) -> {result};", arguments.join(", "));
    if flat.chars().count() <= 106 {
        code.line(flat);
        return;
    }
    code.enclosed(
        format!("fn {name}("),
        |code| {
            for argument in arguments {
                code.line(format!("{argument},"));
            }
        },
        &format!(") -> {result};"),
    );
}
