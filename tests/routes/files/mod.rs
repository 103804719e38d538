//! Uploaded archives.

mod download;
pub mod scene;
mod upload;
