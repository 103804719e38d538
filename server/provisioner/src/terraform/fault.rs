//! Why a step fails.

use std::fmt;
use std::io;
use std::time::Duration;

use crate::hcl::ReadFault;
use crate::objects::ObjectFault;

/// A command of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words say it")]
pub enum Step {
    Init,
    Plan,
    Show,
    Graph,
    Apply,
}

/// Why a step fails, in words for whoever wrote the template. None of them holds a path of the daemon.
#[derive(Debug, thiserror::Error)]
pub enum TerraformFault {
    /// Whoever runs the job wants it to end.
    #[error("The job was canceled.")]
    Canceled,
    /// The program says that it fails.
    #[error("terraform {step}: {detail}")]
    Failed {
        /// At what.
        step: Step,
        /// Why, as far as it says so.
        detail: String,
    },
    /// The program was ended.
    #[error("terraform {step} took longer than {} and was ended.", minutes(*.limit))]
    Late {
        /// Which one.
        step: Step,
        /// How long it may take.
        limit: Duration,
    },
    /// The program can't be started.
    #[error("terraform {0} couldn't be started.")]
    Start(Step, #[source] io::Error),
    /// Providers that the template uses are nowhere.
    #[error(
        "terraform init: the mirror of providers {mirror} doesn't have what the template needs: {}. Put it \
         there, or take it out of the template.",
        .providers.join(", ")
    )]
    NotMirrored {
        /// Where they were looked for.
        mirror: String,
        /// Which ones.
        providers: Vec<String>,
    },
    /// The template's files can't be read.
    #[error("{0}")]
    Template(#[from] ReadFault),
    /// What was planned or made can't be kept.
    #[error("{0}")]
    Unfit(#[from] ObjectFault),
    /// What the program tells of its plan, state or graph.
    #[error("terraform {0} told something that can't be read: {1}")]
    Unreadable(Step, String),
    /// A step is out of its order.
    #[error("Nothing was planned, so there is nothing to carry out.")]
    Unplanned,
    /// The job's folder.
    #[error("The job's folder can't be used.")]
    Io(#[source] io::Error),
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Init => "init",
            Self::Plan => "plan",
            Self::Show => "show",
            Self::Graph => "graph",
            Self::Apply => "apply",
        })
    }
}

fn minutes(limit: Duration) -> String {
    format!("{} minutes", limit.as_secs() / 60)
}
