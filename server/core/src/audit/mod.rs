//! The words of the audit log: kinds of resources, actions, and the sentences made of them.

mod action;
mod kind;
mod sentence;

pub use action::AuditAction;
pub use kind::AuditKind;
pub use sentence::sentence;

/// Why a workspace was built, as searches name it.
pub const BUILD_REASONS: [&str; 11] = [
    "initiator",
    "autostart",
    "autostop",
    "dormancy",
    "failedstop",
    "autodelete",
    "dashboard",
    "cli",
    "ssh_connection",
    "vscode_connection",
    "jetbrains_connection",
];
