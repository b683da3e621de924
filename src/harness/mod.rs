//! How anything is timed, and what the samples say.
//!
//! [`experiment`] is what a chapter hands in, [`sampler`] runs it in interleaved rounds, [`estimate`] turns samples into
//! numbers with intervals, [`evaluate`] answers the questions of a declaration from a record. Only this module reads a
//! clock for a result; what is measured (`object` … `ipc`) does not know that it is measured.

pub mod estimate;
pub mod evaluate;
pub mod number;

/// Version of the way of measuring. Part of every record's provenance through the digest of this module.
pub const VERSION: u32 = 1;
