//! Measures, draws and builds the book: everything behind `cargo xtask`.
//!
//! Data flows one way: example → record → [`library`] → figure, number, verdict → page.

pub mod chapters;
pub mod charts;
pub mod claims;
pub mod directive;
pub mod library;
pub mod preprocess;
pub mod site;
