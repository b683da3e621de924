//! Roommates & Neighbors: how Python runs work side by side, measured.
//!
//! | module | what it is |
//! | --- | --- |
//! | [`gil`] | the global interpreter lock, to the protocol of `ceval_gil.c` |
//! | [`refcount`] | reference counts: plain, atomic, biased; immortal objects; a heap that notices a wrong one |
//! | [`thread`] | how threads are kept |
//! | [`process`] | how worker processes are started, asked and ended |
//! | [`harness`] | experiment, sampler, estimate, noise, progress: how anything is timed |
//! | [`results`] | record, machine, provenance, declaration: what is kept |

pub mod gil;
pub mod harness;
pub mod process;
pub mod refcount;
pub mod results;
pub mod thread;
