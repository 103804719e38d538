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

/// Why a step fails, for the author of the template. No fault has a path of the daemon's machine.
#[derive(Debug, thiserror::Error)]
pub enum TerraformFault {
    /// The job was canceled.
    #[error("The job was canceled.")]
    Canceled,
    /// The program has failed.
    #[error("terraform {step}: {detail}")]
    Failed {
        /// The command.
        step: Step,
        /// The reason, as far as the program gives one.
        detail: String,
    },
    /// The program was ended.
    #[error("terraform {step} took longer than {} and was ended.", minutes(*.limit))]
    Late {
        /// The command.
        step: Step,
        /// Its time limit.
        limit: Duration,
    },
    /// The program can't be started.
    #[error("terraform {0} couldn't be started.")]
    Start(Step, #[source] io::Error),
    /// Providers of the template can't be found.
    #[error(
        "terraform init: the mirror of providers {mirror} doesn't have what the template needs: {}. Put it \
         there, or take it out of the template.",
        .providers.join(", ")
    )]
    NotMirrored {
        /// The place of the search.
        mirror: String,
        /// Their names.
        providers: Vec<String>,
    },
    /// The template's files can't be read.
    #[error("{0}")]
    Template(#[from] ReadFault),
    /// The objects of the plan or the state can't be stored.
    #[error("{0}")]
    Unfit(#[from] ObjectFault),
    /// The program's output about its plan, state or graph is invalid.
    #[error("terraform {0} told something that can't be read: {1}")]
    Unreadable(Step, String),
    /// A step is out of order.
    #[error("There is no plan to apply. Plan the build first.")]
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
