//! Every file that a user can choose as a key is read or refused, without a panic and in bounded time.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| keyfob_core::keys::fuzzing::read_key_file(input));
