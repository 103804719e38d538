//! Who is let in, and the order in which they are asked.

mod callers;
mod refusals;
mod server;
