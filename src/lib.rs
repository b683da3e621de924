//! Roommates & Neighbors: how Python runs work side by side, measured.
//!
//! | module | what it is |
//! | --- | --- |
//! | [`gil`] | the global interpreter lock, to the protocol of `ceval_gil.c` |
//! | [`thread`] | how threads are kept |
//! | [`process`] | how worker processes are started, asked and ended |
//! | [`harness`] | experiment, sampler, estimate, noise, progress: how anything is timed |
//! | [`results`] | record, machine, provenance, declaration: what is kept |

pub mod gil;
pub mod harness;
pub mod process;
pub mod results;
pub mod thread;
