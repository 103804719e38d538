//! The browser of the desktop.

use std::process::{Command, Stdio};

/// Opens a page, where there is a desktop; the caller has named the page in any case.
pub(super) fn open(url: &str) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let here = cfg!(target_os = "macos")
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    if here {
        let mut command = Command::new(program);
        command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // Without the program the person opens it.
        let _ = command.spawn();
    }
}
