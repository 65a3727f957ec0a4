//! A secret in any encoding, embedded in any text, is masked in everything that is shown.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| keyfob_core::redact::fuzzing::redact(input));
