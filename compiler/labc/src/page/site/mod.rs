//! What the pages of a course have in common: links, search, the student's own page.

pub mod links;
pub mod search;
pub mod work;
