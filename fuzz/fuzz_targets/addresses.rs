//! `fuzzing::targets::addresses` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| fuzzing::run("addresses", octets));
