//! Why a step fails.

use std::io;

/// Why a step of the echo provisioner fails, for the author of the template.
#[derive(Debug, thiserror::Error)]
pub enum EchoFault {
    /// The archive has no message for this step.
    #[error("The template has no file {0:?}, so there is nothing to play.")]
    Missing(String),
    /// A member is not a message.
    #[error("The template's file {0:?} is no message of a provisioner.")]
    Unreadable(String),
    /// A member completes another step.
    #[error("The template's file {0:?} holds the end of another step.")]
    Foreign(String),
    /// A member is too large.
    #[error("The template's file {0:?} is larger than {max} MiB.", max = super::member::MOST_MESSAGE >> 20)]
    Large(String),
    /// The objects of a message can't be stored.
    #[error("The template can't be used: {0}.")]
    Unfit(String),
    /// The message itself says that the step fails.
    #[error("{0}")]
    Reported(String),
    /// The folder can't be read.
    #[error("The template's folder can't be read.")]
    Io(#[source] io::Error),
}
