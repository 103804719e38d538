//! Devices without a browser (RFC 8628): `start` gives a device its codes, `answer` is what a person says to them.

pub(crate) mod answer;
pub(crate) mod start;
