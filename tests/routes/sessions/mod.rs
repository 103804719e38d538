//! Sessions: how they are opened, carried, kept alive and closed.

mod credentials;
mod csrf;
mod limits;
mod login;
mod logout;
mod refresh;
