//! What generated code names. It always writes `prelude::…`, so that nothing that a specification calls a
//! type can stand in its way.

pub use std::boxed::Box;
pub use std::clone::Clone;
pub use std::collections::BTreeMap;
pub use std::fmt;
pub use std::future::Future;
pub use std::marker::{Send, Sized, Sync};
pub use std::net::{Ipv4Addr, Ipv6Addr};
pub use std::option::Option::{self, None, Some};
pub use std::result::Result::{self, Err, Ok};
pub use std::string::String;
pub use std::sync::{Arc, LazyLock};
pub use std::vec::Vec;

pub use burgrave_ids as ids;
pub use bytes::Bytes;
pub use chrono::{DateTime, NaiveDate, Utc};
pub use regex::Regex;
pub use serde::Serialize;
pub use serde_json::{Value, json};
pub use uuid::Uuid;

pub use crate::decode::{
    Choice, Decode, DecodeParameters, Faults, Object, Parameters, Rule, choose_tag, choose_word, lift_scalar,
    rule,
};
pub use crate::field::Field;
pub use crate::formats::Base64;
