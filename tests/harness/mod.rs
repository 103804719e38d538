//! What a case needs: servers, people, requests and engines.

#[macro_use]
mod case;
mod answer;
mod cable;
mod call;
mod clock;
mod engine;
pub mod entropy;
pub mod folder;
mod log;
pub mod panics;
mod person;
pub mod receiver;
mod relay;
pub mod secrets;
mod server;

pub use answer::Answer;
pub use cable::Cable;
pub use call::Call;
pub use case::{Case, Condition, Run, trials};
pub use clock::TestClock;
pub use engine::{Engine, note_database};
pub use log::CapturedLog;
pub use person::Person;
pub use server::{Options, SCIM_KEY, Server};
