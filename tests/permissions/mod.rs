//! Who may do what: every operation of the specification, asked by every kind of subject.
//!
//! - `matrix.txt`: what is answered, written by hand; `matrix` reads it. `exemptions.txt`: operations that
//!   have no row.
//! - `scene`: one server with all subjects. `target`: for each question something that it can be about.
//! - `suite`: asks all of it.

mod matrix;
mod scene;
mod suite;
mod target;
