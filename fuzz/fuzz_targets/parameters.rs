//! `fuzzing::targets::parameters` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| fuzzing::run("parameters", octets));
