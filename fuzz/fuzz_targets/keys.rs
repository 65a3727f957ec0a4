//! Every key set that a server can publish is read and used for verifying, or rejected, without a panic.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| keyfob_core::oauth::fuzzing::read_keys(input));
