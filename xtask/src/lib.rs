//! Measures, draws and builds the book: everything behind `cargo xtask`.
//!
//! Data flows one way: example → record → [`library`] → figure, number, verdict → page.

pub mod bundle;
pub mod chapters;
pub mod charts;
pub mod check;
pub mod claims;
pub mod compare;
pub mod digest;
pub mod directive;
pub mod doctor;
pub mod import;
pub mod library;
pub mod list;
pub mod machine;
pub mod new;
pub mod open;
pub mod preprocess;
pub mod readme;
pub mod regen;
#[cfg(test)]
mod samples;
pub mod site;
pub mod site_door;
pub mod stale;
pub mod write;
