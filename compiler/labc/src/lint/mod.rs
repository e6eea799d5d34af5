//! What is compared across labs: [`registries`] the registries of the library,
//! [`conflicts`] compares the facts of all labs with each other and with the registries.

pub mod conflicts;
pub mod registries;
