#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wellmet_sfu::fuzzing::stun(bytes));
