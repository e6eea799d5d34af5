//! What is compared across labs: [`provenance`] is the source of every value, [`registries`] the registries of the library,
//! [`conflicts`] compares the facts of all labs with each other and with the registries.

pub mod conflicts;
pub mod provenance;
pub mod registries;
