//! The service that the runtime calls, with operations and callers as numbers, and `serve`.

use crate::emit::Code;
use crate::emit::traits::{audits, caller_index};
use crate::model::{Api, Caller, CarrierKind};

pub(super) fn write(api: &Api, code: &mut Code) {
    code.blank()
        .doc(
            "Starts to serve. Call it inside a tokio runtime.\n\n\
             # Errors\n\
             When the address can't be had.",
        )
        .enclosed(
            "pub async fn serve<T_: Api>(",
            |code| {
                code.line("api: prelude::Arc<T_>,");
                code.line("settings: runtime::Settings,");
                code.line("log: runtime::Logger,");
            },
            ") -> prelude::Result<runtime::Running, runtime::StartError> {",
        )
        .line("    runtime::start(prelude::Arc::new(Shims(api)), settings, log)")
        .line("}");
    code.blank().doc("The server's half that the runtime asks.");
    code.line("struct Shims<T_>(prelude::Arc<T_>);");
    code.blank().block("impl<T_: Api> runtime::Service for Shims<T_>", |code| functions(api, code));
}

fn functions(api: &Api, code: &mut Code) {
    code.block("fn operations(&self) -> &'static [runtime::Operation]", |code| {
        code.line("&OPERATIONS");
    });
    authenticate(api, code);
    csrf_token(api, code);
    limits(api, code);
    gates(api, code);
    refused(api, code);
    hides(api, code);
    dress(api, code);
    announce(api, code);
    code.blank().block("fn observe(&self, cx: &runtime::Cx, outcome: &runtime::Outcome)", |code| {
        code.line("self.0.observe(cx, outcome);");
    });
    code.blank().enclosed(
        "fn call<'a>(",
        |code| {
            code.line("&'a self,").line("operation: usize,").line("call: runtime::Call<'a>,");
        },
        ") -> runtime::BoxFuture<'a, prelude::Result<runtime::Reply, runtime::ApiError>> {",
    );
    code.inside(|code| {
        code.line("SHIMS[operation](&*self.0, call)");
    });
    code.line("}");
}

/// Marks arguments as used that this specification doesn't need.
fn unused(code: &mut Code, names: &str) {
    let names = if names.contains(',') { format!("({names})") } else { names.to_owned() };
    code.line(format!("let _ = {names};"));
}

/// An arm for each caller. The last one is for every other number: the runtime only gives numbers of this
/// table.
fn by_kind(
    api: &Api,
    code: &mut Code,
    callers: &[&Caller],
    kind: &str,
    arm: impl Fn(&Caller, &str) -> String,
) {
    let Some((last, others)) = callers.split_last() else { return };
    if others.is_empty() {
        code.line(arm(last, snake(last)));
        return;
    }
    code.block(format!("match {kind}"), |code| {
        for caller in others {
            code.line(format!("{} => {},", caller_index(api, &caller.name), arm(caller, snake(caller))));
        }
        code.line(format!("_ => {},", arm(last, snake(last))));
    });
}

fn snake(caller: &Caller) -> &str {
    caller.snake.trim_start_matches("r#")
}

fn all(api: &Api) -> Vec<&Caller> {
    api.callers.iter().collect()
}

fn authenticate(api: &Api, code: &mut Code) {
    code.blank().enclosed(
        "fn authenticate<'a>(",
        |code| {
            code.line("&'a self,").line("kind: usize,").line("cx: &'a runtime::Cx,");
            code.line("credential: prelude::Option<runtime::Credential>,");
        },
        ") -> runtime::BoxFuture<'a, prelude::Result<runtime::AnyCaller, runtime::ApiError>> {",
    );
    code.inside(|code| {
        if api.callers.is_empty() {
            unused(code, "kind, cx, credential");
            code.line("prelude::Box::pin(async { prelude::Err(runtime::ApiError::internal(\"nobody can authenticate\")) })");
            return;
        }
        if api.callers.len() == 1 {
            unused(code, "kind");
        }
        code.enclosed(
            "prelude::Box::pin(async move {",
            |code| {
                by_kind(api, code, &all(api), "kind", |caller, snake| {
                    let found = format!("self.0.authenticate_{snake}(cx, credential).await?");
                    let index = caller_index(api, &caller.name);
                    format!("prelude::Ok(runtime::AnyCaller::new::<T_::{}>({index}, {found}))", caller.name)
                });
            },
            "})",
        );
    });
    code.line("}");
}

fn csrf_token(api: &Api, code: &mut Code) {
    let with_cookie: Vec<_> = api
        .callers
        .iter()
        .filter(|caller| caller.carriers.iter().any(|carrier| matches!(carrier.kind, CarrierKind::Cookie(_))))
        .collect();
    code.blank().block("fn csrf_token(&self, kind: usize, credential: &str) -> prelude::String", |code| {
        if with_cookie.is_empty() {
            unused(code, "kind, credential");
            code.line("prelude::String::new()");
            return;
        }
        if with_cookie.len() == 1 {
            unused(code, "kind");
        }
        by_kind(api, code, &with_cookie, "kind", |_, snake| format!("self.0.csrf_token_{snake}(credential)"));
    });
}

