//! Prints the rules of the record's kinds as the scripts of pages have them, for tests that run those scripts without
//! a page.

fn main() {
    print!("{}", lab_core::record::script());
}
