//! Roles: those that there are, those that people hold, and those that organizations make.

mod custom;
mod custom_refused;
mod list;
mod member;
mod scene;
mod user;

rooms![custom, custom_refused, list, member, user];
