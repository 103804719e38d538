//! Messages that arrive: in inboxes, at webhooks, and by mail.

mod events;
mod inbox;
mod mail;
mod mail_server;
mod passcodes;
mod routes;
mod scene;
mod webhook;
