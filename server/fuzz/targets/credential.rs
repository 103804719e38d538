//! The fuzzer of `burgrave_fuzz::credential`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| burgrave_fuzz::credential(bytes));
