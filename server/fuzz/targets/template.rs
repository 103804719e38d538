//! The fuzzer of `burgrave_fuzz::template`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| burgrave_fuzz::template(bytes));
