//! The fuzzer of `burgrave_fuzz::query`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| burgrave_fuzz::query(bytes));
