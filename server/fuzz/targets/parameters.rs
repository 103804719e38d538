//! The fuzzer of `burgrave_fuzz::parameters`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| burgrave_fuzz::parameters(bytes));
