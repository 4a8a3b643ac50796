//! `fuzzing::targets::lines` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| fuzzing::run("lines", octets));
