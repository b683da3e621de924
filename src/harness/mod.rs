//! How anything is timed, and what the samples say.
//!
//! An example calls [`main`] with its declaration and its [`Plan`]; `sampler` runs the plan in interleaved rounds,
//! [`estimate`] turns samples into numbers with intervals, [`evaluate`] answers the questions of a declaration from a
//! measurement, [`noise`] says what disturbed it, `model` puts the question to the book's own interpreter and
//! `python` to real ones, in the same rounds. Only this module reads a clock for a result; what is measured (`object` …
//! `ipc`) does not know that it is measured.

mod command_line;
pub mod estimate;
pub mod evaluate;
mod experiment;
mod journal;
mod lookup;
#[cfg(not(roommates_loom))]
pub mod model;
pub mod noise;
pub mod number;
mod operation;
mod order;
mod processors;
mod progress;
mod python;
mod report;
pub mod rounds;
mod sampler;
mod stopwatch;

pub use command_line::{EXIT_WRONG_ANSWER, main};
pub use experiment::{Failure, Outcome, Plan, Variant};
#[cfg(not(roommates_loom))]
pub use model::{Living, Model, SharedModel};
pub use python::{Present, RollCall, Twin, roll_call};
pub use stopwatch::{Clock, Stopwatch};

/// Version of the way of measuring. Part of every record's provenance through the digest of this module.
pub const VERSION: u32 = 2;

#[cfg(test)]
mod tests;
