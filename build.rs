//! The one build script of `server/api` and `client`: specification in, Rust out.

fn main() {}
