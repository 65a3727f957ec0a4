//! Every metadata document that a server or an API can publish is read or rejected without a panic, and what is read is bounded and safe to show.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| keyfob_core::oauth::fuzzing::read_metadata(input));
