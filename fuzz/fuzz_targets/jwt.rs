//! Every token that a server can issue is read, or treated as opaque, without a panic.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| keyfob_core::oauth::fuzzing::read_jwt(input));
