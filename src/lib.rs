//! Roommates & Neighbors: how Python runs work side by side, measured.
//!
//! | module | what it is |
//! | --- | --- |
//! | [`gc`] | the collector of cycles, weak references, finalizers |
//! | [`gil`] | the global interpreter lock, to the protocol of `ceval_gil.c` |
//! | [`object`] | values, objects and their layouts |
//! | [`refcount`] | reference counts: plain, atomic, biased; immortal objects; a heap that notices a wrong one |
//! | [`interp`] | a small Python: compiler, bytecode, eval loop |
//! | [`thread`] | how threads are kept |
//! | [`process`] | how worker processes are started, asked and ended |
//! | [`harness`] | experiment, sampler, estimate, noise, progress: how anything is timed |
//! | [`results`] | record, machine, provenance, declaration: what is kept |

#[cfg(not(roommates_loom))]
pub mod gc;
pub mod gil;
pub mod harness;
#[cfg(not(roommates_loom))]
pub mod interp;
#[cfg(not(roommates_loom))]
pub mod object;
pub mod process;
pub mod refcount;
pub mod results;
pub mod thread;
