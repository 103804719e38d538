//! The fuzzer of `burgrave_fuzz::schedule`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| burgrave_fuzz::schedule(bytes));
