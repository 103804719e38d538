//! The client's rewrites, each on a specification small enough to see through: the text parses, and says the right thing.

mod client {
    mod answers;
    mod names;
    mod parameters;
    mod requests;
    mod size;
    mod small;
}
