//! What holds for all operations, at the places where this API answers differently from others.

mod attacks;
mod bodies;
mod bounds;
mod features;
mod methods;
mod names;
mod order;
