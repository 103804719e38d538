//! Specifications of all shapes become a model, or faults with their place.

mod model {
    mod faults;
    mod large;
    mod mutations;
    mod operations;
    mod schemas;
    mod shared;
    mod support;
}
