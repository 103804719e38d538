//! What the build script wrote: see `OUT_DIR/api.rs`.

include!(concat!(env!("OUT_DIR"), "/api.rs"));
