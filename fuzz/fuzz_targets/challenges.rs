//! `fuzzing::targets::challenges` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| fuzzing::run("challenges", octets));
