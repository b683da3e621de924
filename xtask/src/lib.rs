//! Measures, draws and builds the book: everything behind `cargo xtask`.
//!
//! Data flows one way: example → record → [`library`] → figure, number, verdict → page.

pub mod chapters;
pub mod digest;
pub mod library;
pub mod machine;
#[cfg(test)]
mod samples;
pub mod stale;
