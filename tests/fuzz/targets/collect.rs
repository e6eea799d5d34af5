#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| labc_tests::fuzz::collect(bytes));
