//! What holds for all operations, at the places where this API answers differently from others.

mod attacks;
mod bodies;
mod bounds;
mod caching;
mod credentials;
mod features;
mod hosts;
mod methods;
mod names;
mod order;
mod spellings;
