//! The contract as the emitters see it: every operation, parameter, answer and type with its Rust name,
//! references resolved, `allOf` merged, inline schemas hoisted to named types.

mod api;
mod fault;
mod named;
mod names;
mod operation;
mod parameter;
mod read;
mod rust;
mod types;

pub use api::{Api, Caller, Carrier, CarrierKind, Permission, Symbol, Tag};
pub use fault::ModelFault;
pub use named::{NamedType, Presence, Property, Shape, Tell, UnionVariant, Variant};
pub use names::{Names, pascal, snake};
pub use operation::{
    Answer, AnswerHeader, Audit, AuditEntry, Body, BodyKind, ErrorFormat, Media, Method, Operation, Refusal,
    Security,
};
pub use parameter::{Location, Parameter, Style};
pub use types::{Array, Format, Integer, Map, Number, Text, Type};
