//! The fuzzer of `burgrave_fuzz::token`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| burgrave_fuzz::token(bytes));
