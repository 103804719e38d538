//! What a case needs: servers, people, requests and engines.

#[macro_use]
mod case;
mod answer;
mod call;
mod clock;
mod engine;
pub mod entropy;
mod log;
mod person;
mod relay;
pub mod secrets;
mod server;

pub use answer::Answer;
pub use call::Call;
pub use case::{Case, Condition, Run, trials};
pub use clock::TestClock;
pub use engine::Engine;
pub use log::CapturedLog;
pub use person::Person;
pub use server::{Options, SCIM_KEY, Server};
