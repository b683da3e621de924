//! Roommates & Neighbors: how Python runs work side by side, measured.
//!
//! | module | what it is |
//! | --- | --- |
//! | [`harness`] | experiment, sampler, estimate, noise, progress: how anything is timed |
//! | [`results`] | record, machine, provenance, declaration: what is kept |

pub mod harness;
pub mod results;
