//! `fuzzing::targets::commands` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| fuzzing::run("commands", octets));
