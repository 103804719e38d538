//! The body of a request as a handler gets it.

use crate::model::{Body, BodyKind};

/// Whether the handler gets the bytes as they are.
pub(super) fn is_binary(body: &Body) -> bool {
    body.media.iter().all(|media| media.kind == BodyKind::Binary)
}

/// The type of a trait method's `body`. Bytes that may have several media types come with theirs.
pub(super) fn rust(body: &Body) -> String {
    if body.streamed {
        return "runtime::Incoming".into();
    }
    let inner = match is_binary(body) && body.media.len() > 1 {
        true => "runtime::Content".into(),
        false => body.ty.qualified(),
    };
    if body.required { inner } else { format!("prelude::Option<{inner}>") }
}
