//! Handlers: one file a tag of the specification. They turn typed input into an action and its result into an answer.

mod general;
