//! Why a step fails.

use std::io;

/// Why a step of the echo provisioner fails, in words for whoever wrote the template.
#[derive(Debug, thiserror::Error)]
pub enum EchoFault {
    /// The archive says nothing for this step.
    #[error("The template has no file {0:?}, so there is nothing to play.")]
    Missing(String),
    /// A member is no message.
    #[error("The template's file {0:?} is no message of a provisioner.")]
    Unreadable(String),
    /// A member ends another step.
    #[error("The template's file {0:?} holds the end of another step.")]
    Foreign(String),
    /// A member is too large.
    #[error("The template's file {0:?} is larger than {max} MiB.", max = super::member::MOST_MESSAGE >> 20)]
    Large(String),
    /// What it tells can't be kept.
    #[error("The template can't be used: {0}.")]
    Unfit(String),
    /// The message itself says that the step fails.
    #[error("{0}")]
    Reported(String),
    /// The folder can't be read.
    #[error("The template's folder can't be read.")]
    Io(#[source] io::Error),
}