fn limits(api: &Api, code: &mut Code) {
    let result = ") -> prelude::Result<runtime::RateStatus, runtime::ApiError> {";
    code.blank().enclosed(
        "fn limit(",
        |code| {
            code.line("&self,").line("cx: &runtime::Cx,").line("caller: &runtime::AnyCaller,");
            code.line("class: usize,");
        },
        result,
    );
    code.inside(|code| {
        if api.rate_classes.is_empty() || api.callers.is_empty() {
            unused(code, "cx, caller, class");
            code.line("prelude::Ok(runtime::RateStatus::UNLIMITED)");
            return;
        }
        code.line("let class = RateClass::ALL[class];");
        by_kind(api, code, &all(api), "caller.kind", |_, snake| {
            format!("self.0.limit_{snake}(cx, caller.get(), class)")
        });
    });
    code.line("}");
    code.blank().enclosed(
        "fn limit_address(",
        |code| {
            code.line("&self,").line("cx: &runtime::Cx,").line("class: usize,");
        },
        result,
    );
    code.inside(|code| {
        if api.rate_classes.is_empty() {
            unused(code, "cx, class");
            code.line("prelude::Ok(runtime::RateStatus::UNLIMITED)");
        } else {
            code.line("self.0.limit_address(cx, RateClass::ALL[class])");
        }
    });
    code.line("}");
    code.blank().enclosed(
        "fn limit_unknown(",
        |code| {
            code.line("&self,").line("cx: &runtime::Cx,");
        },
        result,
    );
    code.inside(|code| {
        code.line("self.0.limit_unknown(cx)");
    });
    code.line("}");
    code.blank().enclosed(
        "fn refused_credential<'a>(",
        |code| {
            code.line("&'a self,").line("cx: &'a runtime::Cx,").line("status: runtime::StatusCode,");
        },
        ") -> runtime::BoxFuture<'a, prelude::Result<(), runtime::ApiError>> {",
    );
    code.inside(|code| {
        code.line("prelude::Box::pin(self.0.refused_credential(cx, status))");
    });
    code.line("}");
}

fn gates(api: &Api, code: &mut Code) {
    code.blank().block(
        "fn feature(&self, feature: usize) -> prelude::Result<(), runtime::ApiError>",
        |code| {
            if api.features.is_empty() {
                unused(code, "feature");
                code.line("prelude::Ok(())");
            } else {
                code.line("self.0.feature(Feature::ALL[feature])");
            }
        },
    );
    code.blank().enclosed(
        "fn permit<'a>(",
        |code| {
            code.line("&'a self,").line("cx: &'a runtime::Cx,").line("caller: &'a runtime::AnyCaller,");
            code.line("permission: usize,");
        },
        ") -> runtime::BoxFuture<'a, prelude::Result<bool, runtime::ApiError>> {",
    );
    code.inside(|code| {
        if api.permissions.is_empty() || api.callers.is_empty() {
            unused(code, "cx, caller, permission");
            code.line("prelude::Box::pin(async { prelude::Ok(false) })");
            return;
        }
        code.line("let permission = Permission::ALL[permission];");
        by_kind(api, code, &all(api), "caller.kind", |_, snake| {
            format!("prelude::Box::pin(self.0.permit_{snake}(cx, caller.get(), permission))")
        });
    });
    code.line("}");
}

fn refused(api: &Api, code: &mut Code) {
    code.blank().enclosed(
        "fn refused<'a>(",
        |code| {
            code.line("&'a self,").line("cx: &'a runtime::Cx,");
            code.line("caller: prelude::Option<&'a runtime::AnyCaller>,");
            code.line("audit: usize,").line("status: runtime::StatusCode,");
        },
        ") -> runtime::BoxFuture<'a, ()> {",
    );
    code.inside(|code| match (audits::any(api), api.callers.is_empty()) {
        (false, _) => {
            unused(code, "cx, caller, audit, status");
            code.line("prelude::Box::pin(async {})");
        }
        (true, true) => {
            unused(code, "caller");
            code.line("prelude::Box::pin(self.0.refused(cx, operations::ALL[audit], status))");
        }
        (true, false) => {
            code.enclosed(
                "prelude::Box::pin(self.0.refused(",
                |code| {
                    code.line("cx,").line("caller.map(Caller::of),");
                    code.line("operations::ALL[audit],").line("status,");
                },
                "))",
            );
        }
    });
    code.line("}");
}

fn hides(api: &Api, code: &mut Code) {
    code.blank().enclosed(
        "fn hides<'a>(",
        |code| {
            code.line("&'a self,").line("cx: &'a runtime::Cx,");
            code.line("caller: prelude::Option<&'a runtime::AnyCaller>,");
        },
        ") -> runtime::BoxFuture<'a, bool> {",
    );
    code.inside(|code| {
        if api.callers.is_empty() {
            unused(code, "caller");
            code.line("prelude::Box::pin(self.0.hides(cx))");
        } else {
            code.line("prelude::Box::pin(self.0.hides(cx, caller.map(Caller::of)))");
        }
    });
    code.line("}");
}

fn dress(api: &Api, code: &mut Code) {
    code.blank().enclosed(
        "fn dress(",
        |code| {
            code.line("&self,").line("cx: &runtime::Cx,");
            code.line("caller: prelude::Option<&runtime::AnyCaller>,").line("error: runtime::ApiError,");
        },
        ") -> runtime::ApiError {",
    );
    code.inside(|code| {
        if api.callers.is_empty() {
            unused(code, "caller");
            code.line("self.0.dress(cx, error)");
        } else {
            code.line("self.0.dress(cx, caller.map(Caller::of), error)");
        }
    });
    code.line("}");
}

fn announce(api: &Api, code: &mut Code) {
    code.blank().enclosed(
        "fn announce(",
        |code| {
            code.line("&self,").line("cx: &runtime::Cx,");
            code.line("caller: prelude::Option<&runtime::AnyCaller>,");
        },
        ") -> runtime::Headers {",
    );
    code.inside(|code| {
        if api.callers.is_empty() {
            unused(code, "caller");
            code.line("self.0.announce(cx)");
        } else {
            code.line("self.0.announce(cx, caller.map(Caller::of))");
        }
    });
    code.line("}");
}
