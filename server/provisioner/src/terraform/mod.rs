//! Terraform, or OpenTofu: runs the program that is installed, in a folder and an environment of the job's
//! own.
//!
//! - `program`: which program there is, and what it can do. `settings`: what an operator decides.
//! - `session`: a job. `steps`: its steps. `readme`: the template's. `state`: what a build leaves to the
//!   next. `fault`: why a step fails.
//! - `call`: a command and what it says. `run`: the command itself, from its start to the end of all that it
//!   started. `lines`: its output, line by line.
//! - `environment`, `facts`: what a command finds in its environment. `configuration`: the program's own
//!   file, with the mirror of providers. `variables`: the values of the template's variables, in a file.
//! - `message`, `diagnostic`: lines of output as lines of the log. `timings`: how long things took.
//! - [`leftover`]: what a job has made whose server ended in the middle of it.
//! - [`KeptInit`]: what an `init` finds, kept for the next job.
//! - `cache`: providers that were downloaded, shared by all jobs of the machine.

mod cache;
mod call;
mod configuration;
mod diagnostic;
mod environment;
mod facts;
mod fault;
mod init;
mod leftover;
mod lines;
mod message;
mod program;
mod readme;
mod run;
mod session;
mod settings;
mod state;
mod steps;
mod timings;
mod variables;

pub use fault::{Step as FailedStep, TerraformFault};
pub use init::{InitPlace, KeptInit, KnownPackages, MOST_LOCK, MOST_MODULES};
pub use leftover::leftover;
pub use program::{OLDEST, Product, Program, ProgramFault};
pub use session::TerraformSession;
pub use settings::{Limits, Mirror, MirrorFault, Settings};
