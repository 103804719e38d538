//! Devices without a browser (RFC 8628): `start` gives a device its codes, `answer` is what a person says to
//! them.

mod answer;
mod start;

pub(crate) use answer::{AnswerDevice, WaitingDevice, waiting};
pub(crate) use start::{INTERVAL, LIFETIME, StartDevice};
