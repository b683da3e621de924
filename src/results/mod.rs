//! What is kept: declarations (what an experiment asks), records (what a machine answered) and machines.
//!
//! Everything here is plain data with a JSON form; nothing measures, draws or judges. The harness fills a
//! [`Measurement`], `xtask` adds [`Provenance`] and writes it as a [`Record`]; `harness::evaluate` reads both back.
//! Depends on no sibling module.

pub mod declaration;
mod declare;
mod machine;
mod provenance;
mod record;
mod selector;
mod text;

pub use declaration::Declaration;
pub use machine::{Cache, Machine};
pub use provenance::{Digests, Interpreter, Profile, Provenance};
pub use record::{
    Lane, Load, Measurement, Missing, Mode, Observed, Record, Rejected, Role, Series, Span, StateCheck, Stop,
    StopReason, Timeline, Unit, Warning,
};
pub use selector::{ParamValue, Selector, SelectorError};
pub use text::to_text;

/// Version of the JSON layout of declarations, records and machines. A record with a larger number was written by
/// newer code and is refused with a message that says so.
pub const SCHEMA_VERSION: u32 = 2;

#[cfg(test)]
mod tests;
