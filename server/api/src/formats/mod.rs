//! The formats of strings: what each is read as, and what people are told when it doesn't fit.

mod base64;
mod format;

pub use base64::Base64;
pub use format::{
    DateForm, DateTimeForm, EmailForm, Form, IdForm, Ipv4Form, Ipv6Form, Plain, UriForm, UuidForm, uuid,
};
