//! A page while it runs.
