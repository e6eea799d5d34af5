//! The evaluator in the browser.
