//! The model of the specification, from which everything is emitted: operations, parameters, answers and
//! types with their Rust names. References are resolved, `allOf` is merged, and inline schemas that need a
//! name are named types.

mod api;
mod fault;
mod named;
mod names;
mod operation;
mod parameter;
mod read;
mod rust;
mod types;

pub use api::{Api, Caller, Carrier, CarrierKind, Permission, Symbol, Tag, TypeAlias};
pub use fault::ModelFault;
pub use named::{NamedType, Presence, Property, Shape, Tell, UnionVariant, Variant};
pub use names::{Names, pascal, snake};
pub use operation::{
    Answer, AnswerHeader, Audit, AuditEntry, Body, BodyKind, ErrorFormat, Media, Method, Operation, Refusal,
    Security,
};
pub use parameter::{Location, Parameter, Style};
pub use types::{Array, ComponentName, Format, Integer, Map, Number, Text, Type};
