//! Every response that a server can send is read and shown without a panic, a secret or its token.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| keyfob_core::connect::fuzzing::read_response(input));
