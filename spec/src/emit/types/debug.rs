//! Debug output, which hides secrets because it may be logged.

use crate::emit::{Code, literal};

/// `Debug` for a struct with these fields, and whether each of them is hidden.
pub(super) fn implementation(code: &mut Code, name: &str, fields: &[(&str, bool)]) {
    code.blank().note("Secrets stay out of debug output.");
    code.block(format!("impl prelude::fmt::Debug for {name}"), |code| {
        code.block("fn fmt(&self, out: &mut prelude::fmt::Formatter<'_>) -> prelude::fmt::Result", |code| {
            code.line(format!("out.debug_struct({})", literal(name)));
            for (field, hidden) in fields {
                let shown = literal(field.trim_start_matches("r#"));
                if *hidden {
                    code.line(format!("    .field({shown}, &format_args!(\"[hidden]\"))"));
                } else {
                    code.line(format!("    .field({shown}, &self.{field})"));
                }
            }
            code.line("    .finish()");
        });
    });
}
