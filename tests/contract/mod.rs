//! What follows from the specification alone: each case goes through every operation, without a line written
//! for one.

mod broken;
pub mod sample;

mod bodies;
mod bounds;
mod gates;
mod hidden;
mod methods;
mod own;
mod parameters;
mod places;
pub mod proxy;
mod rates;
mod sessions;
mod sizes;
