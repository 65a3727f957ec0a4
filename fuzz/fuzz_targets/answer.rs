//! Every answer that a server can send is read without a panic, and shows neither the secret nor its token.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| keyfob_core::token::fuzzing::read_answer(input));
