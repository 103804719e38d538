//! Roles: those that there are, those that people hold, and those that organizations make.

mod custom;
mod custom_refused;
mod everybody;
mod list;
mod member;
mod scene;
mod user;
