//! Making workspaces, building them, and what their owners set.

mod access;
mod builds;
mod cancel;
mod caps;
mod cli;
mod create;
mod drift;
mod dynamic;
mod life;
mod made;
mod owner;
mod parameters;
mod refused;
pub mod scene;
mod settings;
mod state;
mod tags;
