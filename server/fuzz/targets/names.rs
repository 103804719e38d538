//! The fuzzer of `burgrave_fuzz::names`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| burgrave_fuzz::names(bytes));
