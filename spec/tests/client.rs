//! The client's rewrites, each on a specification small enough to see through: the text parses, and says the
//! right thing.

#![allow(clippy::unwrap_used)] // a test ends where something surprises it

mod client {
    mod answers;
    mod large;
    mod names;
    mod parameters;
    mod requests;
    mod small;
}
